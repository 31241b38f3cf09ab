"""The relationships of two accounts that become one: each child once, the most cautious wins.

What the kept account has of a child, what the other has, and what the kept one has afterwards:

    | kept \\ gone | none     | ended    | active   | proposed | blocked |
    |-------------|----------|----------|----------|----------|---------|
    | none        | –        | ended    | active   | proposed | blocked |
    | ended       | ended    | ended    | active   | proposed | blocked |
    | active      | active   | active   | active   | proposed | blocked |
    | proposed    | proposed | proposed | proposed | proposed | blocked |
    | blocked     | blocked  | blocked  | blocked  | blocked  | blocked |

A block of either side holds, and a proposal is not weakened: it stands for a file's doubt or for
a restriction, and even a hand that connected the other account knew nothing of that (K27). It
costs a click under *To decide*. *Ended* forbids nothing, so access that the person has through the
other account goes on; whether a child waits for a new way in depends on how the kept one was
opened. Both reasons are kept where both sides forbid. Whoever asserts either relationship asserts
the one that is left; nobody asserts an ended one. For pupils the same holds of their parents. Of
the days of two relationships in one state (K35) those that let the person see the child today are
left; where both do, or neither does, the days common to both, if there are any.
"""

from dataclasses import dataclass, replace
from datetime import date

from kinkeeper.families.connect import MANUAL
from kinkeeper.families.days import Days
from kinkeeper.families.locked_relationship import opened_elsewhere
from kinkeeper.families.models import Relationship, RelationshipKind, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.merge_record import Moved, MovedRelationship

CAUTIOUS = (
    RelationshipState.BLOCKED,
    RelationshipState.PROPOSED,
    RelationshipState.ACTIVE,
    RelationshipState.ENDED,
)


@dataclass(frozen=True)
class Side:
    """Which end of their relationships the two accounts are, and which end others are."""

    mine: str
    theirs: str

    @classmethod
    def of(cls, person: Person) -> "Side":
        return cls("child", "parent") if person.profile == Profile.PUPIL else cls("parent", "child")

    def relationships(self, person: Person) -> dict[int, MovedRelationship]:
        """Other end's internal ID -> the relationship, locked."""
        relationships = Relationship.objects.select_for_update().filter(**{self.mine: person})
        return {
            getattr(relationship, f"{self.theirs}_id"): MovedRelationship.of(relationship)
            for relationship in relationships.order_by("pk")
        }

    def relationship(self, person: Person, other: int) -> dict[str, int]:
        return {f"{self.mine}_id": person.pk, f"{self.theirs}_id": other}

    def journaled(self, person: Person, other: int) -> dict[str, int]:
        """The same as a line of the journal names them."""
        parent, child = (person.pk, other) if self.mine == "parent" else (other, person.pk)
        return {"person_id": parent, "child_id": child}


def hold(kept: Person, gone: Person) -> None:
    """Nobody connects anything to either account between the look at what they reach and the
    merge."""
    side = Side.of(kept)
    side.relationships(kept)
    side.relationships(gone)


def foresee(kept: Person, gone: Person) -> list[Moved]:
    """What `move` would do; inside a transaction. Its `now` is not yet in the database."""
    side = Side.of(kept)
    mine, theirs = side.relationships(kept), side.relationships(gone)
    return [
        Moved(other, one, two, _joined(one, two, side.journaled(kept, other)["child_id"]))
        for other in sorted(mine.keys() | theirs.keys())
        for one, two in [(mine.get(other), theirs.get(other))]
    ]


def move(actor: Actor, kept: Person, gone: Person) -> list[Moved]:
    """Every relationship that the kept account has afterwards, the untouched ones too; both people
    are locked."""
    side = Side.of(kept)
    moved = []
    for each in foresee(kept, gone):
        moved.append(replace(each, now=_write(side.relationship(kept, each.other), each)))
        if each.gone is not None:
            record(
                actor,
                "relationship.merged",
                **side.journaled(kept, each.other),
                data={
                    "state": each.now.state,
                    "before": each.kept.state if each.kept else None,
                    "from": gone.pk,
                },
            )
    Relationship.objects.filter(**{side.mine: gone}).delete()
    return moved


def _joined(
    kept: MovedRelationship | None, gone: MovedRelationship | None, child: int
) -> MovedRelationship:
    if kept is None or gone is None:
        only = kept or gone
        assert only is not None  # noqa: S101  # for the type checker: one of them names the other
        return only if kept else replace(only, awaits_way_in=False)
    first, second = sorted(
        (kept, gone), key=lambda relationship: CAUTIOUS.index(RelationshipState(relationship.state))
    )
    named = next(
        (
            relationship
            for relationship in (kept, gone)
            if relationship.kind != RelationshipKind.UNSPECIFIED
        ),
        kept,
    )
    reason = first.reason
    if first.state == second.state and first.state in {
        RelationshipState.BLOCKED,
        RelationshipState.PROPOSED,
    }:
        reason = " · ".join(dict.fromkeys(each for each in (first.reason, second.reason) if each))
    sides = [
        relationship
        for relationship in (kept, gone)
        if relationship.state != RelationshipState.ENDED
    ] or [kept]
    sources = dict.fromkeys(source for relationship in sides for source in relationship.sources)
    if first.state == RelationshipState.PROPOSED:  # no hand has decided this one
        sources.pop(MANUAL, None)
    if first.state == second.state:
        days = _days(kept, gone, date_of(child))
        first = replace(first, starts_on=days.starts_on, ends_on=days.ends_on)
    return replace(
        first,
        kind=named.kind,
        kind_text=named.kind_text,
        sources=tuple(sources),
        reason=reason,
        awaits_way_in=kept.state == RelationshipState.ACTIVE and kept.awaits_way_in,
    )


def _days(kept: MovedRelationship, gone: MovedRelationship, today: date) -> Days:
    mine, theirs = (
        Days(relationship.starts_on, relationship.ends_on) for relationship in (kept, gone)
    )
    if mine.on(today) != theirs.on(today):
        return mine if mine.on(today) else theirs
    starts = [each.starts_on for each in (mine, theirs) if each.starts_on]
    ends = [each.ends_on for each in (mine, theirs) if each.ends_on]
    both = Days(max(starts, default=None), min(ends, default=None))
    apart = both.starts_on and both.ends_on and both.ends_on < both.starts_on
    return mine if apart else both


def _write(relationship: dict[str, int], each: Moved) -> MovedRelationship:
    if each.gone is None:
        return each.now
    if each.kept is None:
        Relationship.objects.create(**relationship, **each.now.columns)
    else:
        Relationship.objects.filter(**relationship).update(**each.now.columns)
    made = Relationship.objects.get(**relationship)
    came = each.kept is None or each.kept.state != RelationshipState.ACTIVE
    if came and made.state == RelationshipState.ACTIVE and opened_elsewhere(made):  # K38
        Relationship.objects.filter(pk=made.pk).update(awaits_way_in=True)
        made.refresh_from_db()
    return MovedRelationship.of(made)
