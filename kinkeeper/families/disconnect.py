"""Ends a relationship by hand; by default no import may connect the two again (K15)."""

from django.utils.translation import gettext as _

from kinkeeper.families import block_grounds, decided_proposals
from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families.block_grounds import UNSAID, Ground
from kinkeeper.families.models import Answer, Relationship, RelationshipState
from kinkeeper.families.refusals import NotConnected
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


@act()
def disconnect(
    actor: Actor,
    parent: Person,
    child: Person,
    *,
    reason: str,
    block: bool = True,
    ground: Ground = UNSAID,
) -> Relationship:
    """The relationship, now blocked on this `ground`, or merely ended without `block`. Raises
    `NotConnected`, `ReasonMissing`, `BadDays`."""
    why = relationships.reasoned(reason)
    block_grounds.possible(child, ground)
    connected = Relationship.objects.select_for_update().filter(
        parent=parent, child=child, state__in=[RelationshipState.ACTIVE, RelationshipState.PROPOSED]
    )
    relationship = connected.first()
    if relationship is None:
        raise NotConnected(
            _("%(parent)s and %(child)s are not connected, so there is nothing to disconnect.")
            % {"parent": alone(parent.full_name), "child": alone(child.full_name)}
        )
    before, asked = relationship.state, decided_proposals.as_asked(relationship)
    relationships.write(
        relationship, actor, RelationshipState.BLOCKED if block else RelationshipState.ENDED, why
    )
    if block:
        block_grounds.give(actor, relationship, ground)
    if before == RelationshipState.PROPOSED:
        decided_proposals.proposal(actor, relationship, Answer.DECLINED, asked, why)
    record(
        actor,
        "relationship.disconnected",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why, "block": block, **(ground.for_journal if block else {})},
    )
    return relationship
