"""What somebody has besides a password, and shows to come in."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.accounts.provider_models import Identity, IdentityProvider  # noqa: F401  # Django finds them here
from kinkeeper.people.models import Person


class FactorKind(models.TextChoices):
    PASSKEY = "passkey", _("Passkey")
    APP = "app", _("App that shows codes")


class Passkey(models.Model):
    """A key pair of which a device or a password manager holds the secret half (WebAuthn).

    `credential` is the public half as python-fido2 writes it, with the number by which the device
    knows it (`number`). `sign_count` grows with each use where the device counts at all; one that
    goes back was copied.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    number = models.BinaryField(unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField()
    transports = ArrayField(models.CharField(max_length=20))
    added_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"passkey of {self.person_id}"


class AuthenticatorApp(models.Model):
    """An app that shows six digits which change every 30 seconds (RFC 6238).

    `secret` is sealed with a key that is not in the database. `last_step` is the half minute of the
    last code that was used: no code opens twice. `wrong_tries` are those in a row from devices that
    are not known to be the person's, `wrong_tries_known` those from the person's own.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="authenticator_app")
    secret = models.BinaryField()
    last_step = models.BigIntegerField()
    wrong_tries = models.PositiveSmallIntegerField(db_default=0)
    wrong_tries_known = models.PositiveSmallIntegerField(db_default=0)
    added_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"authenticator app of {self.person_id}"


class RecoveryCode(models.Model):
    """One of those that open once in place of a lost phone; kept as a keyed hash."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    code_hash = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "code_hash"], name="recovery_code_unique")
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.person_id}"


class SetUpRelease(models.Model):
    """Whoever signs in with this person's password may set up a second step: a colleague has said
    so, or the person opened the account with a letter. Ends when it is used."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="set_up_release")
    until = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"release for {self.person_id}"
