"""The same form sent twice, by a double click or from a second tab, is answered as the first."""

from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.utils import timezone

from kinkeeper.credentials.passwords import LONGEST, normal
from kinkeeper.credentials.throttle import Throttle
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person, PersonState

WITHIN = timedelta(minutes=1)
SENT_AGAIN = Throttle("sent-again", 3, 60)


@whole_site()
def just_chosen(number: int, password: str) -> Person | None:
    """The active person of this internal ID, who has chosen this very password with a way in a
    moment ago. To be asked only for the form that the way in had opened, which bears it signed;
    three times a minute, so that nothing that was used is there to try passwords with."""
    since = timezone.now() - WITHIN
    person = Person.objects.filter(pk=number, state=PersonState.ACTIVE, way_in_at__gt=since).first()
    if person is None or len(password) > LONGEST or SENT_AGAIN.used_up(str(number)):
        return None
    SENT_AGAIN.count(str(number))
    return person if check_password(normal(password), person.password) else None
