"""Connects a parent and a child by hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from kinkeeper.families import pair as pairs
from kinkeeper.families.models import Kind, Relationship, State
from kinkeeper.families.refusals import PairBlocked
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person

MANUAL = "manual"


@transaction.atomic
def connect(
    actor: Actor, parent: Person, child: Person, *, kind: str = Kind.UNSPECIFIED
) -> Relationship:
    """The active relationship. On a connected pair it only changes the kind, when one is given.

    Raises `PairBlocked`, `NotAPupil`, `NotAnAdult`, `SamePerson`, `InTrash`.
    """
    pairs.fit(parent, child)
    pairs.here(parent, child)
    pair = pairs.lock(parent, child)
    if pair.state == State.BLOCKED:
        raise PairBlocked(
            _(
                "%(parent)s and %(child)s are blocked: %(reason)s "
                "Lift the block first if this is no longer right."
            )
            % {"parent": parent.full_name, "child": child.full_name, "reason": pair.reason}
        )
    if kind != Kind.UNSPECIFIED:
        pair.kind = kind
    if MANUAL not in pair.sources or pair.state != State.ACTIVE:
        kept = pair.sources if pair.state == State.ACTIVE else []
        pair.sources = [*kept, MANUAL]
    pairs.write(pair, actor, State.ACTIVE)
    record(
        actor,
        "relationship.connected",
        person_id=parent.pk,
        child_id=child.pk,
        data={"kind": pair.kind},
    )
    return pair
