"""Documents: files that a school gives parents to read."""

from django.db import models

from kinkeeper.people.models import Person
from kinkeeper.records.places import Group, School
from kinkeeper.records.sourced import Sourced, once

PDF, JPEG = "application/pdf", "image/jpeg"


class Document(Sourced):
    """For one pupil; else for a class or group; else for the whole school. Parents see it from
    `published_at` on, until it is withdrawn. `size` is in bytes."""

    pupil = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=20, choices=[(PDF, "PDF"), (JPEG, "JPEG")])
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
        return f"document-{self.pk}.{'pdf' if self.media_type == PDF else 'jpg'}"


class DocumentContent(models.Model):
    """The file itself, sealed; a table of its own, so that no list reads it."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"content of document {self.document_id}"
