"""Merges in one line, as a test wants them."""

from kinkeeper.access import scopes
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Merge, Person
from kinkeeper.readings.merging import brought, taken_back
from kinkeeper.registry.merge import merge
from kinkeeper.registry.unmerge import Unmerged, unmerge

OFFICE = Actor(None, "the office", "a test")


def merged(kept: Person, gone: Person, by: Actor = OFFICE) -> Merge:
    why = "the same mother, on the phone"
    made = merge(by, kept, gone, reason=why, reach=WHOLE_SITE, same_person=why)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return made


def unmerged(made: Merge) -> Unmerged:
    return unmerge(
        OFFICE,
        made,
        reason="they are two",
        reach=WHOLE_SITE,
        undone=taken_back,
        brought=brought,
    )


def children(parent: Person) -> set[str]:
    return {child.given_name for child in scopes.children(parent)}


def relationship(parent: Person, child: Person) -> Relationship:
    return Relationship.objects.get(parent=parent, child=child)
