"""An office takes from somebody the account at an identity provider: it is not theirs, or not any
more. Whoever comes from there next is looked at as for the first time."""

from django.utils.translation import gettext as _

from kinkeeper.accounts import identities
from kinkeeper.accounts.provider_models import Identity
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act
from kinkeeper.lib.sessions import end_all_of
from kinkeeper.organisations.reach import Reach
from kinkeeper.registry.refusals import Refusal, reaching_all


@act()
def remove(actor: Actor, identity: Identity, *, reason: str, reach: Reach) -> None:
    """All sessions of the person end. Raises `Refusal` for oneself, without a reason, and where a
    release is needed (K38): another account there could open this one then."""
    why = reason.strip()[:2000]
    if not why:
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    if actor.person_id == identity.person_id:
        raise Refusal("oneself", _("To change your own sign-in, use your account page."))
    reaching_all(reach, identity.person, act=WAY_IN)
    identities.take(actor, identity, why)
    end_all_of([identity.person_id])
