from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinkeeper.people.models import Person


class Kind(models.TextChoices):
    UNSPECIFIED = "unspecified", _("Not stated")
    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    PARENT = "parent", _("Parent")
    STEP_PARENT = "step-parent", _("Step-parent")
    FOSTER_PARENT = "foster-parent", _("Foster parent")
    GUARDIAN = "guardian", _("Guardian")
    GRANDPARENT = "grandparent", _("Grandparent")
    CARER = "carer", _("Carer")
    OTHER = "other", _("Other")


class State(models.TextChoices):
    ACTIVE = "active", _("Connected")
    PROPOSED = "proposed", _("Proposed")
    BLOCKED = "blocked", _("Blocked")
    ENDED = "ended", _("Ended")


def source_in_words(source: str) -> str:
    """`import:12` and `manual` as a reader says them; anything else as it is."""
    number = source.removeprefix("import:")
    if number != source:
        return gettext("import %(number)s") % {"number": number}
    return gettext("by hand") if source == "manual" else source


class Relationship(models.Model):
    """One parent and one child: one row whatever its state, so a block can't be passed by.

    `sources` says who asserts it (`import:12`, `manual`); `reason`, `changed_by` (a person's
    internal ID, None for the command line) and `since` tell of the present state.
    """

    parent = models.ForeignKey(Person, models.CASCADE, related_name="as_parent")
    child = models.ForeignKey(Person, models.CASCADE, related_name="as_child", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices, db_default=Kind.UNSPECIFIED)
    kind_text = models.CharField(max_length=100, db_default="", blank=True)
    sources = ArrayField(models.CharField(max_length=30), db_default=[])
    reason = models.TextField(db_default="", blank=True)
    changed_by = models.BigIntegerField(null=True)
    changed_by_name = models.CharField(max_length=300, db_default="")
    since = models.DateTimeField(db_default=Now())
    version = models.BigIntegerField(db_default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="relationship_one_per_pair"),
            models.CheckConstraint(
                name="relationship_not_with_oneself", condition=~Q(parent=F("child"))
            ),
            models.CheckConstraint(
                name="relationship_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="relationship_kind_known", condition=Q(kind__in=Kind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}-{self.child_id} {self.state}"


class Match(models.TextChoices):
    SYNC_KEY = "sync-key", _("Synchronisation key")
    USERNAME = "username", _("Username")
    INTERNAL_ID = "internal-id", _("Internal person ID")


class Wait(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RESOLVED = "resolved", _("Resolved")
    CANCELLED = "cancelled", _("Cancelled")


class Pending(models.Model):
    """A relationship that waits for a child the site does not know yet.

    `value` is tidy, `folded` is what is compared. `reach` are the topmost organisations
    its maker administers (null: the whole site); only a pupil below them resolves it, so two makers
    with different reach have a wait each. Without
    `granted` the relationship will be proposed, not made (K26); `note` says why.
    """

    parent = models.ForeignKey(Person, models.CASCADE, related_name="pending")
    match = models.CharField(max_length=20, choices=Match.choices)
    value = models.CharField(max_length=200)
    folded = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=Kind.choices, db_default=Kind.UNSPECIFIED)
    kind_text = models.CharField(max_length=100, db_default="", blank=True)
    granted = models.BooleanField(db_default=True)
    note = models.TextField(db_default="", blank=True)
    source = models.CharField(max_length=30)
    reach = ArrayField(models.BigIntegerField(), null=True)
    state = models.CharField(max_length=10, choices=Wait.choices, db_default=Wait.WAITING)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    child = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "match", "folded", "reach"],
                condition=Q(state="waiting"),
                name="pending_once_per_parent_and_value",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["match", "folded"], condition=Q(state="waiting"), name="pending_by_value"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} waits for {self.match} {self.value}"

    def get_source_words(self) -> str:
        return source_in_words(self.source)
