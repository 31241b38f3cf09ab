"""*This was not me*: the owner shuts an account that somebody else may have got into.

The link is in the mail that told of the change. Opening it does nothing; using it ends every
session, the password, open codes and links, and each second step and account elsewhere that has
come since or in the three days before: somebody who has got in does several things, and the owner
uses the mail that lies on top. Where the address was changed, neither of the two is trusted any
more: only the office opens the account then.
"""

from datetime import timedelta

from django.utils import timezone

from kinkeeper.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, SetUpRelease
from kinkeeper.accounts.provider_models import Identity
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import What, by_token
from kinkeeper.credentials.void import void_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.sessions import end_all_of
from kinkeeper.people.models import NewAddress, Person, PersonState

HOLDS = timedelta(days=3)


@whole_site()
def meant(token: str) -> SignInNotice | None:
    """The notice whose link this is; None where it is nobody's, used, or too old."""
    notice = by_token(token)
    if notice is None or notice.disputed_at is not None:
        return None
    if notice.made_at <= timezone.now() - HOLDS or notice.person.state != PersonState.ACTIVE:
        return None
    return notice


@act()
def shut(origin: str, token: str) -> Person | None:
    """Whose account is shut, with an e-mail address where a new link can be ordered to it; None
    where the link is no good any more."""
    notice = meant(token)
    if notice is None:
        return None
    person = Person.objects.select_for_update().get(pk=notice.person_id)
    if meant(token) is None:  # used by another hand a moment ago
        return None
    SignInNotice.objects.filter(pk=notice.pk).update(disputed_at=timezone.now())
    closed: dict[str, object] = {
        "password": "",
        "sealed_password": None,
        "must_change_password": False,
    }
    if notice.what == What.ADDRESS_CHANGED or notice.address.lower() != person.email.lower():
        closed |= {"email": "", "email_reach": None}
        NewAddress.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(**closed)
    actor = Actor(person.pk, person.full_name, origin)
    void_for(actor, [person.pk], why="disputed", quietly=True)
    end_all_of([person.pk])  # with or without a password to lose
    _forget_what_came(person, notice)
    record(actor, "password.disputed", person_id=person.pk, data={"notice": notice.what})
    person.refresh_from_db()
    return person


def _forget_what_came(person: Person, notice: SignInNotice) -> None:
    since = notice.made_at - HOLDS
    SetUpRelease.objects.filter(person=person).delete()
    for added in (Passkey, AuthenticatorApp):
        added.objects.filter(person=person, added_at__gte=since).delete()
    RecoveryCode.objects.filter(person=person, made_at__gte=since).delete()
    Identity.objects.filter(person=person, linked_at__gte=since).delete()
    if notice.what == What.PASSKEY_COPIED:  # it opens alone; those that count nothing are not seen
        Passkey.objects.filter(person=person, sign_count__gt=0).delete()
    # Whoever used one of the codes had the paper with them all.
    if notice.what == What.RECOVERY_USED or not factors_of(person).any:
        RecoveryCode.objects.filter(person=person).delete()
