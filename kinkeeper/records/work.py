"""Work that is set for classes and groups, and what came of it."""

from django.db import models

from kinkeeper.people.models import Person
from kinkeeper.records.places import Group, School
from kinkeeper.records.sourced import Sourced, once


class Assignment(Sourced):
    """For all who are in the group on the day it is due. `due_at` is null where it is due on a
    whole day; without `max_points` it is graded in words. Parents see it from `published_at` on,
    until it is withdrawn."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True, db_default="")
    assigned_on = models.DateField(null=True)
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    max_points = models.DecimalField(max_digits=24, decimal_places=14, null=True)
    subject = models.CharField(max_length=100, blank=True, db_default="")
    category = models.CharField(max_length=100, blank=True, db_default="")
    homework = models.BooleanField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("assignment")]
        indexes = [models.Index(fields=["group", "due_on"], name="assignment_of_group")]


class Result(Sourced):
    """Of one pupil for one assignment; `status` is a word of OneRoster. Parents see it from
    `published_at` on, until it is withdrawn, whatever the assignment's own moments are. It counts
    for who was in the assignment's group on the day that was due.

    The assignment may be gone while a file still has its results: then nobody sees them, and they
    are there again when it is. So the database does not hold the two together."""

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_index=False)
    assignment = models.ForeignKey(
        Assignment, models.DO_NOTHING, related_name="+", db_constraint=False
    )
    status = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=24, decimal_places=14, null=True)
    grade = models.CharField(max_length=100, blank=True, db_default="")
    comment = models.TextField(blank=True, db_default="")
    late = models.BooleanField(null=True)
    day = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("result")]
        indexes = [models.Index(fields=["pupil", "day"], name="result_of_pupil")]
