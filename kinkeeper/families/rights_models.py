"""The rows of what was said a parent may see of a child (K16)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.families.days import Days
from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person
from kinkeeper.roster import vocabulary


class Area(models.TextChoices):
    SCHOOL_DAY = vocabulary.Area.SCHOOL_DAY, _("School day and timetable")
    WORK_RESULTS = vocabulary.Area.WORK_RESULTS, _("Work and results")
    ABSENCE = vocabulary.Area.ABSENCE, _("Absence")
    BEHAVIOUR = vocabulary.Area.BEHAVIOUR, _("Behaviour")
    MESSAGES = vocabulary.Area.MESSAGES, _("Messages")
    CONTACT = vocabulary.Area.CONTACT, _("Contact details")
    DOCUMENTS = vocabulary.Area.DOCUMENTS, _("Documents and plans")


class Standing(models.TextChoices):
    NOT_STATED = vocabulary.Standing.NOT_STATED, _("Not stated")
    RESPONSIBLE = vocabulary.Standing.RESPONSIBLE, _("Has parental responsibility")
    NOT_RESPONSIBLE = vocabulary.Standing.NOT_RESPONSIBLE, _("Has no parental responsibility")
    COURT_ORDER = vocabulary.Standing.COURT_ORDER, _("By a court order")
    AGREEMENT = vocabulary.Standing.AGREEMENT, _("By an agreement between the parents")
    DELEGATED = vocabulary.Standing.DELEGATED, _("On behalf of those with responsibility")


class RightsStatement(models.Model):
    """What somebody says that this parent may see of this child, on which days (K16).

    It belongs to the two people, not to their relationship's row: it stands though that goes and
    comes again, so that no file brings back more than a hand had left. `areas` are null where it
    says *as the default*. `source` is who says it (`manual`, `import:12`), `of_parent` and
    `of_child` of whom it was said, by internal ID: a merge gives it to the account that is kept,
    and both go on counting (`areas.py`). What no longer holds has `ended_at` and stays as history.
    """

    parent = models.ForeignKey(Person, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    of_parent = models.BigIntegerField()
    of_child = models.BigIntegerField()
    source = models.CharField(max_length=30)
    areas = ArrayField(models.CharField(max_length=20), null=True)
    sees_only = ArrayField(models.CharField(max_length=20), db_default=[])
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    standing = CodeField(max_length=20, choices=Standing, db_default=Standing.NOT_STATED)
    reason = models.TextField(db_default="", blank=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rights_areas_known",
                condition=Q(areas__contained_by=Area.values)
                & Q(sees_only__contained_by=Area.values),
            ),
            models.CheckConstraint(
                name="rights_standing_known", condition=Q(standing__in=Standing.values)
            ),
            models.CheckConstraint(
                name="rights_first_day_before_last", condition=~Q(ends_on__lt=F("starts_on"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["child", "parent"], condition=Q(ended_at=None), name="rights_of_pair"
            ),
            models.Index(fields=["child", "parent", "made_at"], name="rights_history"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}-{self.child_id} {self.source}: {self.areas}"

    @property
    def days(self) -> Days:
        return Days(self.starts_on, self.ends_on)
