from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.intake.models import About, Import
from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Profile
from kinkeeper.roster.options import Options


class SourceKind(models.TextChoices):
    FOLDER = "folder", _("A folder on this machine")
    HTTPS = "https", _("HTTPS")
    SFTP = "sftp", _("SFTP")


class Take(models.TextChoices):
    NEWEST = "newest", _("The newest file")
    ALL = "all", _("All files together, as one export")


class TrustedAct(models.TextChoices):
    """What a source may be trusted to do while nobody looks."""

    CREATE = "create", _("Create people or records")
    CHANGE = "change", _("Change people or records")
    CONNECT = "connect", _("Connect parents and children")
    REMOVE = "remove", _("End relationships or remove records that are no longer in the file")


# Administrators come in by hand alone.
PROFILES = (Profile.PARENT, Profile.PUPIL, Profile.TEACHER)


class Source(models.Model):
    """A folder or server that is asked on a schedule for a roster.

    `owner_id` is whoever saved it last, without a foreign key: a person who is gone is a reason
    not to run. None is the command line, which acts for the site. `reach` is what that person
    reached then; a run has what the person reaches now. `changed_at` moves with everything that
    a run depends on.
    """

    name = models.CharField(max_length=100)
    kind = CodeField(max_length=10, choices=SourceKind)
    address = models.CharField(max_length=1000)
    take = CodeField(max_length=10, choices=Take, db_default=Take.NEWEST)
    username = models.CharField(max_length=150, db_default="", blank=True)
    sealed_secret = models.BinaryField(null=True)
    host_key = models.TextField(db_default="", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sources")
    profile = CodeField(max_length=30, choices=Profile)
    options = models.JSONField(default=dict)
    trusted = ArrayField(models.CharField(max_length=10), db_default=[])
    every_minutes = models.IntegerField(null=True)
    daily_at = models.TimeField(null=True)
    owner_id = models.BigIntegerField(null=True)
    owner_name = models.CharField(max_length=300, db_default="")
    reach = ArrayField(models.BigIntegerField(), null=True)
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    paused_at = models.DateTimeField(null=True)
    paused_by_name = models.CharField(max_length=300, db_default="", blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="source_name_unique"),
            models.CheckConstraint(
                name="source_kind_known", condition=Q(kind__in=SourceKind.values)
            ),
            models.CheckConstraint(
                name="source_never_of_administrators", condition=Q(profile__in=PROFILES)
            ),
            models.CheckConstraint(
                name="source_has_one_schedule",
                condition=Q(every_minutes__gte=1, daily_at=None)
                | Q(every_minutes=None, daily_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def series(self) -> str:
        """Its own: what another file says of a relationship, this source's files cannot end."""
        return f"source {self.pk}"

    @property
    def about(self) -> str:
        """What its files are about, as an import's."""
        return Options.from_json(self.options).about

    @property
    def contents(self) -> str:
        """Its files in words: whose people, or what else."""
        return str(
            self.get_profile_display() if self.about == About.PEOPLE else About(self.about).label
        )

    @property
    def acts(self) -> list[TrustedAct]:
        return [TrustedAct(act) for act in TrustedAct.values if act in self.trusted]


class Outcome(models.TextChoices):
    UNCHANGED = "unchanged", _("Nothing new")
    WAITING = "waiting", _("Waiting for a decision")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("File refused")
    FAILED = "failed", _("Failed")


class Run(models.Model):
    """One time that a source was asked. Whether an open one is at work is read off the lock that
    a living process holds: see `locks.py`.

    `code` and `detail` say why it ended so (`outcomes.py` has the words). `digest` is the SHA-256
    of the files that were taken, `etag` the server's name for them.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    outcome = CodeField(max_length=10, choices=Outcome, db_default="", blank=True)
    code = models.CharField(max_length=40, db_default="", blank=True)
    detail = models.JSONField(default=dict)
    roster_import = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="runs")
    digest = models.CharField(max_length=64, db_default="", blank=True)
    etag = models.CharField(max_length=300, db_default="", blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["source", "-id"], name="run_by_source")]
        constraints = [
            models.CheckConstraint(
                name="run_outcome_known",
                condition=Q(outcome="", ended_at=None)
                | Q(outcome__in=Outcome.values, ended_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.pk}: {self.outcome}"
