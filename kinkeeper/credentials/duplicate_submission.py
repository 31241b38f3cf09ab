"""The same form sent twice, by a double click or from a second tab, is answered as the first."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.utils import timezone

from kinkeeper.credentials.passwords import normal
from kinkeeper.people.models import Person, PersonState

WITHIN = timedelta(minutes=1)


def just_chosen(number: int, password: str) -> Person | None:
    """The active person of this internal ID, who has chosen this very password with a way in a
    moment ago. To be asked for whoever holds that way in; for a minute, so that a link that was
    used is nothing to try passwords with."""
    since = timezone.now() - WITHIN
    person = Person.objects.filter(pk=number, state=PersonState.ACTIVE, way_in_at__gt=since).first()
    if person is None or not check_password(normal(password), person.password):
        return None
    return person
