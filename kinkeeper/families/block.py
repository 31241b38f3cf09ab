"""Blocks a pair, before or after there is a relationship, and lifts a block."""

from django.db import transaction
from django.utils.translation import gettext as _

from kinkeeper.families import decided_proposals
from kinkeeper.families import locked_relationship as pairs
from kinkeeper.families.models import Answer, Relationship, State
from kinkeeper.families.refusals import AlreadyBlocked, NotBlocked
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


@transaction.atomic
def block(actor: Actor, parent: Person, child: Person, *, reason: str) -> Relationship:
    """The blocked pair; a relationship there was ends with it. Raises `AlreadyBlocked`,
    `ReasonMissing`, `NotAPupil`, `NotAnAdult`, `SamePerson`."""
    why = pairs.reasoned(reason)
    pairs.fit(parent, child)
    pair = pairs.lock(parent, child)
    if pair.state == State.BLOCKED:
        raise AlreadyBlocked(
            _("%(parent)s and %(child)s are blocked already: %(reason)s")
            % {
                "parent": alone(parent.full_name),
                "child": alone(child.full_name),
                "reason": pair.reason,
            }
        )
    before, asked = pair.state, decided_proposals.as_asked(pair)
    pairs.write(pair, actor, State.BLOCKED, why)
    if before == State.PROPOSED:
        decided_proposals.proposal(actor, pair, Answer.DECLINED, asked, why)
    record(
        actor,
        "relationship.blocked",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why, "before": before},
    )
    return pair


@transaction.atomic
def unblock(actor: Actor, parent: Person, child: Person, *, reason: str) -> Relationship:
    """The pair, ended: lifting a block connects nobody. Raises `NotBlocked`, `ReasonMissing`."""
    why = pairs.reasoned(reason)
    pairs.not_oneself(actor, parent)
    blocked = Relationship.objects.select_for_update().filter(
        parent=parent, child=child, state=State.BLOCKED
    )
    pair = blocked.first()
    if pair is None:
        raise NotBlocked(
            _("%(parent)s and %(child)s are not blocked.")
            % {"parent": alone(parent.full_name), "child": alone(child.full_name)}
        )
    pair.sources = []
    decided_proposals.lifted(actor, pair, why)
    pairs.write(pair, actor, State.ENDED, why)
    record(
        actor,
        "relationship.unblocked",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why},
    )
    return pair
