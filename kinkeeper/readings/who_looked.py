"""Which looks by staff at a child its family reads of (K23): when, as what, and from which office.

Nothing here depends on another adult of the child (K19): only the child's own pages, and lists and
files of pupils count (`access.wall.what_was_looked_at`), and which page it was is not told. Who
looked has a name only where the family knows it, as a teacher of the child's class (K14).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kinkeeper.families.rights_in_words import listed
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import children
from kinkeeper.readings.children import Child

DAYS = 365
MOST = 200
FILES = ("import-pupils",)
LOOKS = "SELECT * FROM wall.looks_at(%s, %s, %s, %s)"
OF_OFFICE = "SELECT * FROM wall.looks_told(%s, %s, %s, %s, %s, %s)"


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


def told_to_office(child: int, reach: Reach, *, names: bool) -> list[Looks]:
    """What the child's own page says, for a copy that an office makes of it: without the looks of
    who works beyond the office's reach (K14). Asked as the whole site."""
    places = None if reach.whole_site else sorted(reach.ids())
    teachers = children.as_teachers(child, reach).values_list("person_id", flat=True)
    return _as_told(OF_OFFICE, [child, *_bounds(), places, list(teachers)], names=names)


def areas_in_words(child: Child) -> str:
    """What the parent sees of the child today."""
    return listed(child.areas)


def _looks(child: int, *, names: bool) -> list[Looks]:
    return _as_told(LOOKS, [child, *_bounds()], names=names)


def _bounds() -> list[Any]:
    return [timezone.now() - timedelta(days=DAYS), list(FILES), MOST]


def _as_told(query: str, asked: Sequence[Any], *, names: bool) -> list[Looks]:
    found = db.rows(query, asked)
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
