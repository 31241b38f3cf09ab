"""Schools as records name them, their classes and groups, and who is in which."""

from django.db import models

from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.records.sourced import Sourced, once


class School(Sourced):
    """A school or district that files name by its `key`. `sets_zone`: its organisation goes by the
    time zone of the file, because nobody had said another. `behaviour_shown`: parents see remarks.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    above = models.CharField(max_length=200, blank=True, db_default="")
    sort = models.CharField(max_length=50, blank=True, db_default="")
    time_zone = models.CharField(max_length=60, blank=True, db_default="")
    am_minutes = models.IntegerField(null=True)
    pm_minutes = models.IntegerField(null=True)
    behaviour_shown = models.BooleanField(null=True)
    sets_zone = models.BooleanField(db_default=False)

    class Meta:
        constraints = [once("school")]


class Term(Sourced):
    """A school year, a term or a grading period; both days included."""

    title = models.CharField(max_length=200, blank=True, db_default="")
    sort = models.CharField(max_length=20, blank=True, db_default="")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [once("term")]


class Group(Sourced):
    """A class, or a teaching group within one or across several."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    sort = CodeField(max_length=10, choices=[("form", "form"), ("teaching", "teaching")])
    grade = models.CharField(max_length=20, blank=True, db_default="")
    subject = models.CharField(max_length=100, blank=True, db_default="")
    room = models.CharField(max_length=100, blank=True, db_default="")

    class Meta:
        constraints = [once("group")]


class Enrolment(Sourced):
    """Somebody in a group from the first day to the last, both included; null: since ever, and for
    ever. What a parent sees of a school and of its groups goes by the pupil's enrolments."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [once("enrolment")]
