"""What an owner must be told because somebody else may have done it: how the account is opened has
changed.

A row for each mail, in the transaction of the change, and the job that sends it
(`letters.sign_in_notices`). Importing sends nothing, so what files say is not told here.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kinkeeper.credentials.models import SignInNotice
from kinkeeper.lib.asking import act
from kinkeeper.lib.seal import derive
from kinkeeper.people.models import Person

# The job is known by its name here: letters know of credentials, and not the other way round.
JOB, QUEUE = "letters.sign-in-notices", "letters"
KEPT = timedelta(days=30)


class What(models.TextChoices):
    """What happened, as a sentence of the mail."""

    ACCOUNT_OPENED = "account-opened", _("A code from a letter was used to choose a password.")
    ADDRESS_CHANGED = "address-changed", _("Another e-mail address is now used for your account.")
    APP_GUESSED = (
        "app-guessed",
        _("Someone knows your password and tried wrong codes until your app was switched off."),
    )
    EXPORTED = "exported", _("Files about many people were downloaded with your account.")
    NEW_PLACE = (
        "new-place",
        _("Someone signed in as you with a device, or from a network, that is new here."),
    )
    PASSKEY_COPIED = "passkey-copied", _("Someone tried to sign in with a copy of your passkey.")
    PASSWORD_CHANGED = "password-changed", _("Your password was changed.")
    PASSWORD_RESET = "password-reset", _("Your password was replaced through an e-mail link.")
    PASSWORD_TAKEN = "password-taken", _("The school removed your password, to send a new letter.")
    PROTECTED_OPENED = (
        "protected-opened",
        _("The page of a person with a protected identity was looked at with your account."),
    )
    RECOVERY_MADE = "recovery-made", _("New recovery codes were made.")
    RECOVERY_USED = "recovery-used", _("Someone signed in with one of your recovery codes.")
    SERVICE_CONNECTED = (
        "service-connected",
        _("An account at another service can now be used to sign in as you."),
    )
    SERVICE_REMOVED = (
        "service-removed",
        _("An account at another service can no longer be used to sign in as you."),
    )
    STEP_ADDED = "step-added", _("A second step was added to your sign-in.")
    STEP_ALLOWED = (
        "step-allowed",
        _("The school allowed a new second step for your sign-in, for one day."),
    )
    STEP_REMOVED = "step-removed", _("A second step was removed from your sign-in.")
    STEPS_RESET = "steps-reset", _("Your second step is being set up again; the old one is gone.")


@act()
def tell(person: Person, what: What, *, address: str | None = None) -> None:
    """At `address`, or at the one on file; nothing where there is none."""
    to = person.email if address is None else address
    if to:
        SignInNotice.objects.create(person=person, what=what, address=to)
        app.configure_task(JOB, queue=QUEUE, lock=JOB).defer()


def token_of(notice: SignInNotice) -> str:
    """For the link that says *this was not me*: the same in each mail of one notice, so that one
    which was sent twice has no dead link. 256 bits that nobody has without the site's key."""
    secret = derive(settings.SECRET_KEY, "not-me")
    seal = hmac.new(secret, str(notice.pk).encode(), hashlib.sha256).digest()
    return f"{notice.pk}-{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"


def by_token(token: str) -> SignInNotice | None:
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    notice = SignInNotice.objects.select_related("person").filter(pk=int(number)).first()
    good = notice is not None and hmac.compare_digest(token_of(notice).encode(), token.encode())
    return notice if good else None
