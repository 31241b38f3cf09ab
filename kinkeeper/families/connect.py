"""Connects a parent and a child by hand."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kinkeeper.families import decided_proposals
from kinkeeper.families import locked_relationship as pairs
from kinkeeper.families.days import Days
from kinkeeper.families.models import Answer, Kind, Relationship, State
from kinkeeper.families.refusals import PairBlocked, Restricted
from kinkeeper.families.withheld_reasons import UNSAID
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone

MANUAL = "manual"


@transaction.atomic
def connect(
    actor: Actor,
    parent: Person,
    child: Person,
    *,
    kind: str = Kind.UNSPECIFIED,
    reason: str = "",
    awaited: bool = False,
) -> Relationship:
    """The active relationship. On a connected pair it only changes the kind, when one is given.
    Whoever connects two means now: days that keep the parent out go. A proposal that is granted
    keeps those the file gave it, unless they are over (K35).

    A pair that a file proposed under a restriction needs a reason (K27). One that was proposed (the
    database sees to that) or `awaited` may stay shut until a new way in is used (K38). Raises
    `PairBlocked`, `Restricted`, `NotAPupil`, `NotAnAdult`, `SamePerson`, `InTrash`.
    """
    pairs.fit(parent, child)
    pairs.here(parent, child)
    pairs.not_oneself(actor, parent)
    if awaited or pairs.is_proposed(parent, child):
        pairs.hold(parent)
    pair = pairs.lock(parent, child)
    names = {"parent": alone(parent.full_name), "child": alone(child.full_name)}
    if pair.state == State.BLOCKED:
        raise PairBlocked(
            _(
                "%(parent)s and %(child)s are blocked: “%(reason)s” "
                "Lift the block first if this is no longer right."
            )
            % (names | {"reason": pair.reason})
        )
    if pair.state == State.PROPOSED and restricted(pair) and not reason.strip():
        raise Restricted(
            _(
                "The file names a restriction of %(parent)s for %(child)s: “%(restriction)s” "
                "Write why the two may be connected all the same."
            )
            % (names | {"restriction": pair.reason})
        )
    before, asked = pair.state, decided_proposals.as_asked(pair)
    changed: dict[str, Any] = {
        "kind": pair.kind if kind == Kind.UNSPECIFIED else kind,
        "sources": _with_hand(pair, before),
        **_days(pair, before),
    }
    if before == State.ACTIVE:
        if any(getattr(pair, name) != value for name, value in changed.items()):
            Relationship.objects.filter(pk=pair.pk).update(**changed)
            pair.refresh_from_db()
            _record(actor, "relationship.confirmed", pair, {})
        return pair
    for name, value in changed.items():
        setattr(pair, name, value)
    said = {"file": pair.reason, "reason": reason.strip()} if before == State.PROPOSED else {}
    if awaited:
        pair.awaits_way_in = pairs.opened_elsewhere(pair)
    pairs.write(pair, actor, State.ACTIVE)
    granted = before == State.PROPOSED
    if granted:
        decided_proposals.proposal(actor, pair, Answer.GRANTED, asked, reason.strip())
    _record(actor, "relationship.granted" if granted else "relationship.connected", pair, said)
    return pair


def restricted(pair: Relationship) -> bool:
    """Whether the pair was proposed with a restriction in words, not merely without a yes."""
    return pair.reason not in UNSAID


def _days(pair: Relationship, before: str) -> dict[str, date | None]:
    days = pair.days
    kept = (before == State.PROPOSED and not days.over) or (before == State.ACTIVE and days.now)
    days = days if kept else Days(None, None)
    return {"starts_on": days.starts_on, "ends_on": days.ends_on}


def _with_hand(pair: Relationship, before: str) -> list[str]:
    kept = pair.sources if before == State.ACTIVE else []
    return kept if MANUAL in kept else [*kept, MANUAL]


def _record(actor: Actor, action: str, pair: Relationship, said: dict[str, str]) -> None:
    record(
        actor,
        action,
        person_id=pair.parent_id,
        child_id=pair.child_id,
        data={"kind": pair.kind, **said},
    )
