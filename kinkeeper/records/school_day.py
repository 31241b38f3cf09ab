"""What happens at school: lessons of the week, events and notices."""

from django.db import models
from django.db.models import F, Q

from kinkeeper.people.models import Person
from kinkeeper.records.places import Group, School
from kinkeeper.records.sourced import Sourced, once


class Lesson(Sourced):
    """One lesson of each week as long as it holds. `starts` and `ends` are clock times of the
    school, `08:30`."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    weekday = models.CharField(max_length=2)
    starts = models.CharField(max_length=5)
    ends = models.CharField(max_length=5)
    subject = models.CharField(max_length=100, blank=True, db_default="")
    room = models.CharField(max_length=100, blank=True, db_default="")
    teacher = models.CharField(max_length=200, blank=True, db_default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [once("lesson")]


class Change(Sourced):
    """What of one lesson is otherwise on one day. `lesson` is the lesson's key; parents see it from
    `published_at` on."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    lesson = models.CharField(max_length=200)
    day = models.DateField()
    sort = models.CharField(max_length=20)
    teacher = models.CharField(max_length=200, blank=True, db_default="")
    room = models.CharField(max_length=100, blank=True, db_default="")
    note = models.CharField(max_length=1000, blank=True, db_default="")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [once("change")]
        indexes = [models.Index(fields=["group", "day"], name="change_of_group")]


class DayOff(Sourced):
    """Days without lessons at a school, both included."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    title = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [once("day_off")]


class Event(Sourced):
    """Something that takes place, for a class or (without one) the whole school. The days are the
    school's; the moments are null where it lasts whole days. A `private` one is for nobody here.
    `sequence` and `changed_at` are the version that a calendar gives it. One that was entered by
    hand may be withdrawn; files only cancel or remove theirs.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=200)
    occurrence = models.CharField(max_length=200, blank=True, db_default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    all_day = models.BooleanField(null=True)
    title = models.CharField(max_length=500)
    location = models.CharField(max_length=500, blank=True, db_default="")
    category = models.CharField(max_length=100, blank=True, db_default="")
    status = models.CharField(max_length=10, blank=True, db_default="")
    private = models.BooleanField(null=True)
    sequence = models.IntegerField(null=True)
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            once("event"),
            models.CheckConstraint(
                name="event_ends_after_it_begins", condition=~Q(ends_on__lt=F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["school", "starts_on"], name="event_of_school")]

    @property
    def shown_key(self) -> str:
        return f"{self.number}#{self.occurrence}" if self.occurrence else self.number


class Notice(Sourced):
    """A message to read: to one pupil, else a class, else the whole school. Parents see it from
    `published_at` on (never without), until it expires or is withdrawn."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    pupil = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=500)
    body = models.TextField(blank=True, db_default="")
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    needs_answer = models.BooleanField(null=True)
    deadline = models.DateField(null=True)

    class Meta:
        constraints = [once("notice")]
        indexes = [models.Index(fields=["school", "published_at"], name="notice_of_school")]
