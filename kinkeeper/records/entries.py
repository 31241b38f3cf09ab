"""What was entered by hand, each time that a form was sent."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from kinkeeper.records.places import School
from kinkeeper.roster.vocabulary import ENTRY

# Under this series records stand that no file brought.
BY_HAND = "by-hand"


class HandEntry(models.Model):
    """Its records have `entry:` and its internal ID as their source, the series `BY_HAND`.

    `kind` is the name of a kind of record (`roster.records.kinds`: a model does not import it, for
    every command would start Polars). `token` is the form's: sent twice, it is one entry.
    `groups`: internal IDs of the classes and groups it is for; empty: the whole school. `version`
    counts its changes, so that nobody overwrites what they have not read. Withdrawn, it is shown to
    no parent; it is kept."""

    token = models.CharField(max_length=36, unique=True)
    kind = models.CharField(max_length=30)
    school = models.ForeignKey(School, models.DO_NOTHING, related_name="+", db_constraint=False)
    groups = ArrayField(models.BigIntegerField())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300)
    made_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(db_default=1)
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "-made_at"], name="hand_entry_of_school")]

    def __str__(self) -> str:
        return f"{self.kind} {self.token}"

    @property
    def source(self) -> str:
        """As its records keep it."""
        return f"{ENTRY}{self.pk}"
