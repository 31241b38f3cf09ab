"""What a parent's home says of a child's coming of age: before the day, and after it (K18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kinkeeper.families import majority
from kinkeeper.lib import db
from kinkeeper.organisations import restore_hold
from kinkeeper.people.local_date import params
from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child

# Of pupils the date there, and whether they have decided, or what follows is decided already.
SETTLED = """
SELECT pupil.id, today.day, families_decides(pupil.id, today.day) OR EXISTS (
    SELECT FROM families_continuation going
    WHERE going.parent_id = %(parent)s AND going.child_id = pupil.id AND going.ended_at IS NULL)
FROM unnest(%(pupils)s::bigint[]) WITH ORDINALITY pupil (id, place),
    LATERAL (SELECT people_local_date(pupil.id, %(moment)s, %(server_zone)s)) today (day)
ORDER BY pupil.place
"""


@dataclass(frozen=True)
class Announced:
    """`on` is None for a parent who does not see the birth date."""

    given_name: str
    on: date | None


def announced(parent: Person, children: Mapping[Person, Child]) -> list[Announced]:
    """The children, as the parent sees them, who come of age soon, in their order. It asks nothing
    where there is none, and else once."""
    near = {pupil.pk: pupil for pupil in majority.near(children) if children[pupil].areas}
    if not near:
        return []
    found = []
    for number, today, settled in db.rows(
        SETTLED, {"parent": parent.pk, "pupils": list(near)} | params()
    ):
        pupil, child = near[number], children[near[number]]
        if not settled and majority.is_near(pupil, today):
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
