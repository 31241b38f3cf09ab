"""What a parent's home says of a child's coming of age: before the day, and after it (K18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kinkeeper.families import majority
from kinkeeper.families.consent import going_on
from kinkeeper.lib import db
from kinkeeper.organisations import restore_hold
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child


@dataclass(frozen=True)
class Announced:
    """`on` is None for a parent who does not see the birth date."""

    given_name: str
    on: date | None


def announced(parent: Person, children: Mapping[Person, Child]) -> list[Announced]:
    """The children, as the parent sees them, who come of age soon. It asks nothing where there is
    none."""
    found = []
    for pupil in majority.near(children):
        child = children[pupil]
        if not child.areas or not majority.announced(pupil, date_of(pupil)):
            continue
        if going_on(parent, pupil) is None:
            day = majority.of(pupil) if child.contact else None
            found.append(Announced(child.given_name, day))
    return found


def gone(parent: Person) -> list[str]:
    """First names of the children of age who have not consented for this parent, and nothing else
    of them. Only the wall's function knows them: the parent no longer sees these people. It speaks
    of who is asking, and of nobody else. None while the site waits after a restore: a relationship
    may have ended since the backup."""
    if not parent.is_active or restore_hold.state() is not None:
        return []
    return list(db.value("SELECT wall.gone_of_age()"))
