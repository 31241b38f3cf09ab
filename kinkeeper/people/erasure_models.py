"""What is left of people who were erased: that it was done, and how a file that brings them again
is known."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField


class WhyStopped(models.TextChoices):
    """Why an erasure that was asked for was not done."""

    BLOCK_STANDS = "block-stands", _("a block names the person")
    PROTECTED = "protected", _("the identity is protected")
    NOT_IN_TRASH = "not-in-trash", _("the person was restored")
    MERGED = "merged", _("the account was merged into another one")
    NOT_ALLOWED = "not-allowed", _("who asked may no longer erase")
    ONESELF = "oneself", _("no one erases themselves")
    LAST_ADMINISTRATOR = "last-administrator", _("it is the only system administrator")
    KEEPS_SOURCES = "keeps-sources", _("the person is responsible for a source")
    BUSY = "busy", _("an import was being read or applied")
    JOURNAL_ALTERED = "journal-altered", _("a line of the journal was altered")


class Erasure(models.Model):
    """Somebody whose account was erased, with those that had been merged into it (`people`, by
    internal ID). `marks` are keyed digests of the names under which a file would bring the person
    again (`people.erased`), `organisations` where the person belonged: whose office is told.

    It is asked for first and done later, by a worker (`done_at`), or refused by then
    (`stopped_at`, and why): to try again is another one. Whoever lets the person in again
    ends it (`let_in_at`). It names nobody, and no reason in it may.
    """

    people = ArrayField(models.BigIntegerField())
    profile = CodeField(max_length=30)
    organisations = ArrayField(models.BigIntegerField(), db_default=[])
    marks = ArrayField(models.BinaryField(), db_default=[])
    reason = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=300, db_default="")
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = CodeField(
        max_length=30, choices=WhyStopped.choices, db_default="", blank=True
    )
    let_in_at = models.DateTimeField(null=True)
    let_in_by = models.BigIntegerField(null=True)
    let_in_by_name = models.CharField(max_length=300, db_default="")
    let_in_reason = models.TextField(db_default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(stopped_at=None),
                name="erasure_done_or_stopped",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(let_in_at=None), name="erasure_standing")
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.people}"
