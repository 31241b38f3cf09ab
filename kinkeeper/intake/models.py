from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster import vocabulary
from kinkeeper.roster.text.row_numbers import Lines


class ImportState(models.TextChoices):
    """What is stored. `reading` and `applying` are never stored as facts: see `locks.py`."""

    RECEIVED = vocabulary.ImportState.RECEIVED, _("Received")
    PLANNED = vocabulary.ImportState.PLANNED, _("Planned")
    REFUSED = vocabulary.ImportState.REFUSED, _("Refused")
    APPLIED = vocabulary.ImportState.APPLIED, _("Applied")
    UNDONE = vocabulary.ImportState.UNDONE, _("Undone")
    DISCARDED = vocabulary.ImportState.DISCARDED, _("Discarded")
    STALE = vocabulary.ImportState.STALE, _("Out of date")
    FAILED = vocabulary.ImportState.FAILED, _("Failed")


class About(models.TextChoices):
    PEOPLE = vocabulary.About.PEOPLE, _("People")
    RECORDS = vocabulary.About.RECORDS, _("School records")
    RIGHTS = vocabulary.About.RIGHTS, _("Rights and consents")
    EVERYTHING = vocabulary.About.EVERYTHING, _("A whole school")


class Import(models.Model):
    """One roster on its way into the site, with its state and its history."""

    state = CodeField(max_length=10, choices=ImportState, db_default=ImportState.RECEIVED)
    # What its files speak of; the people of one profile, where that is people.
    about = CodeField(max_length=20, choices=About, db_default=About.PEOPLE)
    profile = CodeField(max_length=30, choices=Profile)
    # Where people go whose row says nothing; `organisation` is the nearest node that exists.
    place = models.CharField(max_length=1000, db_default="", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="imports")
    # Files of one organisation, profile and series follow one another and speak for each other.
    series = models.CharField(max_length=100, db_default="", blank=True)
    options = models.JSONField(default=dict)
    file_names = ArrayField(models.CharField(max_length=255), db_default=[])
    format = models.CharField(max_length=30, db_default="", blank=True)
    # How the file is written: see `written`.
    written = models.JSONField(default=dict)
    # The parts of a line, where one line makes several rows: see `lines`.
    parts = ArrayField(models.TextField(), db_default=[])
    headings = ArrayField(models.TextField(), db_default=[])
    counts = models.JSONField(default=dict)
    # Why the file was refused: the problem's code and detail.
    refusal = models.JSONField(null=True)
    # The import of a whole school is one of parts, which are planned, applied and undone together,
    # in order of their IDs.
    bundle = models.ForeignKey("self", models.CASCADE, null=True, related_name="steps")
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replaces")
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="imports")
    made_by_name = models.CharField(max_length=300, db_default="")
    origin = models.CharField(max_length=200, db_default="")
    reach = ArrayField(models.BigIntegerField(), null=True)
    received_at = models.DateTimeField(db_default=Now())
    planned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # When the lines of its plan were let go; from then on it cannot be taken back.
    thinned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="import_state_known", condition=Q(state__in=ImportState.values)
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk} ({self.state})"

    @property
    def home_id(self) -> int | None:
        """The organisation whose series of files this one belongs to; None where the plan is to
        make it first, and no file can have come before."""
        return self.organisation_id if self.place == self.organisation.path else None

    @property
    def lines(self) -> Lines:
        """How a row's number in the plan tells the line of the file."""
        return Lines(tuple(self.parts))


class FilePiece(models.Model):
    """A piece of an uploaded file in transit, sealed; gone within 24 hours (K30)."""

    roster_import = models.ForeignKey(Import, models.CASCADE, related_name="pieces")
    file = models.SmallIntegerField()
    piece = models.IntegerField()
    sealed = models.BinaryField()
    kept_since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster_import", "file", "piece"], name="file_piece_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.roster_import_id}: {self.file}.{self.piece}"


class Progress(models.Model):
    """How far the step at hand is. Written on a connection of its own, beside the transaction."""

    roster_import = models.OneToOneField(
        Import, models.CASCADE, primary_key=True, related_name="progress", db_constraint=False
    )
    step = models.CharField(max_length=20)
    done = models.BigIntegerField(db_default=0)
    total = models.BigIntegerField(db_default=0)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.step} {self.done}/{self.total}"


class PersonAct(models.TextChoices):
    CREATE = vocabulary.PersonAct.CREATE, _("New")
    UPDATE = vocabulary.PersonAct.UPDATE, _("Changed")
    UNCHANGED = vocabulary.PersonAct.UNCHANGED, _("Unchanged")
    ASKED = vocabulary.PersonAct.ASKED, _("Still the same person?")
    REJECTED = vocabulary.PersonAct.REJECTED, _("Skipped")


