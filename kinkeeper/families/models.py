from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinkeeper.families.block_models import BlockGround  # noqa: F401  # Django finds it here
from kinkeeper.families.consent_models import Consent, Continuation  # noqa: F401  # Django finds it here
from kinkeeper.families.days import Days
from kinkeeper.families.rights_models import RightsStatement  # noqa: F401  # Django finds it here
from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.roster import vocabulary


class RelationshipKind(models.TextChoices):
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


class RelationshipState(models.TextChoices):
    ACTIVE = vocabulary.RelationshipState.ACTIVE, _("Connected")
    PROPOSED = vocabulary.RelationshipState.PROPOSED, _("Proposed")
    BLOCKED = vocabulary.RelationshipState.BLOCKED, _("Blocked")
    ENDED = vocabulary.RelationshipState.ENDED, _("Ended")


# The reason of a relationship that ended when a merge was taken back (`explain` has the words).
PARTED = "merge:parted"


def source_in_words(source: str) -> str:
    """`import:12`, `manual` and `merge` as a reader says them; anything else as it is."""
    number = source.removeprefix("import:")
    if number != source:
        return gettext("import %(number)s") % {"number": number}
    words = {"manual": gettext("by hand"), "merge": gettext("before accounts were merged")}
    return words.get(source, source)


def import_of(source: str) -> int | None:
    """The number of the import that a source is; None for any other source."""
    number = source.removeprefix("import:")
    return int(number) if number != source and number.isdecimal() else None


