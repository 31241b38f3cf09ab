"""A stored plan seen from the children: who gains a parent, and who loses one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kinkeeper.families.days import Days
from kinkeeper.families.models import Relationship
from kinkeeper.families.models import State as PairState
from kinkeeper.families.visibility import goes_on
from kinkeeper.intake.models import Import, PairAct, PlannedPair, PlannedPerson
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone

PAGE = 50
WITHDRAWN = Q(act=PairAct.PROPOSE, state_before=PairState.ACTIVE)
LOSES = Q(act=PairAct.REMOVE) | WITHDRAWN
GAINS = Q(act__in=[PairAct.CREATE, PairAct.REDATE])
ASKS = Q(act=PairAct.PROPOSE) & ~Q(state_before=PairState.ACTIVE)


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


def page(roster: Import, *, after: int = 0) -> ChildrenPage:
    """Five queries whatever the plan's size; those who lose a parent are on the page of their ID
    like all others, and are counted by the plan."""
    pairs = PlannedPair.objects.filter(LOSES | GAINS | ASKS, roster=roster, child_id__isnull=False)
    later = pairs.filter(child_id__gt=after).order_by("child_id")
    ids = [
        number
        for number in later.values_list("child_id", flat=True).distinct()[: PAGE + 1]
        if number is not None
    ]
    shown = ids[:PAGE]
    touched = list(pairs.filter(child_id__in=shown).order_by("child_id", "number"))
    still = Relationship.objects.filter(goes_on(), child__in=shown)
    standing = list(still.order_by("parent_id").values_list("child_id", "parent_id"))
    names = _names(roster, [*shown, *_parents(touched), *(parent for _child, parent in standing)])
    found = {number: Child(number, names.get(number, "")) for number in shown}
    named: dict[int, set[int]] = defaultdict(set)
    for pair in touched:
        if pair.child_id is None or pair.parent_id is None:
            continue
        named[pair.child_id].add(pair.parent_id)
        name, days = names.get(pair.parent_id, ""), str(Days(pair.starts_on, pair.ends_on))
        gains = pair.act in {PairAct.CREATE, PairAct.REDATE}
        name = f"{alone(name)}, {days}" if days and gains else name
        _list_of(found[pair.child_id], pair).append(name)
    for child_id, parent_id in standing:
        if parent_id not in named[child_id]:
            found[child_id].keeps.append(names.get(parent_id, ""))
    return ChildrenPage(list(found.values()), shown[-1] if len(ids) > PAGE else None)


def _list_of(child: Child, pair: PlannedPair) -> list[str]:
    if pair.act in {PairAct.CREATE, PairAct.REDATE}:
        return child.gains
    if pair.act == PairAct.PROPOSE and pair.state_before != PairState.ACTIVE:
        return child.asks
    return child.loses


def _parents(pairs: Sequence[PlannedPair]) -> list[int]:
    return [pair.parent_id for pair in pairs if pair.parent_id is not None]


def _names(roster: Import, people: Sequence[int]) -> dict[int, str]:
    """Internal ID -> name: as the site has it, else as the plan will make it."""
    planned = PlannedPerson.objects.filter(roster=roster, person_id__in=people)
    names = {
        number: f"{given} {family}".strip()
        for number, given, family in planned.values_list("person_id", "given_name", "family_name")
        if number is not None
    }
    return names | {person.pk: person.full_name for person in Person.objects.filter(pk__in=people)}
