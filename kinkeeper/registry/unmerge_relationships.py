"""The relationships of two accounts that were one for a while, on their way back.

What nobody touched since the merge becomes exactly what it was. What somebody did to the joined
person since, and what an import did that cannot be told apart any more, is decided so that nobody
comes to see a child by it (K27): a block or an end holds for both accounts, a hand's grant stays
with the account that was kept, and an import's is left to the next file.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kinkeeper.families.connect import MANUAL
from kinkeeper.families.models import PARTED, Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person
from kinkeeper.people.shown_names import ByName
from kinkeeper.registry.merge_record import Moved, MovedRelationship
from kinkeeper.registry.merge_relationships import Side
from kinkeeper.registry.unmerge_leftovers import Why

OPEN = (RelationshipState.ACTIVE, RelationshipState.PROPOSED)


@dataclass(frozen=True)
class Left:
    """What did not simply go back: the other end's internal ID (None: the account's own values),
    and why (`left`)."""

    other: int | None
    code: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parted:
    """The relationship that each account has afterwards; `why` is None where all is as it was."""

    kept: MovedRelationship | None
    gone: MovedRelationship | None
    why: Why | None = None


def move_back(
    actor: Actor,
    kept: Person,
    gone: Person,
    moved: Sequence[Moved],
    undone: Collection[str],
    *,
    named: ByName,
) -> list[Left]:
    """`undone` are the sources that assert nothing any more, because their imports were taken
    back; `named` says who did something, as far as the actor may know it. Both people are
    locked."""
    side = Side.of(kept)
    now = side.relationships(kept)
    before = {each.other: each for each in moved}
    here = Person.objects.filter(pk__in=before).values_list("pk", flat=True)
    left = []
    for other in sorted(now.keys() | set(here)):  # an undone import may have taken somebody away
        current = now.get(other)
        parted = part(before.get(other), current, undone)
        _write(side.relationship(kept, other), current, parted.kept)
        if parted.gone is not None:
            parted_off = parted.gone
            Relationship.objects.create(
                **side.relationship(gone, other),
                **parted_off.columns,
                version=parted_off.version + 1,
            )
        if parted.gone is not None or parted.kept != current:
            record(
                actor,
                "relationship.parted",
                **side.journaled(kept, other),
                data={
                    "from": gone.pk,
                    "state": parted.kept.state if parted.kept else None,
                    "other": parted.gone.state if parted.gone else None,
                },
            )
        if parted.why is not None:
            left.append(Left(other, parted.why, _by(named, current)))
    return left


def part(moved: Moved | None, current: MovedRelationship | None, undone: Collection[str]) -> Parted:
    """`moved` is None for a relationship that came into being since the merge, `current` where
    there is none any more."""
    if moved is None:
        assert current is not None  # noqa: S101  # for the type checker: one of them names it
        return _since(current, None, None)
    kept, gone = _said(moved.kept, undone), _said(moved.gone, undone)
    if current is None:
        return Parted(None, gone)
    same_and_open = current.state == moved.now.state and current.state in OPEN
    if moved.gone is None and (same_and_open or current.same_act(moved.now)):
        return Parted(current, None)
    if same_and_open:
        changed = None if current.same_act(moved.now) else Why.CHANGED
        return Parted(*_shared(kept, gone, current, moved.now), changed)
    if current.same_act(moved.now):
        return Parted(kept, gone)
    return _since(current, kept, gone)


def _said(
    parted_off: MovedRelationship | None, undone: Collection[str]
) -> MovedRelationship | None:
    """The relationship without what undone imports had said; None where nobody else says it."""
    if parted_off is None:
        return None
    sources = tuple(source for source in parted_off.sources if source not in undone)
    if parted_off.state in OPEN and parted_off.sources and not sources:
        return None
    return replace(parted_off, sources=sources)


def _shared(
    kept: MovedRelationship | None,
    gone: MovedRelationship | None,
    current: MovedRelationship,
    now: MovedRelationship,
) -> tuple[MovedRelationship | None, MovedRelationship | None]:
    """Imports that named the relationship since speak for the account that had it."""
    more = tuple(source for source in current.sources if source not in now.sources)
    if kept is not None and kept.state in OPEN:
        return replace(kept, sources=(*kept.sources, *more)), gone
    if gone is not None and gone.state in OPEN:
        return kept, replace(gone, sources=(*gone.sources, *more))
    return kept, gone


def _since(
    current: MovedRelationship, kept: MovedRelationship | None, gone: MovedRelationship | None
) -> Parted:
    """Somebody, or an import, changed the relationship of the joined person."""
    open_there = gone is not None and gone.state in OPEN
    if current.state == RelationshipState.BLOCKED:
        held = gone is not None and gone.state == RelationshipState.BLOCKED
        return Parted(current, gone if held else current, Why.BLOCKED)
    if current.state == RelationshipState.ENDED:
        return Parted(current, current if open_there else gone, Why.ENDED)
    if current.state == RelationshipState.PROPOSED:
        active_there = gone is not None and gone.state == RelationshipState.ACTIVE
        return Parted(current, current if active_there else gone, Why.PROPOSED)
    if MANUAL in current.sources:
        return Parted(current, gone, Why.CONNECTED)
    ended = replace(current, state=RelationshipState.ENDED, sources=(), reason=PARTED)
    return Parted(ended if kept is None and gone is None else kept, gone, Why.BY_IMPORT)


def _by(named: ByName, current: MovedRelationship | None) -> dict[str, Any]:
    """Who made the relationship what it is, and when, as far as that may be kept."""
    if current is None:
        return {}
    since = {"when": current.since.isoformat()}
    return named.kept(current.changed_by, current.changed_by_name) | since


def _write(
    relationship: dict[str, int], current: MovedRelationship | None, after: MovedRelationship | None
) -> None:
    if after and current and after.state == current.state == RelationshipState.ACTIVE:
        # how the account was opened since decides whether the child still waits for a new way in
        after = replace(after, awaits_way_in=current.awaits_way_in)
    if after is None:
        Relationship.objects.filter(**relationship).delete()
    elif after != current:
        Relationship.objects.filter(**relationship).update(**after.columns)
