"""Which looks by staff at a child its family reads of (K23): when, as what, and from which office.

Nothing here depends on another adult of the child (K19): only the child's own pages, and lists and
files of pupils count (`access.wall.what_was_looked_at`), and which page it was is not told. Who
looked has a name only where the family knows it, as a teacher of the child's class (K14).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kinkeeper.families.rights_in_words import listed
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.children import Child

DAYS = 365
MOST = 200
FILES = ("import-pupils",)
LOOKS = "SELECT * FROM wall.looks_at(%s, %s, %s, %s)"


@dataclass(frozen=True)
class Looks:
    """What one person, as one thing, looked at on one day: `times` pages, or files downloaded."""

    day: date
    who: str
    is_file: bool
    times: int
    last_at: datetime


def at_own_child(child: Child) -> list[Looks]:
    """For a parent. School, classes and teachers belong to the school day: without it nothing but
    that somebody of the school looked."""
    return _looks(child.id, names=child.school_day)


def at_oneself(pupil: Person) -> list[Looks]:
    """For the pupil."""
    return _looks(pupil.pk, names=True)


def areas_in_words(child: Child) -> str:
    """What the parent sees of the child today."""
    return listed(child.areas)


def _looks(child: int, *, names: bool) -> list[Looks]:
    since = timezone.now() - timedelta(days=DAYS)
    found = db.rows(LOOKS, [child, since, list(FILES), MOST])
    places = Organisation.objects.in_bulk([place for _d, _r, _t, place, *_more in found if place])
    return [
        Looks(
            day,
            _who(role, teacher, places.get(place), names=names),
            is_file,
            times,
            last_at,
        )
        for day, role, teacher, place, is_file, times, last_at in found
    ]


def _who(role: str, teacher: str | None, place: Organisation | None, *, names: bool) -> str:
    if role in {Profile.SYSTEM_ADMINISTRATOR, ""}:
        return _("The administration of this site")
    if not names:
        return _("Someone who works at the school")
    if teacher:
        return _("%(name)s, teacher") % {"name": teacher}
    if place is None:
        return _("Another office")
    name = {"place": place.name}
    if role == Profile.TEACHER:
        return _("A teacher at %(place)s") % name
    return _("The office of %(place)s") % name
