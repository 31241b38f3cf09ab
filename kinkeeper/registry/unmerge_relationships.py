"""The relationships of two accounts that were one for a while, on their way back.

What nobody touched since the merge becomes exactly what it was. What somebody did to the joined
person since, and what an import did that cannot be told apart any more, is decided so that nobody
comes to see a child by it (K27): a block or an end holds for both accounts, a hand's grant stays
with the account that was kept, and an import's is left to the next file.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families.connect import MANUAL
from kinkeeper.families.explain import Named, plainly
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_record import Moved, MovedRelationship
from kinkeeper.registry.merge_relationships import Side

OPEN = (RelationshipState.ACTIVE, RelationshipState.PROPOSED)


@dataclass(frozen=True)
class Left:
    """What did not simply go back: the other end's internal ID (None: the account's own values),
    and why."""

    other: int | None
    because: str


@dataclass(frozen=True)
class Parted:
    """The relationship that each account has afterwards; `because` is empty where all is as it
    was."""

    kept: MovedRelationship | None
    gone: MovedRelationship | None
    because: str = ""


def move_back(
    actor: Actor,
    kept: Person,
    gone: Person,
    moved: Sequence[Moved],
    undone: Collection[str],
    *,
    named: Named,
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
        parted = part(before.get(other), current, undone, named)
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
        if parted.because:
            left.append(Left(other, parted.because))
    return left


def part(
    moved: Moved | None,
    current: MovedRelationship | None,
    undone: Collection[str],
    named: Named = plainly,
) -> Parted:
    """`moved` is None for a relationship that came into being since the merge, `current` where
    there is none any more."""
    if moved is None:
        assert current is not None  # noqa: S101  # for the type checker: one of them names it
        return _since(current, None, None, named)
    kept, gone = _said(moved.kept, undone), _said(moved.gone, undone)
    if current is None:
        return Parted(None, gone)
    same_and_open = current.state == moved.now.state and current.state in OPEN
    if moved.gone is None and (same_and_open or current.same_act(moved.now)):
        return Parted(current, None)
    if same_and_open:
        changed = "" if current.same_act(moved.now) else _("was changed since the merge")
        return Parted(*_shared(kept, gone, current, moved.now), changed)
    if current.same_act(moved.now):
        return Parted(kept, gone)
    return _since(current, kept, gone, named)


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
    current: MovedRelationship,
    kept: MovedRelationship | None,
    gone: MovedRelationship | None,
    named: Named,
) -> Parted:
    """Somebody, or an import, changed the relationship of the joined person."""
    about = {
        "who": named(current.changed_by, current.changed_by_name) or _("an import"),
        "when": date_format(localtime(current.since), "DATE_FORMAT"),
    }
    open_there = gone is not None and gone.state in OPEN
    if current.state == RelationshipState.BLOCKED:
        held = gone is not None and gone.state == RelationshipState.BLOCKED
        why = _("was blocked by %(who)s on %(when)s; this holds for both accounts") % about
        return Parted(current, gone if held else current, why)
    if current.state == RelationshipState.ENDED:
        why = _("was ended by %(who)s on %(when)s; this holds for both accounts") % about
        return Parted(current, current if open_there else gone, why)
    if current.state == RelationshipState.PROPOSED:
        why = _("was proposed by %(who)s on %(when)s; an administrator has to decide") % about
        active_there = gone is not None and gone.state == RelationshipState.ACTIVE
        return Parted(current, current if active_there else gone, why)
    if MANUAL in current.sources:
        why = _("was connected by %(who)s on %(when)s and stays with this account") % about
        return Parted(current, gone, why)
    why = _("was connected by an import since the merge; the next file connects whom it names")
    ended = replace(current, state=RelationshipState.ENDED, sources=(), reason=why)
    return Parted(ended if kept is None and gone is None else kept, gone, why)


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
