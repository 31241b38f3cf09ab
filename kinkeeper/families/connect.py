"""Connects a parent and a child by hand."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kinkeeper.families import decided_proposals
from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families.days import Days
from kinkeeper.families.models import Answer, Relationship, RelationshipKind, RelationshipState
from kinkeeper.families.refusals import RelationshipBlocked, Restricted
from kinkeeper.families.withheld_reasons import UNSAID
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone

MANUAL = "manual"


@act()
def connect(
    actor: Actor,
    parent: Person,
    child: Person,
    *,
    kind: str = RelationshipKind.UNSPECIFIED,
    reason: str = "",
    awaited: bool = False,
) -> Relationship:
    """The active relationship. On a connected relationship it only changes the kind, when one is
    given. Whoever connects two means now: days that keep the parent out go. A proposal that is
    granted keeps those the file gave it, unless they are over (K35).

    A relationship that a file proposed under a restriction needs a reason (K27). One that was
    proposed (the database sees to that) or `awaited` may stay shut until a new way in is used
    (K38). Raises `RelationshipBlocked`, `Restricted`, `NotAPupil`, `NotAnAdult`, `SamePerson`,
    `InTrash`.
    """
    relationships.fit(parent, child)
    relationships.here(parent, child)
    relationships.not_oneself(actor, parent)
    if awaited or relationships.is_proposed(parent, child):
        relationships.hold(parent)
    relationship = relationships.lock(parent, child)
    names = {"parent": alone(parent.full_name), "child": alone(child.full_name)}
    if relationship.state == RelationshipState.BLOCKED:
        raise RelationshipBlocked(
            _(
                "%(parent)s and %(child)s are blocked: “%(reason)s” If this is no longer "
                "right, lift the block first."
            )
            % (names | {"reason": relationship.reason})
        )
    if (
        relationship.state == RelationshipState.PROPOSED
        and restricted(relationship)
        and not reason.strip()
    ):
        raise Restricted(
            _(
                "The file names a restriction of %(parent)s for %(child)s: “%(restriction)s” "
                "Say why the two may be connected anyway."
            )
            % (names | {"restriction": relationship.reason})
        )
    before, asked = relationship.state, decided_proposals.as_asked(relationship)
    changed: dict[str, Any] = {
        "kind": relationship.kind if kind == RelationshipKind.UNSPECIFIED else kind,
        "sources": _with_hand(relationship, before),
        **_days(relationship, before),
    }
    if before == RelationshipState.ACTIVE:
        if any(getattr(relationship, name) != value for name, value in changed.items()):
            Relationship.objects.filter(pk=relationship.pk).update(**changed)
            relationship.refresh_from_db()
            _record(actor, "relationship.confirmed", relationship, {})
        return relationship
    for name, value in changed.items():
        setattr(relationship, name, value)
    said = (
        {"file": relationship.reason, "reason": reason.strip()}
        if before == RelationshipState.PROPOSED
        else {}
    )
    if awaited:
        relationship.awaits_way_in = relationships.opened_elsewhere(relationship)
    relationships.write(relationship, actor, RelationshipState.ACTIVE)
    granted = before == RelationshipState.PROPOSED
    if granted:
        decided_proposals.proposal(actor, relationship, Answer.GRANTED, asked, reason.strip())
    _record(
        actor, "relationship.granted" if granted else "relationship.connected", relationship, said
    )
    return relationship


def restricted(relationship: Relationship) -> bool:
    """Whether the relationship was proposed with a restriction in words, not merely without a
    yes."""
    return relationship.reason not in UNSAID


def _days(relationship: Relationship, before: str) -> dict[str, date | None]:
    days, today = relationship.days, date_of(relationship.child)
    kept = (before == RelationshipState.PROPOSED and not days.over(today)) or (
        before == RelationshipState.ACTIVE and days.on(today)
    )
    days = days if kept else Days(None, None)
    return {"starts_on": days.starts_on, "ends_on": days.ends_on}


def _with_hand(relationship: Relationship, before: str) -> list[str]:
    kept = relationship.sources if before == RelationshipState.ACTIVE else []
    return kept if MANUAL in kept else [*kept, MANUAL]


def _record(actor: Actor, action: str, relationship: Relationship, said: dict[str, str]) -> None:
    record(
        actor,
        action,
        person_id=relationship.parent_id,
        child_id=relationship.child_id,
        data={"kind": relationship.kind, **said},
    )
