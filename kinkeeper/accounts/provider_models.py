"""Identity providers of the site, and who is known by which account there."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person


class Audience(models.TextChoices):
    PARENTS = "parents", _("Parents")
    STAFF = "staff", _("Staff")
    BOTH = "both", _("Parents and staff")


class LinkedBy(models.TextChoices):
    CLAIM = "claim", _("the synchronisation key")
    PERSON = "person", _("the person")


class Clash(models.TextChoices):
    """Why somebody who came from a provider was refused, though we know a person so named."""

    SECOND_SUBJECT = "second-subject", _("another account there has this key")
    OTHER_PERSON = "other-person", _("the account there now has someone else’s key")


class IdentityProvider(models.Model):
    """A service at which people sign in, by OpenID Connect.

    `issuer` is its address, as it stands in all that it signs. `claim` is what of the signed token
    holds a person's synchronisation key; empty: nobody is found, people link their accounts
    themselves. `second_step` are those values of `acr` and `amr`, with blanks between, by which
    the provider says that it has asked for more than a password. The secret is sealed with a key
    that is not in the database; none is kept for a provider that gave none.
    """

    name = models.CharField(max_length=60, unique=True)
    issuer = models.CharField(max_length=300, unique=True)
    client_id = models.CharField(max_length=200)
    sealed_secret = models.BinaryField(null=True)
    audience = CodeField(max_length=10, choices=Audience)
    scope = models.CharField(max_length=200, db_default="openid")
    claim = models.CharField(max_length=100, blank=True, db_default="")
    second_step = models.CharField(max_length=300, blank=True, db_default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provider_audience_known", condition=Q(audience__in=Audience.values)
            )
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """The account of a person at a provider: known by issuer and subject, and by nothing else.

    `refused_at` is when somebody last came from there and was refused because of what is known of
    this person, and `clash` why; both stay until the row goes.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_by = CodeField(max_length=10, choices=LinkedBy)
    linked_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    clash = CodeField(max_length=20, choices=Clash, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_unique"),
            models.UniqueConstraint(fields=["person", "issuer"], name="identity_one_of_person"),
            models.CheckConstraint(name="identity_has_subject", condition=~Q(subject="")),
        ]

    def __str__(self) -> str:
        return f"identity of {self.person_id}"
