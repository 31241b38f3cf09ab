from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person


class Channel(models.TextChoices):
    LETTER = "letter", _("Letter")
    LIST = "list", _("List for the office")
    EMAIL = "email", _("E-mail")


class CredentialState(models.TextChoices):
    SENDING = "sending", _("Sending")
    ISSUED = "issued", _("Issued")
    REDEEMED = "redeemed", _("Used")
    VOIDED = "voided", _("Replaced or withdrawn")


class Tries(models.Model):
    """How often an act was tried under one key since its window began; see `throttle`."""

    name = models.CharField(max_length=60, primary_key=True)
    count = models.IntegerField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"


class SignInNotice(models.Model):
    """A mail that tells an owner of a change (`sign_in_notices.What`). `sent_at` is empty where it
    did not leave, and `code` says why; `disputed_at` is when its link was used."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    what = models.CharField(max_length=30)
    address = models.EmailField(max_length=254)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, db_default="", blank=True)
    disputed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(sent_at=None, code=""), name="sign_in_notice_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} to {self.person_id}"


class Credential(models.Model):
    """One way in, once, for one person. The code and the token themselves are kept nowhere.

    `selector` are the code's first characters and find the row; `code_hash` is a keyed hash of the
    whole code; `link_hash` is the digest of the link's token. While a mail is on its way (state
    `sending`) the earlier credential still works; it is voided when the mail server has accepted.
    `reach` are the topmost organisations of the office that could read it (null: nobody's, or the
    whole site's); it opens nothing that lies beyond them (K38). `mailed_to` is a keyed digest of
    the address whose mail server has accepted the link (`people.address_origin`).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="credentials")
    channel = CodeField(max_length=10, choices=Channel)
    state = CodeField(max_length=10, choices=CredentialState, db_default=CredentialState.ISSUED)
    selector = models.CharField(max_length=4, null=True)
    code_hash = models.BinaryField(null=True)
    link_hash = models.BinaryField(unique=True)
    issued_at = models.DateTimeField(db_default=Now())
    issued_by = models.BigIntegerField(null=True)
    issued_by_name = models.CharField(max_length=300, db_default="")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(db_default=0)
    reach = ArrayField(models.BigIntegerField(), null=True)
    mailed_to = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="issued"), name="credential_one_issued"
            )
        ]
        indexes = [
            models.Index(
                fields=["selector"],
                condition=Q(state__in=["issued", "sending"]),
                name="credential_by_selector",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} for {self.person_id}: {self.state}"
