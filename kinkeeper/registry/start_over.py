"""Takes a password away from somebody who cannot get in any more, so that a new letter can be made.

For people without an e-mail address “Forgotten password” leads nowhere, and nobody can be shown a
password (K20); so the old way in ends first, and the new one is a letter like the first.
"""

from django.utils.translation import gettext as _

from kinkeeper.accounts import identities, set_up
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.credentials.void import void_for
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.feeds import keep as feeds
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.sessions import end_all_of
from kinkeeper.notifications.push import devices
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person
from kinkeeper.registry.refusals import Refusal, reaching_all
from kinkeeper.roster.text.isolate import alone


@act()
def start_over(actor: Actor, person: Person, *, reason: str, reach: Reach) -> None:
    """Sessions end with the next request, earlier codes and links are void. Raises `Refusal` for
    oneself, for whoever has no password
    and no account at a provider, without a reason, and where a release is needed (K38)."""
    why = reason.strip()[:2000]
    if not why:
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    if actor.person_id == person.pk:
        raise Refusal("oneself", _("To change your own password, use your account page."))
    locked = Person.objects.select_for_update().get(pk=person.pk)
    has_identity = bool(identities.of(person))
    if not locked.password and locked.sealed_password is None and not has_identity:
        raise Refusal("no-password", _("%s has no password to remove.") % alone(person.full_name))
    reaching_all(reach, person, act=WAY_IN)
    Person.objects.filter(pk=person.pk).update(
        password="", sealed_password=None, must_change_password=False
    )
    void_for(actor, [person.pk], why="started-over")
    set_up.take_everything(person)
    feeds.end_all(person)
    devices.remove_all(person)
    tell(person, What.PASSWORD_TAKEN)
    if identities.take_all(person):  # its sessions would outlive an account without a password
        end_all_of([person.pk])
    record(actor, "password.taken", person_id=person.pk, data={"reason": why})
