"""Remarks about how a pupil behaves."""

from django.db import models

from kinkeeper.people.models import Person
from kinkeeper.records.places import School
from kinkeeper.records.sourced import Sourced, once


class Remark(Sourced):
    """Parents see it from `published_at` on, until it is withdrawn, where their child's school
    shows behaviour; a note they never see. `teacher` is the key of who wrote it."""

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    day = models.DateField()
    sort = models.CharField(max_length=20)
    body = models.CharField(max_length=5000)
    teacher = models.CharField(max_length=200, blank=True, db_default="")
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("remark")]
        indexes = [models.Index(fields=["pupil", "day"], name="remark_of_pupil")]
