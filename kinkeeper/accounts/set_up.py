"""Who may set up the second step, and setting it up.

A password alone is not enough: whoever guessed it would add a phone of their own. So it takes
besides what came by another way: the code of a letter, or a colleague who knows the person. Either
allows it for a day, to whoever signs in with the password meanwhile.
"""

from datetime import timedelta

from django.utils import timezone

from kinkeeper.accounts import authenticator_app, passkeys, recovery_codes
from kinkeeper.accounts.authenticator_app import NewApp
from kinkeeper.accounts.models import (
    AuthenticatorApp,
    FactorKind,
    Passkey,
    RecoveryCode,
    SetUpRelease,
)
from kinkeeper.accounts.second_step import factors_of, has_what_counts, required_of
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.people.models import Person

HOLDS = timedelta(hours=24)


class LastOne(Exception):
    """The site asks this person for a second step, and this is the only one."""


class NotAllowed(Exception):
    """Not, or not any more: another browser was quicker, and one release sets up one."""


@act()
def allow_by(credential: Credential) -> None:
    """By the code or link that has just opened the account, where it stands for the person: it came
    on paper, or a colleague sent it. A link that somebody ordered stands for a mailbox alone, and
    no mail gets around a second step that is there."""
    ordered = credential.issued_by is None and credential.issued_by_name == SOMEBODY
    by_mail = credential.channel == Channel.EMAIL
    if not by_mail or not (ordered or factors_of(credential.person).any):
        _allow(credential.person_id, credential.issued_by, credential.issued_by_name)


@act()
def release(actor: Actor, person: Person, reason: str) -> None:
    """For a day."""
    _allow(person.pk, actor.person_id, actor.name)
    tell(person, What.STEP_ALLOWED)
    record(actor, "factor.released", person_id=person.pk, data={"reason": reason.strip()[:2000]})


def allow_new(actor: Actor, person: Person) -> None:
    """The account is just being made, by whoever runs the server, with a password."""
    _allow(person.pk, actor.person_id, actor.name)


@whole_site()
def is_allowed(person: Person) -> bool:
    return SetUpRelease.objects.filter(person=person, until__gt=timezone.now()).exists()


@act()
def add_app(
    actor: Actor, person: Person, new: NewApp, typed: str, *, half_way: bool = False
) -> None:
    """Raises `authenticator_app.Wrong`, `NotAllowed`. `half_way`: by who has shown a password
    alone, so that it is the first one or none."""
    _claim(person, half_way=half_way)
    authenticator_app.add(person, new, typed)
    _added(actor, person, FactorKind.APP)


@act()
def add_passkey(
    actor: Actor,
    person: Person,
    state: passkeys.State,
    answer: object,
    name: str,
    *,
    half_way: bool = False,
) -> None:
    """Raises `passkeys.Refused`, `NotAllowed`; `half_way` as for `add_app`."""
    if not isinstance(answer, dict):
        raise passkeys.Refused
    _claim(person, half_way=half_way)
    passkey = passkeys.add(person, state, answer, name)
    _added(actor, person, FactorKind.PASSKEY, name=passkey.name)


@act()
def start_anew(actor: Actor, person: Person) -> None:
    """What somebody had is lost, or somebody else's: nothing of it opens any more. The release is
    left: it is what allows the next. Raises `NotAllowed`."""
    _held(person)
    if not is_allowed(person):
        raise NotAllowed
    _forget(person)
    tell(person, What.STEPS_RESET)
    record(actor, "factor.all_removed", person_id=person.pk)


@act()
def withdraw(person: Person) -> None:
    """Who is away meanwhile needs another release. The line in the journal is the caller's."""
    SetUpRelease.objects.filter(person=person).delete()


def withdraw_all() -> int:
    """Everybody's; how many."""
    return SetUpRelease.objects.all().delete()[0]


@act()
def take_everything(person: Person) -> None:
    """The account is made ready for a new letter: whoever opens it next sets up their own. The line
    in the journal is the caller's."""
    _forget(person)
    withdraw(person)


@act()
def new_recovery_codes(actor: Actor, person: Person) -> list[str]:
    """As they are read; kept nowhere."""
    _held(person)
    codes = recovery_codes.make(person)
    tell(person, What.RECOVERY_MADE)
    record(actor, "factor.recovery_made", person_id=person.pk)
    return codes


@act()
def remove_app(actor: Actor, person: Person) -> None:
    """Raises `LastOne`."""
    _allow_removal(person)
    if AuthenticatorApp.objects.filter(person=person).delete()[0]:
        _removed(actor, person, FactorKind.APP)


@act()
def remove_passkey(actor: Actor, person: Person, number: int) -> bool:
    """Whether the person had one of this internal ID. Raises `LastOne`."""
    passkey = Passkey.objects.filter(person=person, pk=number).first()
    if passkey is None:
        return False
    _allow_removal(person)
    passkey.delete()
    _removed(actor, person, FactorKind.PASSKEY, name=passkey.name)
    return True


def _allow(number: int, by: int | None, name: str) -> None:
    until = timezone.now() + HOLDS
    made = {"until": until, "made_by": by, "made_by_name": name[:300]}
    SetUpRelease.objects.update_or_create(person_id=number, defaults=made)


def _held(person: Person) -> None:
    """To the end of the transaction: two at once are one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _claim(person: Person, *, half_way: bool) -> None:
    """Who has a second step has shown it; any other uses up the release. Raises `NotAllowed`."""
    _held(person)
    held = SetUpRelease.objects.filter(person=person, until__gt=timezone.now())
    allowed = bool(held.delete()[0])
    has = has_what_counts(person)
    if (has and half_way) or not (has or allowed):
        raise NotAllowed


def _allow_removal(person: Person) -> None:
    _held(person)
    if required_of(person) and factors_of(person).many < 2:
        raise LastOne


def _removed(actor: Actor, person: Person, kind: FactorKind, **told: str) -> None:
    if not factors_of(person).any:
        RecoveryCode.objects.filter(person=person).delete()  # nothing is left to stand in for
    tell(person, What.STEP_REMOVED)
    record(actor, "factor.removed", person_id=person.pk, data={"factor": kind.value, **told})


def _added(actor: Actor, person: Person, kind: FactorKind, **told: str) -> None:
    tell(person, What.STEP_ADDED)
    record(actor, "factor.added", person_id=person.pk, data={"factor": kind.value, **told})


def _forget(person: Person) -> None:
    for kept in (Passkey, AuthenticatorApp, RecoveryCode):
        kept.objects.filter(person=person).delete()
