"""The register: what its codes mean, and who was not there."""

from django.db import models

from kinkeeper.people.models import Person
from kinkeeper.records.places import School
from kinkeeper.records.sourced import Sourced, once


class AttendanceCode(Sourced):
    """What a school's letter means, on its days. `excused` is yes, no, unknown, or blank where that
    has no sense."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=100, blank=True, db_default="")
    status = models.CharField(max_length=20)
    excused = models.CharField(max_length=10, blank=True, db_default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [once("attendance_code")]


class Attendance(Sourced):
    """A mark for one pupil, day and session (AM, PM, or the key of a lesson). `minutes` are null
    where it is the whole session; `excused` blank where it is as the code says. Parents see it from
    `published_at` on, until it is withdrawn."""

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    session = models.CharField(max_length=100)
    code = models.CharField(max_length=20)
    minutes = models.IntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True, db_default="")
    reported_by = models.CharField(max_length=200, blank=True, db_default="")
    excused = models.CharField(max_length=10, blank=True, db_default="")
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("attendance")]
        indexes = [
            models.Index(fields=["pupil", "day"], name="attendance_of_pupil"),
            models.Index(fields=["school", "day"], name="attendance_of_school"),
        ]
