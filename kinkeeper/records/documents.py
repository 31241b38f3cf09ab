"""Documents: files that a school gives parents to read."""

from django.db import models

from kinkeeper.people.models import Person
from kinkeeper.records.places import Group, School
from kinkeeper.records.sourced import Sourced, once

PDF, JPEG = "application/pdf", "image/jpeg"
TYPES = [(PDF, "PDF"), (JPEG, "JPEG")]


def ending(media_type: str) -> str:
    return "pdf" if media_type == PDF else "jpg"


class Document(Sourced):
    """For one pupil; else for a class or group; else for the whole school. Parents see it from
    `published_at` on, until it is withdrawn. `size` is in bytes."""

    pupil = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=20, choices=TYPES)
    size = models.IntegerField()
    published_at = models.DateTimeField()
    published_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("document")]
        indexes = [models.Index(fields=["pupil"], name="document_of_pupil")]

    @property
    def file_name(self) -> str:
        """Of ours: no name comes from a person."""
        return f"document-{self.pk}.{ending(self.media_type)}"


class DocumentContent(models.Model):
    """The file itself, sealed; a table of its own, so that no list reads it."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"content of document {self.document_id}"


class DocumentVersion(models.Model):
    """What a document was before someone corrected it: kept for the school, and shown to no parent.
    `sealed`: the file, where another one took its place. `for_group`: the internal ID of its class
    then; None: the whole school, or the pupil, who stays the same."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    title = models.CharField(max_length=200)
    for_group = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()
    media_type = models.CharField(max_length=20, choices=TYPES)
    sealed = models.BinaryField(null=True)
    replaced_at = models.DateTimeField()
    replaced_by = models.BigIntegerField(null=True)
    replaced_by_name = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"earlier version {self.pk} of document {self.document_id}"

    @property
    def file_name(self) -> str:
        return f"document-{self.document_id}-before-{self.pk}.{ending(self.media_type)}"
