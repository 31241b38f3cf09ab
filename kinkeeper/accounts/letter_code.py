"""The code of a letter shows who somebody is who knows the password already."""

from django.db.models.functions import Now

from kinkeeper.accounts import set_up
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.credentials.redeem import Unknown, usable
from kinkeeper.credentials.void import void_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person


@act()
def show(actor: Actor, person: Person, number: int) -> None:
    """The credential of this internal ID is used up, and allows the person to set up a second
    step. Raises `credentials.redeem.Unusable`."""
    credential = (
        Credential.objects.select_for_update(of=("self",)).select_related("person").get(pk=number)
    )
    if credential.person_id != person.pk:
        raise Unknown
    usable(credential)
    Credential.objects.filter(pk=number).update(state=CredentialState.REDEEMED, ended_at=Now())
    void_for(actor, [person.pk], why="factor.allowed", quietly=True)
    set_up.allow_by(credential)
    record(actor, "factor.allowed", person_id=person.pk, data={"channel": credential.channel})