class PlannedPerson(models.Model):
    """What a plan does with one person: the values as they will be, and what that rests on.

    `number` is the first row that speaks of the person, `rows` are all of them. `person_id` is
    given at planning time also to people who do not exist yet; no foreign key, because a plan may
    be discarded. Nor is `roster` checked by the database, here and in the other lines of a plan: it
    would look the same import up a quarter of a million times, an eighth of the time that planning
    takes. Lines are written by their section alone, and imports are never deleted. `version` is
    the premise for a change. A rejected row stands here alone. Of somebody *asked* about, the
    values are the file's and nothing is written; `mark` is what is asked, or what was decided.
    """

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="people", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    rows = ArrayField(models.IntegerField())
    act = CodeField(max_length=10, choices=PersonAct)
    person_id = models.BigIntegerField(null=True)
    version = models.BigIntegerField(null=True)
    matched_on = models.CharField(max_length=10, db_default="")
    other_profile = models.BooleanField(db_default=False)
    sync_key = models.CharField(max_length=200, null=True)
    username = models.CharField(max_length=150, null=True)
    username_folded = models.CharField(max_length=200, null=True)
    given_name = models.CharField(max_length=255, db_default="")
    family_name = models.CharField(max_length=255, db_default="")
    email = models.CharField(max_length=254, db_default="")
    phone = models.CharField(max_length=50, db_default="")
    language = models.CharField(max_length=20, db_default="")
    birth_date = models.DateField(null=True)
    street = models.CharField(max_length=255, db_default="")
    postal_code = models.CharField(max_length=20, db_default="")
    city = models.CharField(max_length=100, db_default="")
    country = models.CharField(max_length=100, db_default="")
    sealed_password = models.BinaryField(null=True)
    changes = models.JSONField(null=True)
    paths = ArrayField(models.TextField(), null=True)
    # Organisations that the series had put somebody into who has left by its file (K35).
    leaves = ArrayField(models.TextField(), null=True)
    mark = models.CharField(max_length=64, null=True)

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["person_id"], name="planned_person_by_person")]

    def __str__(self) -> str:
        return f"{self.roster_import_id}/{self.number}: {self.act}"


class RelationshipAct(models.TextChoices):
    CREATE = vocabulary.RelationshipAct.CREATE, _("Connected")
    EXISTING = vocabulary.RelationshipAct.EXISTING, _("Already connected")
    PROPOSE = vocabulary.RelationshipAct.PROPOSE, _("Proposed: someone has to decide")
    REMOVE = vocabulary.RelationshipAct.REMOVE, _("Ends: no longer in the file")
    DROP = vocabulary.RelationshipAct.DROP, _("Stays: another source names it")
    PENDING = vocabulary.RelationshipAct.PENDING, _("Pending relationship")
    WAITING = vocabulary.RelationshipAct.WAITING, _("Already pending")
    WITHHOLD = vocabulary.RelationshipAct.WITHHOLD, _("Pending, and will only be proposed")
    REDATE = vocabulary.RelationshipAct.REDATE, _("Other dates from now on")
    REWAIT = vocabulary.RelationshipAct.REWAIT, _("Pending, with other dates")
    UNWAIT = vocabulary.RelationshipAct.UNWAIT, _("No longer pending")
    HELD_BACK = vocabulary.RelationshipAct.HELD_BACK, _("Held back by a block")
    ASKED = vocabulary.RelationshipAct.ASKED, _("Pending until it is clear who is meant")
    REJECTED = vocabulary.RelationshipAct.REJECTED, _("Skipped")


class PlannedRelationship(models.Model):
    """What a plan does with one parent and one child.

    `child_id` is null where the child is unknown; `state_before` and `version` are the
    relationship's premise (null: the relationship did not exist); `pending_id` names the pending
    relationship that this relationship fulfils. `adds_source`: the relationship stays as it is and
    this import becomes one of its sources. `starts_on` and `ends_on` are the relationship's days as
    they will be. `described`: no key named the child, so this line keeps no one connected.
    `before` is the relationship as it was when the plan was applied, for the undo.
    """

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="relationships", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    row = models.IntegerField(null=True)
    act = CodeField(max_length=10, choices=RelationshipAct)
    parent_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    match = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    folded = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    kind_text = models.CharField(max_length=100)
    granted = models.BooleanField(db_default=True)
    note = models.TextField(db_default="", blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    adds_source = models.BooleanField(db_default=False)
    described = models.BooleanField(db_default=False)
    state_before = models.CharField(max_length=10, null=True)
    version = models.BigIntegerField(null=True)
    pending_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["child_id"], name="planned_pair_by_child"),
            models.Index(fields=["parent_id"], name="planned_pair_by_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.roster_import_id}/{self.number}: {self.act}"


class RightsAct(models.TextChoices):
    SET = vocabulary.RightsAct.SET, _("Areas set")
    NARROW = vocabulary.RightsAct.NARROW, _("Sees less")
    WIDEN = vocabulary.RightsAct.WIDEN, _("Sees more")
    EXISTING = vocabulary.RightsAct.EXISTING, _("Sees the same")


class PlannedRights(models.Model):
    """What a plan does with what its series says one parent may see of one child.

    `child_id` is null where the relationship is pending, `pending_id` too where that is yet to be
    made. `before` are the areas as far as this series gave them when the plan was made, null where
    the two were not connected; `seen` what was said of the two then (the premise). `ended` are the
    statements that the plan ended, for the undo.
    """

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="rights", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    row = models.IntegerField(null=True)
    act = CodeField(max_length=10, choices=RightsAct)
    parent_id = models.BigIntegerField()
    child_id = models.BigIntegerField(null=True)
    match = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    folded = models.CharField(max_length=250)
    areas = ArrayField(models.CharField(max_length=20))
    before = ArrayField(models.CharField(max_length=20), null=True)
    seen = ArrayField(models.BigIntegerField(), db_default=[])
    ended = ArrayField(models.BigIntegerField(), db_default=[])
    pending_id = models.BigIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["child_id", "parent_id"], name="planned_rights_of_pair")]

    def __str__(self) -> str:
        return f"{self.roster_import_id}/{self.number}: {self.act}"


