"""What is left of people who were erased: that it was done, and how a file that brings them again
is known."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from kinkeeper.lib.code_field import CodeField


class Erasure(models.Model):
    """Somebody whose account was erased, with those that had been merged into it (`people`, by
    internal ID). `marks` are keyed digests of the names under which a file would bring the person
    again (`people.erased`), `organisations` where the person belonged: whose office is told.

    It is asked for first and done later, by a worker (`done_at`). Whoever lets the person in again
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
    let_in_at = models.DateTimeField(null=True)
    let_in_by = models.BigIntegerField(null=True)
    let_in_by_name = models.CharField(max_length=300, db_default="")
    let_in_reason = models.TextField(db_default="", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(let_in_at=None), name="erasure_standing")
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.people}"
