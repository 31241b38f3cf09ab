"""A stored plan seen from the children: who gains a parent, and who loses one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.days import Days
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.visibility import goes_on
from kinkeeper.intake.models import Import, PlannedPerson, PlannedRelationship, RelationshipAct
from kinkeeper.people.models import Person
from kinkeeper.readings import as_named, looks
from kinkeeper.roster.text.isolate import alone

PAGE = 50
WITHDRAWN = Q(act=RelationshipAct.PROPOSE, state_before=RelationshipState.ACTIVE)
LOSES = Q(act=RelationshipAct.REMOVE) | WITHDRAWN
GAINS = Q(act__in=[RelationshipAct.CREATE, RelationshipAct.REDATE])
ASKS = Q(act=RelationshipAct.PROPOSE) & ~Q(state_before=RelationshipState.ACTIVE)


@dataclass
class Child:
    """Names of the adults who will see the child (`gains`, with the days that are set), no longer
    see it (`loses`), are proposed and to be decided (`asks`), and see it all the same (`keeps`)."""

    child_id: int
    name: str
    gains: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    loses: list[str] = field(default_factory=list)
    keeps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ChildrenPage:
    """`after` is the internal ID to begin the next page after; None on the last one."""

    children: list[Child]
    after: int | None


def page(viewer: Viewer, roster_import: Import, *, after: int = 0) -> ChildrenPage:
    """Five queries whatever the plan's size; those who lose a parent are on the page of their ID
    like all others, and are counted by the plan."""
    relationships = PlannedRelationship.objects.filter(
        LOSES | GAINS | ASKS, roster_import=roster_import, child_id__isnull=False
    )
    later = relationships.filter(child_id__gt=after).order_by("child_id")
    ids = [
        number
        for number in later.values_list("child_id", flat=True).distinct()[: PAGE + 1]
        if number is not None
    ]
    shown = ids[:PAGE]
    looks.shows_children(viewer, shown)
    touched = list(relationships.filter(child_id__in=shown).order_by("child_id", "number"))
    still = Relationship.objects.filter(goes_on(), child__in=shown)
    standing = list(still.order_by("parent_id").values_list("child_id", "parent_id"))
    names = _names(
        roster_import, [*shown, *_parents(touched), *(parent for _child, parent in standing)]
    )
    found = {number: Child(number, names.get(number, "")) for number in shown}
    named: dict[int, set[int]] = defaultdict(set)
    for relationship in touched:
        if relationship.child_id is None or relationship.parent_id is None:
            continue
        named[relationship.child_id].add(relationship.parent_id)
        name, days = (
            names.get(relationship.parent_id, ""),
            str(Days(relationship.starts_on, relationship.ends_on)),
        )
        gains = relationship.act in {RelationshipAct.CREATE, RelationshipAct.REDATE}
        name = f"{alone(name)}, {days}" if days and gains else name
        called = as_named.described(relationship)
        if called:
            both = {"parent": alone(name), "called": alone(called)}
            name = _("%(parent)s, with %(called)s in the file") % both
        _list_of(found[relationship.child_id], relationship).append(name)
    for child_id, parent_id in standing:
        if parent_id not in named[child_id]:
            found[child_id].keeps.append(names.get(parent_id, ""))
    return ChildrenPage(list(found.values()), shown[-1] if len(ids) > PAGE else None)


def _list_of(child: Child, relationship: PlannedRelationship) -> list[str]:
    if relationship.act in {RelationshipAct.CREATE, RelationshipAct.REDATE}:
        return child.gains
    if (
        relationship.act == RelationshipAct.PROPOSE
        and relationship.state_before != RelationshipState.ACTIVE
    ):
        return child.asks
    return child.loses


def _parents(relationships: Sequence[PlannedRelationship]) -> list[int]:
    return [
        relationship.parent_id
        for relationship in relationships
        if relationship.parent_id is not None
    ]


def _names(roster_import: Import, people: Sequence[int]) -> dict[int, str]:
    """Internal ID -> name: as the site has it, else as the plan will make it."""
    planned = PlannedPerson.objects.filter(roster_import=roster_import, person_id__in=people)
    names = {
        number: f"{given} {family}".strip()
        for number, given, family in planned.values_list("person_id", "given_name", "family_name")
        if number is not None
    }
    return names | {person.pk: person.full_name for person in Person.objects.filter(pk__in=people)}
