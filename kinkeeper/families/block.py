"""Blocks a parent and a child, before or after there is a relationship, and lifts a block."""

from django.utils.translation import gettext as _

from kinkeeper.families import block_grounds, decided_proposals, second_person
from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families.block_grounds import UNSAID, Ground
from kinkeeper.families.models import Answer, Relationship, RelationshipState
from kinkeeper.families.refusals import AlreadyBlocked
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


@act()
def block(
    actor: Actor, parent: Person, child: Person, *, reason: str, ground: Ground = UNSAID
) -> Relationship:
    """The blocked relationship; a relationship there was ends with it. Raises `AlreadyBlocked`,
    `ReasonMissing`, `BadDays`, `NotAPupil`, `NotAnAdult`, `SamePerson`."""
    why = relationships.reasoned(reason)
    relationships.fit(parent, child)
    block_grounds.possible(child, ground)
    relationship = relationships.lock(parent, child)
    if relationship.state == RelationshipState.BLOCKED:
        raise AlreadyBlocked(
            _("%(parent)s and %(child)s are already blocked: %(reason)s")
            % {
                "parent": alone(parent.full_name),
                "child": alone(child.full_name),
                "reason": relationship.reason,
            }
        )
    before, asked = relationship.state, decided_proposals.as_asked(relationship)
    relationships.write(relationship, actor, RelationshipState.BLOCKED, why)
    block_grounds.give(actor, relationship, ground)
    if before == RelationshipState.PROPOSED:
        decided_proposals.proposal(actor, relationship, Answer.DECLINED, asked, why)
    record(
        actor,
        "relationship.blocked",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why, "before": before, **ground.for_journal},
    )
    return relationship


@act()
def unblock(actor: Actor, parent: Person, child: Person, *, reason: str) -> Relationship:
    """The relationship, ended: lifting a block connects nobody. Where two people must agree, it is
    still blocked after the first has asked; the second does the same again (`second_person`).
    Raises `NotBlocked`, `ReasonMissing`, `OwnFamily`, `SecondNeeded`."""
    why = relationships.reasoned(reason)
    relationships.not_oneself(actor, parent)
    relationship = block_grounds.blocked(parent, child)
    relationships.not_own_child(actor, child)
    if second_person.needed(child) and not second_person.agreed(actor, relationship, why):
        return relationship
    relationship.sources = []
    decided_proposals.lifted(actor, relationship, why)
    relationships.write(relationship, actor, RelationshipState.ENDED, why)
    record(
        actor,
        "relationship.unblocked",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why},
    )
    return relationship
