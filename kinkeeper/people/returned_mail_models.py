"""The rows of addresses from which an e-mail came back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField


class WhyReturned(models.TextChoices):
    """What the mail server of the address said, by its status (RFC 3463)."""

    UNKNOWN = "unknown", _("there is no such mailbox")
    FULL = "full", _("the mailbox is full")
    REFUSED = "refused", _("the mailbox takes no e-mail from this site")
    OTHER = "other", _("it could not be delivered")


class ReturnedMail(models.Model):
    """That the last e-mail to a person came back. `address` is a keyed digest of the address that
    it was sent to (`people.address_origin`): what is said holds of that address alone."""

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="returned_mail")
    address = models.BinaryField()
    code = CodeField(max_length=10, choices=WhyReturned)
    returned_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="returned_mail_known", condition=Q(code__in=WhyReturned.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.code}"
