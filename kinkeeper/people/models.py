from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Deferrable, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.settings import times_switched_off
from kinkeeper.people.erasure_models import Erasure  # noqa: F401  # Django finds it here
from kinkeeper.people.protection_models import NamedStaff, Protection  # noqa: F401  # Django finds them here
from kinkeeper.people.returned_mail_models import ReturnedMail  # noqa: F401  # Django finds it here
from kinkeeper.roster import vocabulary
from kinkeeper.roster.text.normalise import fold_username


class Profile(models.TextChoices):
    SYSTEM_ADMINISTRATOR = vocabulary.Profile.SYSTEM_ADMINISTRATOR, _("System administrator")
    SCHOOL_ADMINISTRATOR = vocabulary.Profile.SCHOOL_ADMINISTRATOR, _("School administrator")
    TEACHER = vocabulary.Profile.TEACHER, _("Teacher")
    PUPIL = vocabulary.Profile.PUPIL, _("Pupil")
    PARENT = vocabulary.Profile.PARENT, _("Parent")


ADMINISTRATORS = (Profile.SYSTEM_ADMINISTRATOR, Profile.SCHOOL_ADMINISTRATOR)
STAFF = tuple(Profile(profile) for profile in vocabulary.STAFF)
# Who comes in on their own account; everybody else comes in for their children.
OF_SCHOOL = (*STAFF, Profile.PUPIL)


class PersonState(models.TextChoices):
    ACTIVE = "active", _("Active")
    TRASHED = "trashed", _("In the trash")


class SearchText(models.Func):
    """Name, username, key and e-mail of a person, folded; what a search looks into."""

    function = "kinkeeper_search_text"
    output_field = models.TextField()

    def __init__(self, *fields: str) -> None:
        super().__init__(
            *(fields or ("given_name", "family_name", "username", "sync_key", "email"))
        )


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username_folded=fold_username(username or ""))


