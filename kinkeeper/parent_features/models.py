"""The rows of what an organisation chose for its parents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from kinkeeper.organisations.models import Organisation


class LayoutVersion(models.Model):
    """One state of an organisation's layout; the newest is in force, earlier ones stay as history.

    `own`: it has one; else it goes by the one above it. `blocks`: name, whether it is shown,
    whether only in short, in order; `links`: words and address. `pictures` are the numbers of
    `Picture`. `changed` are codes for the history (`changes.of`). `made_by` is no foreign key: a
    layout outlasts the account of whoever made it.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    own = models.BooleanField()
    blocks = models.JSONField()
    words = models.TextField(blank=True, db_default="")
    links = models.JSONField(default=list)
    pictures = ArrayField(models.BigIntegerField(), default=list)
    changed = models.JSONField(default=list)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="layout_in_force")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.pk}"


class Picture(models.Model):
    """A picture of an organisation's own words, as it was encoded anew here (`pictures.py`);
    `said` is what it shows, for who does not see it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    content = models.BinaryField()
    width = models.IntegerField()
    height = models.IntegerField()
    said = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.said
