"""Accounts of staff that nobody has used for long rest: no password opens them until an
administrator wakes them (the setting `staff_rest_after_days`; 0: never).

Compared whenever somebody signs in, so no job has to run; of the whole site, for who is just coming
in is nobody to the database yet. One system administrator never rests,
or nobody could wake anybody: the one who came in last, of those who have a password.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Now

from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import settings
from kinkeeper.people.models import STAFF, Person, PersonState, Profile

USED = Greatest("last_login", "awake_since", "created_at")


def resting() -> QuerySet[Person]:
    """All who rest at this moment."""
    days = int(settings.get("staff_rest_after_days"))
    people = Person.objects.alias(used=USED).filter(state=PersonState.ACTIVE)
    if not days:
        return people.none()
    administrators = people.filter(profile=Profile.SYSTEM_ADMINISTRATOR).exclude(password="")
    mine = Q(used=OuterRef("used"), pk__gt=OuterRef("pk"))
    later = administrators.filter(Q(used__gt=OuterRef("used")) | mine)
    unused = people.filter(profile__in=STAFF, used__lt=Now() - timedelta(days=days))
    return unused.filter(~Q(profile=Profile.SYSTEM_ADMINISTRATOR) | Exists(later))


def rests(person: Person) -> bool:
    return person.pk in resting_among([person])


def resting_among(people: Iterable[Person]) -> set[int]:
    """One query, none where nobody of them works here."""
    staff = [person.pk for person in people if person.profile in STAFF]
    if not staff:
        return set()
    with whole_site():
        return set(resting().filter(pk__in=staff).values_list("pk", flat=True))