class Person(AbstractBaseUser):
    """Anybody with an account. `id` is the internal person ID and is never given again.

    `email_reach` are the topmost organisations of whoever set the address, and may read its mail
    (K38): the site's own node for the whole site, none where its owner proved it, null where nobody
    knows; a trigger forgets it when the address alone changes. `preset_reach` are those of the
    office whose file set the password, as long as it must be changed, `way_in_reach` those of who
    could read the last way in (null: nobody, or the whole site), which is of `way_in_at`.
    `of_age_since` is set by a trigger where a pupil had come of age by a former birth date (K18),
    `of_age_marked_at` says when.
    `awake_since` is when an administrator last woke an account that rested (`resting`).

    `version` counts the changes of what a plan may rest on; a trigger keeps it, so that a sign-in
    makes no plan stale and no change can forget to count itself.
    """

    sync_key = models.CharField(
        _("synchronisation key"), max_length=200, null=True, blank=True, unique=True
    )
    username = models.CharField(_("username"), max_length=150)
    username_folded = models.CharField(max_length=200, editable=False)
    given_name = models.CharField(_("first name"), max_length=255)
    family_name = models.CharField(_("last name"), max_length=255)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, db_default="")
    email_reach = ArrayField(models.BigIntegerField(), null=True, editable=False)
    email_set_at = models.DateTimeField(null=True, editable=False)
    email_set_by = models.CharField(max_length=300, db_default="", editable=False)
    phone = models.CharField(_("phone"), max_length=50, blank=True, db_default="")
    language = models.CharField(_("language"), max_length=20, blank=True, db_default="")
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    street = models.CharField(_("street"), max_length=255, blank=True, db_default="")
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True, db_default="")
    city = models.CharField(_("city"), max_length=100, blank=True, db_default="")
    country = models.CharField(_("country"), max_length=100, blank=True, db_default="")
    profile = CodeField(_("profile"), max_length=30, choices=Profile)
    state = CodeField(_("state"), max_length=10, choices=PersonState, db_default=PersonState.ACTIVE)
    # An empty password is none at all; Django's own marker for that would be random and long.
    password = models.CharField(max_length=128, blank=True, db_default="")
    sealed_password = models.BinaryField(null=True)
    must_change_password = models.BooleanField(db_default=False)
    preset_reach = ArrayField(models.BigIntegerField(), null=True, editable=False)
    awake_since = models.DateTimeField(null=True, editable=False)
    of_age_since = models.DateField(null=True, editable=False)
    of_age_marked_at = models.DateTimeField(null=True, editable=False)
    way_in_at = models.DateTimeField(null=True, editable=False)
    way_in_reach = ArrayField(models.BigIntegerField(), null=True, editable=False)
    one_person_name = models.CharField(max_length=511, db_default="", editable=False)
    hand_changed = ArrayField(models.CharField(max_length=30), db_default=[])
    version = models.BigIntegerField(db_default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    organisations = models.ManyToManyField(
        Organisation, through="Membership", related_name="people"
    )

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["username_folded"],
                name="person_username_unique",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="person_sync_key_is_null_or_filled", condition=~Q(sync_key="")
            ),
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~Q(username="") & (~Q(given_name="") | ~Q(family_name="")),
            ),
            models.CheckConstraint(
                name="person_profile_known", condition=Q(profile__in=Profile.values)
            ),
            models.CheckConstraint(
                name="person_state_known", condition=Q(state__in=PersonState.values)
            ),
        ]
        indexes = [
            GinIndex(OpClass(SearchText(), "gin_trgm_ops"), name="person_search"),
            models.Index(
                models.functions.Lower("email"), name="person_email", condition=~Q(email="")
            ),
            models.Index(fields=["family_name", "given_name", "id"], name="person_by_name"),
            # The few whose password from a file waits to be hashed.
            models.Index(
                fields=["id"], name="person_sealed", condition=Q(sealed_password__isnull=False)
            ),
            # Keys with zeros in front, by what a spreadsheet would leave of them (K2).
            models.Index(
                Func("sync_key", Value("0"), function="ltrim", output_field=models.TextField()),
                name="person_padded_key",
                condition=Q(sync_key__startswith="0"),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username_folded = fold_username(self.username)
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session lives as long as this stays: a new password ends it, and for parents the
        turning off of parent login, also when it is on again by the next request."""
        found = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # not in stubs
        return found if self.profile in OF_SCHOOL else f"{found}.{times_switched_off()}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a plain attribute in Django
        return self.state == PersonState.ACTIVE

    @property
    def is_in_use(self) -> bool:
        """Whether the owner has been in: from then on the address is the owner's (K39)."""
        return self.last_login is not None or self.way_in_at is not None

    @property
    def stated_email(self) -> str:
        """What a file or an office gave last, confirmed or not: to show, and to compare with."""
        new: NewAddress | None = getattr(self, "new_address", None)
        return self.email if new is None else new.email

    @property
    def is_administrator(self) -> bool:
        return self.profile in ADMINISTRATORS

    @property
    def has_password(self) -> bool:
        return bool(self.password) and self.has_usable_password()


class NewAddress(models.Model):
    """An address that somebody gave for a person who has been in, and that opens nothing until the
    person confirms it (K39). `reach` and `set_by` say who gave it, as on the person.

    `link_hash` is the digest of the newest link's token, `told_at` when the former address was
    told. A trigger counts the person's version with each change.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="new_address")
    email = models.EmailField(max_length=254)
    set_at = models.DateTimeField(db_default=Now())
    reach = ArrayField(models.BigIntegerField(), null=True)
    set_by = models.CharField(max_length=300, db_default="")
    told_at = models.DateTimeField(null=True)
    link_hash = models.BinaryField(null=True, unique=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="new_address_is_filled", condition=~Q(email=""))]
        indexes = [models.Index(models.functions.Lower("email"), name="new_address_email")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.email}"


class Membership(models.Model):
    """A person belongs to an organisation; administrators and teachers act in theirs."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="membership_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organisation_id}"


class Merge(models.Model):
    """Two accounts of one person, joined: `gone` rests in the trash, `kept` goes on.

    The row stands as long as the merge does; taking it back deletes it. The account that went
    keeps its username and, unless `kept` took it, its key, so that nobody else can be given them;
    both lead to `leads_to`, which is `kept` or whatever `kept` was merged into since. `memory` is
    what moved, as `registry.merge_record` reads it.
    """

    gone = models.OneToOneField(Person, models.PROTECT, related_name="merged")
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    leads_to = models.ForeignKey(Person, models.PROTECT, related_name="merged_here")
    reason = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")
    memory = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(gone=models.F("kept")) & ~Q(gone=models.F("leads_to")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"


class FormerKey(models.Model):
    """A key that was a pupil's until a hand changed or cleared it: it leads to that pupil for ever
    (K34), or to whom the account was merged into; the view `people_former` says so.

    The row goes when the pupil gets the key back, when a person moves the key
    (`registry.former_keys`), and when an undo deletes the pupil.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_keys")
    sync_key = models.CharField(max_length=200, unique=True)
    until = models.DateTimeField(db_default=Now())
    changed_by = models.BigIntegerField(null=True)
    changed_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="former_key_is_filled", condition=~Q(sync_key=""))
        ]

    def __str__(self) -> str:
        return f"{self.sync_key} was {self.person_id}"


class KnownAs(models.Model):
    """Every name by which an account can be meant: `match` and `folded` as in a pending
    relationship. `lasting`: nobody takes that name away; it means nobody before `since` (null: it
    holds for every time). A view: it knows of merged accounts and former keys."""

    pk = models.CompositePrimaryKey("person_id", "match", "folded")
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="known_as")
    match = models.CharField(max_length=20)
    folded = models.CharField(max_length=250)
    lasting = models.BooleanField()
    since = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "people_known_as"

    def __str__(self) -> str:
        return f"{self.match} {self.folded} is {self.person_id}"


class Different(models.Model):
    """Two accounts that somebody said are two people; `first` has the lower internal ID."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.TextField(db_default="", blank=True)
    said_at = models.DateTimeField(db_default=Now())
    said_by = models.BigIntegerField(null=True)
    said_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="different_once"),
            models.CheckConstraint(
                name="different_in_order", condition=Q(first__lt=models.F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
