"""Ends a relationship by hand; by default no import may connect the pair again (K15)."""

from django.db import transaction
from django.utils.translation import gettext as _

from kinkeeper.families import decided_proposals
from kinkeeper.families import locked_relationship as pairs
from kinkeeper.families.models import Answer, Relationship, State
from kinkeeper.families.refusals import NotConnected
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


@transaction.atomic
def disconnect(
    actor: Actor, parent: Person, child: Person, *, reason: str, block: bool = True
) -> Relationship:
    """The pair, now blocked, or merely ended without `block`. Raises `NotConnected`,
    `ReasonMissing`."""
    why = pairs.reasoned(reason)
    connected = Relationship.objects.select_for_update().filter(
        parent=parent, child=child, state__in=[State.ACTIVE, State.PROPOSED]
    )
    pair = connected.first()
    if pair is None:
        raise NotConnected(
            _("%(parent)s and %(child)s are not connected, so there is nothing to remove.")
            % {"parent": alone(parent.full_name), "child": alone(child.full_name)}
        )
    before, asked = pair.state, decided_proposals.as_asked(pair)
    pairs.write(pair, actor, State.BLOCKED if block else State.ENDED, why)
    if before == State.PROPOSED:
        decided_proposals.proposal(actor, pair, Answer.DECLINED, asked, why)
    record(
        actor,
        "relationship.disconnected",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why, "block": block},
    )
    return pair
