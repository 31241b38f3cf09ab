"""A colleague says that whoever has this person's password may set up a second step anew: the phone
is lost, or there never was one.

The password stays what it was and is shown to nobody (K20); the colleague speaks for the person.
"""

from django.utils.translation import gettext as _

from kinkeeper.accounts import set_up
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person, PersonState
from kinkeeper.registry.refusals import Refusal, not_merged, reaching_all


@act()
def allow(actor: Actor, person: Person, *, reason: str, reach: Reach) -> None:
    """For a day. Raises `Refusal` for oneself, for whoever is not active, without a reason, and
    where a release is needed (K38)."""
    if not reason.strip():
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    if actor.person_id == person.pk:
        raise Refusal("oneself", _("You cannot vouch for yourself. Ask a colleague."))
    not_merged(person)
    if person.state != PersonState.ACTIVE:
        raise Refusal("not-open", _("This person is in the trash. Restore the person first."))
    reaching_all(reach, person, act=WAY_IN)
    set_up.release(actor, person, reason)
