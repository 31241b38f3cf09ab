"""Changes one person by hand; what a person changed by hand, files leave alone by default."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from kinkeeper.accounts import providers
from kinkeeper.credentials.void import void_for
from kinkeeper.families.arrival_lock import arriving
from kinkeeper.families.may_open_account import CONTACT, may_open
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.families.same_person_by_hand import settle as settle_names
from kinkeeper.families.same_person_by_hand import still_the_same
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import address_batch as mails
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.reach import Reach
from kinkeeper.people import unconfirmed_address
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry import erased_before, mistaken_age
from kinkeeper.registry.former_keys import Moving, settle
from kinkeeper.registry.refusals import SAME, Refusal, needs_release, not_merged, refuse
from kinkeeper.registry.typed_values import tried
from kinkeeper.roster.text.isolate import alone

# Where a mail with a link would now go to somebody else, or a letter names another username.
VOIDS = {"email", "username"}


def edit(
    actor: Actor,
    person: Person,
    values: Mapping[str, Any],
    *,
    reach: Reach,
    move_key: str = "",
    same_person: str = "",
) -> Person:
    """The person with the new values; nothing happens when none differs. Raises `Refusal`, also
    for what opens an account that reaches further than the actor does (K38), and for a key
    that leads to another pupil, unless `move_key` is the reason for which it moves, and for another
    name or birth date (K32), unless `same_person` says why it is still the same."""
    try:
        with act():
            arriving()
            locked = Person.objects.select_for_update().get(pk=person.pk)
            changed = judge(locked, values, reach=reach, move_key=move_key, same_person=same_person)
            why = same_person.strip()
            edited = _edit(actor, locked, changed, Moving(reach, move_key), why)
            connection.check_constraints()  # else a name is judged when the caller's work ends
            return edited
    except IntegrityError as error:
        raise Refusal(
            "username-taken", _("Somebody else has this username or key."), "username"
        ) from error


@whole_site()
def judge(
    person: Person,
    values: Mapping[str, Any],
    *,
    reach: Reach,
    move_key: str = "",
    same_person: str = "",
) -> dict[str, Any]:
    """Those values that differ from what is there, as they will be stored. Raises a `Refusal` that
    tells of all that cannot be."""
    not_merged(person)
    found, wrong = tried(values, person, Moving(reach, move_key))
    changed = {name: value for name, value in found.items() if _is(person, name) != value}
    names = {name: found[name] for name in erased_before.NAMES if name in changed}
    wrong += erased_before.refusals(names, reach)
    opens = VOIDS | ({"sync_key"} if providers.find_by_key() else set())
    if opens & changed.keys() and not may_open(reach, person.pk, CONTACT):
        wrong.append(needs_release(CONTACT, min(opens & changed.keys())))
    if not same_person.strip() and not still_the_same(person, changed):
        sentence = _(
            "Still %s? The name or birth date is different. Say why it is the same person; if "
            "it is not, add a new person."
        )
        wrong.append(Refusal("other-person", sentence % alone(person.full_name), SAME))
    refuse(wrong)
    return changed


def _edit(
    actor: Actor, person: Person, changed: Mapping[str, Any], moving: Moving, same_person: str
) -> Person:
    if not changed:
        return person
    key = person.sync_key
    changes = {name: [_plain(_is(person, name)), _plain(value)] for name, value in changed.items()}
    pendings = "email" in changed and unconfirmed_address.state(actor, person, changed["email"])
    for name in changed.keys() - {"email"}:
        setattr(person, name, changed[name])
    person.hand_changed = sorted({*person.hand_changed, *changes})
    person.save()
    if "birth_date" in changes:  # a hand says that the former one was wrong (K18)
        mistaken_age.forget(person)
    if "sync_key" in changes:
        settle(actor, person, key, moving)
    if VOIDS & changes.keys() - ({"email"} if pendings else set()):
        void_for(actor, [person.pk], why="contact-changed")
    told: dict[str, object] = {"to_confirm": True} if pendings else {}
    if same_person:
        told["same_person"] = same_person[:2000]
    record(actor, "person.changed", person_id=person.pk, data={"changes": changes, **told})
    if pendings:
        mails.ask(actor, [person.pk])
    settle_names(person)
    if person.profile == Profile.PUPIL and {"sync_key", "username"} & changes.keys():
        resolve_for(actor, [person.pk])
    return person


def _is(person: Person, name: str) -> Any:
    """An address as it was given last, so that a form saved untouched withdraws nothing (K39)."""
    return person.stated_email if name == "email" else getattr(person, name)


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