class Relationship(models.Model):
    """One parent and one child: one row whatever its state, so a block can't be passed by.

    `sources` says who asserts it (`import:12`, `manual`); `reason`, `changed_by` (a person's
    internal ID, None for the command line) and `since` tell of the present state. `reach` are the
    topmost organisations of whoever proposed it (null: the whole site, or not known). `starts_on`
    and `ends_on` are the first and the last day on which it lets the parent see the child (null:
    none); `seen` holds them against today (K35). While it `awaits_way_in` the parent does not see
    the child: the account was opened with a code that an office could read which does not reach
    this child (K38).
    """

    parent = models.ForeignKey(Person, models.CASCADE, related_name="as_parent")
    child = models.ForeignKey(Person, models.CASCADE, related_name="as_child", db_index=False)
    state = CodeField(max_length=10, choices=RelationshipState)
    kind = CodeField(
        max_length=20, choices=RelationshipKind, db_default=RelationshipKind.UNSPECIFIED
    )
    kind_text = models.CharField(max_length=100, db_default="", blank=True)
    sources = ArrayField(models.CharField(max_length=30), db_default=[])
    reach = ArrayField(models.BigIntegerField(), null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    awaits_way_in = models.BooleanField(db_default=False)
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
                name="relationship_state_known", condition=Q(state__in=RelationshipState.values)
            ),
            models.CheckConstraint(
                name="relationship_kind_known", condition=Q(kind__in=RelationshipKind.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "since", "id"],
                condition=Q(state__in=["proposed", "blocked"]),
                name="relationship_to_look_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}-{self.child_id} {self.state}"

    @property
    def days(self) -> Days:
        return Days(self.starts_on, self.ends_on)


class Match(models.TextChoices):
    SYNC_KEY = vocabulary.ChildMatch.SYNC_KEY, _("Synchronisation key")
    USERNAME = vocabulary.ChildMatch.USERNAME, _("Username")
    INTERNAL_ID = vocabulary.ChildMatch.INTERNAL_ID, _("Internal person ID")


class PendingState(models.TextChoices):
    WAITING = vocabulary.PendingState.WAITING, _("Pending")
    RESOLVED = vocabulary.PendingState.RESOLVED, _("Resolved")
    CANCELLED = vocabulary.PendingState.CANCELLED, _("Cancelled")


class PendingRelationship(models.Model):
    """A relationship that waits for a child the site does not know yet.

    `value` is tidy, `folded` is what is compared. `reach` are the topmost organisations
    its maker administers (null: the whole site); only a pupil below them resolves it, so two makers
    with different reach have a pending relationship each. Without
    `granted` the relationship will be proposed, not made (K26); `note` says why. It will bear the
    days that the pending relationship bears, and of the `areas` (null: no file said any) a trigger
    makes a statement of its source when the child arrives.
    """

    parent = models.ForeignKey(Person, models.CASCADE, related_name="pending")
    match = CodeField(max_length=20, choices=Match)
    value = models.CharField(max_length=200)
    folded = models.CharField(max_length=250)
    kind = CodeField(
        max_length=20, choices=RelationshipKind, db_default=RelationshipKind.UNSPECIFIED
    )
    kind_text = models.CharField(max_length=100, db_default="", blank=True)
    granted = models.BooleanField(db_default=True)
    note = models.TextField(db_default="", blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    areas = ArrayField(models.CharField(max_length=20), null=True)
    source = models.CharField(max_length=30)
    reach = ArrayField(models.BigIntegerField(), null=True)
    state = CodeField(max_length=10, choices=PendingState, db_default=PendingState.WAITING)
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
            ),
            models.Index(
                fields=["made_at", "id"], condition=Q(state="waiting"), name="pending_by_age"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} waits for {self.match} {self.value}"

    def get_source_words(self) -> str:
        return source_in_words(self.source)

    @property
    def days(self) -> Days:
        return Days(self.starts_on, self.ends_on)

    @property
    def import_number(self) -> int | None:
        return import_of(self.source)


class QuestionKind(models.TextChoices):
    """What a person is asked."""

    PROPOSED = "proposed", _("Proposed by a file")
    HELD_BACK = "held-back", _("Held back by a block")
    LIKELY_KEY = "likely-key", _("Mistyped key?")
    TRASHED_CHILD = "trashed-child", _("Child in the trash")
    WRONG_KEY = "wrong-key", _("Not a child’s key")
    ROWS_DISAGREE = "rows-disagree", _("Rows that disagree")
    OTHER_PERSON = "other-person", _("Still the same person?")
    KEY_LED_ELSEWHERE = "key-led-elsewhere", _("Key of another pupil?")
    RELEASE = "release", _("Release of an account")
    BLOCK_REVIEW = "block-review", _("Block to review")
    BLOCK_LIFT = "block-lift", _("Lifting a block")
    ANOTHER_CHILD = "another-child", _("Parent misses a child")
    UNCLEAR_CELL = "unclear-cell", _("How is it to be read?")


class Answer(models.TextChoices):
    """How a question ended; *settled* by a later file, everything else by a person."""

    OPEN = "", _("Open")
    KEPT = "kept", _("Stays as it is")
    CONNECTED = "connected", _("Connected")
    CANCELLED = "cancelled", _("No longer pending")
    GRANTED = "granted", _("Approved")
    DECLINED = "declined", _("Declined")
    LIFTED = "lifted", _("Block lifted")
    SAME = "same", _("The same person")
    OTHER = "other", _("Somebody else")
    MOVED = "moved", _("Key given to another pupil")
    READ = "read", _("How to read it was decided")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Not released")
    SETTLED = "settled", _("Settled by a later file")


class Question(models.Model):
    """What an import or a parent left for a person to decide, and the answer, which is remembered.

    A proposal is asked by its relationship alone and has a row here only once it is answered, or
    was set apart from those that are alike; a review of a block is asked by its review date, and
    has none.
    `imports` are those that asked, the latest last; `reach` is theirs. `block_since` tells which
    block of the relationship is meant, `mark` what exactly the rows said. Where a file names
    somebody otherwise, `parent` is that person, whatever the profile. `was` are accounts that were
    merged away and to whom the question had belonged. `act` is what a release allows
    (`may_open_account.OpeningAct`). Of a cell of a record `child` is the pupil, and `detail` says
    which cell it is (`roster.records.asked_cells`). See docs/decisions/0013.
    """

    kind = CodeField(max_length=20, choices=QuestionKind)
    parent = models.ForeignKey(Person, models.CASCADE, null=True, related_name="questions")
    child = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    match = CodeField(max_length=20, choices=Match, db_default="", blank=True)
    value = models.CharField(max_length=250, db_default="", blank=True)
    folded = models.CharField(max_length=250, db_default="", blank=True)
    mark = models.CharField(max_length=64, db_default="", blank=True)
    act = models.CharField(max_length=60, db_default="", blank=True)
    rows = ArrayField(models.IntegerField(), db_default=[])
    detail = models.JSONField(default=dict)
    block_since = models.DateTimeField(null=True)
    imports = ArrayField(models.BigIntegerField(), db_default=[])
    reach = ArrayField(models.BigIntegerField(), null=True)
    asked_at = models.DateTimeField(db_default=Now())
    answer = CodeField(max_length=10, choices=Answer, db_default="", blank=True)
    reason = models.TextField(db_default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=300, db_default="")
    settled_by = models.BigIntegerField(null=True)
    was = ArrayField(models.BigIntegerField(), db_default=[])

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_kind_known", condition=Q(kind__in=QuestionKind.values)
            ),
            models.CheckConstraint(
                name="question_answer_known", condition=Q(answer__in=Answer.values)
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(answer=""), name="question_open"),
            models.Index(fields=["kind"], condition=Q(answer=""), name="question_open_kind"),
            models.Index(fields=["answered_at", "id"], name="question_by_answer"),
            models.Index(fields=["mark"], condition=~Q(mark=""), name="question_by_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.answer or 'open'}"

    @property
    def latest_import(self) -> int | None:
        return self.imports[-1] if self.imports else None


class Part(models.Model):
    """What a release is asked for: one thing that an account reaches and the asking office does not
    (K38). It is an organisation, a child, or a `wait` for one (by its number), which only the whole
    site releases. `released_reach` are the topmost organisations of whoever released it (null: the
    whole site): it holds as long as they reach it.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    pending = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    released_reach = ArrayField(models.BigIntegerField(), null=True)
    released_by = models.BigIntegerField(null=True)
    released_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "person", "organisation", "child", "pending"],
                name="part_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.person_id} {self.organisation_id or self.child_id}"