class ConsentAct(models.TextChoices):
    SET = vocabulary.ConsentAct.SET, _("Consent set")
    EXISTING = vocabulary.ConsentAct.EXISTING, _("Unchanged")
    DECIDED = vocabulary.ConsentAct.DECIDED, _("The pupil has decided already")


class PlannedConsent(models.Model):
    """What a plan does with what a pupil of age allows one parent, as a file says. `seen` are the
    pupil's consents for the parent when the plan was made, withdrawn ones too (the premise);
    `ended` is the one that the plan ended, for the undo."""

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="consents", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    row = models.IntegerField(null=True)
    act = CodeField(max_length=10, choices=ConsentAct)
    parent_id = models.BigIntegerField()
    pupil_id = models.BigIntegerField()
    areas = ArrayField(models.CharField(max_length=20))
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    seen = ArrayField(models.BigIntegerField(), db_default=[])
    ended = models.BigIntegerField(null=True)

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.roster_import_id}/{self.number}: {self.act}"


class RecordAct(models.TextChoices):
    CREATE = vocabulary.RecordAct.CREATE, _("New")
    CHANGE = vocabulary.RecordAct.CHANGE, _("Changed")
    REMOVE = vocabulary.RecordAct.REMOVE, _("Removed")


class PlannedRecord(models.Model):
    """What a plan does with one school record; what is unchanged has no line.

    `record_id` is given at planning time also to a record that does not exist yet, `person_id` is
    whom it is about. `values` are those of the kind's columns as they will be, `before` as they
    are; `seen` is which import wrote the record last (the premise), `series` that of a record that
    is removed.
    """

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="records", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    row = models.IntegerField(null=True)
    kind = models.CharField(max_length=30)
    act = CodeField(max_length=10, choices=RecordAct)
    key = models.CharField(max_length=700)
    record_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    values = models.JSONField(null=True)
    before = models.JSONField(null=True)
    seen = models.CharField(max_length=30, null=True)
    series = models.CharField(max_length=130, null=True)

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.roster_import_id}/{self.number}: {self.act} {self.kind}"


class NamedRecords(models.Model):
    """The records of a kind that a plan's files say again, by internal ID: an undo of the import
    that brought them leaves them to the one that names them since."""

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="named_records", db_constraint=False
    )
    kind = models.CharField(max_length=30)
    ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster_import", "kind"], name="named_records_once")
        ]

    def __str__(self) -> str:
        return f"{self.roster_import_id}: {self.kind}"


class NamedPerson(models.Model):
    """Whom a key in the files of a plan meant when it was made, by internal ID: until it is applied
    it must mean no one else (K10, K34)."""

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="named_people", db_constraint=False
    )
    key = models.CharField(max_length=200)
    person_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.roster_import_id}: {self.key}"


class Tolerated(models.Model):
    """Somebody whose stored name differs a little from the file's and who was taken for the same,
    or would have been without a rival (`contested`): what is needed to see whether that still
    holds. The columns are those of `roster.match.tolerated.TOLERATED`."""

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="tolerated", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    person_id = models.BigIntegerField()
    mark = models.CharField(max_length=64)
    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255)
    birth_date = models.CharField(max_length=10)
    born = models.CharField(max_length=10)
    born_then = models.CharField(max_length=32)
    children = ArrayField(models.BigIntegerField())
    contested = models.BooleanField()

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.roster_import_id}: {self.given_name} {self.family_name} is {self.person_id}"


class FoundProblem(models.Model):
    """A problem of a row and column, or of the file (row null). `value` is never a password."""

    roster_import = models.ForeignKey(
        Import, models.CASCADE, related_name="problems", db_index=False, db_constraint=False
    )
    number = models.IntegerField()
    row = models.IntegerField(null=True)
    column = models.TextField(db_default="", blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    value = models.TextField(db_default="", blank=True)
    detail = models.JSONField(null=True)

    pk = models.CompositePrimaryKey("roster_import_id", "number")

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["roster_import", "row"], name="problem_by_row")]

    def __str__(self) -> str:
        return f"{self.roster_import_id}/{self.row}: {self.code}"
