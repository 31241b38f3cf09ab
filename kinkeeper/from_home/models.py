"""The rows of what parents send to the school."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person
from kinkeeper.records.learning_plans import PlanPart
from kinkeeper.records.models import LearningPlan, Notice


class PartOfDay(models.TextChoices):
    ALL_DAY = "all-day", _("All day")
    COMES_LATER = "comes-later", _("Comes later")
    LEAVES_EARLIER = "leaves-earlier", _("Leaves earlier")
    AWAY_BETWEEN = "away-between", _("Away in between")


class AbsenceReason(models.TextChoices):
    """No diagnosis is asked for."""

    ILL = "ill", _("Ill")
    APPOINTMENT = "appointment", _("Appointment, for example with a dentist")
    FAMILY = "family", _("Family reason")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    SENT = "sent", _("Waits for the school")
    CONFIRMED = "confirmed", _("Confirmed by the school")
    DECLINED = "declined", _("Not accepted by the school")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AbsenceReport(models.Model):
    """The school is told that a child is away. `days` are the school days it is for, at least one,
    the earliest first; `last_on` is the last of them. The clock times are the school's, `08:30`:
    when the child comes, when it leaves.

    `reported_by` is the parent, or the pupil of age, who did; whoever works at the school and noted
    it for them, by phone, is `entered_by`. Then nobody may be known who reported it.

    Who reported, the reason and the note are for staff and for who wrote them. What another parent
    learns is in `wall.told_absence()` of the database: that the school knows, of which days, and
    whether the school noted it itself (K19). `answer_seen_at`: when who reported it first opened
    it after the school's answer.
    """

    child = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    reported_by = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    entered_by = models.BigIntegerField(null=True)
    entered_by_name = models.CharField(max_length=300, blank=True, db_default="")
    days = ArrayField(models.DateField())
    last_on = models.DateField()
    part = CodeField(max_length=20, choices=PartOfDay)
    comes_at = models.CharField(max_length=5, blank=True, db_default="")
    leaves_at = models.CharField(max_length=5, blank=True, db_default="")
    reason = CodeField(max_length=20, choices=AbsenceReason)
    note = models.CharField(max_length=500, blank=True, db_default="")
    state = CodeField(max_length=20, choices=ReportState, db_default=ReportState.SENT)
    made_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=300, blank=True, db_default="")
    answer = models.CharField(max_length=500, blank=True, db_default="")
    answer_seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_report_by_someone",
                condition=Q(reported_by__isnull=False) | Q(entered_by__isnull=False),
            ),
            models.CheckConstraint(name="absence_report_has_days", condition=~Q(days=[])),
            models.CheckConstraint(
                name="absence_report_codes_known",
                condition=Q(
                    part__in=PartOfDay.values,
                    reason__in=AbsenceReason.values,
                    state__in=ReportState.values,
                ),
            ),
        ]
        indexes = [models.Index(fields=["child", "last_on"], name="absence_report_of_child")]

    def __str__(self) -> str:
        return f"{self.child_id}: {self.days}"

    @property
    def told(self) -> dict[str, str]:
        """For the journal: the days, and nothing of why."""
        return {"from": self.days[0].isoformat(), "until": self.days[-1].isoformat()}


class YesOrNo(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class NoticeAnswer(models.Model):
    """What a parent, or by phone the office, answered to a notice for one child. The newest of each
    counts; earlier ones stay as history.

    The notice is named by its files' series and its key, not by its row: an import that is undone
    makes the row again. `version` (`answer_notice.version_of`) is what the notice said then: an
    answer to something else is none. Without `answered_by` the office `settled_by` settled it, with
    a reason. Who answered is for staff and for who wrote it (K19).
    """

    notice_series = models.CharField(max_length=130)
    notice_key = models.CharField(max_length=700)
    version = models.CharField(max_length=64)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    answered_by = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    answer = CodeField(max_length=10, choices=YesOrNo)
    settled_by = models.BigIntegerField(null=True)
    settled_by_name = models.CharField(max_length=300, blank=True, db_default="")
    reason = models.CharField(max_length=2000, blank=True, db_default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_answer_known", condition=Q(answer__in=YesOrNo.values)
            ),
        ]
        indexes = [
            models.Index(fields=["notice_series", "notice_key"], name="answers_to_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_key}: {self.answer}"


class LearningPlanComment(models.Model):
    """What a parent wrote on a part of a learning plan. For staff who work with the pupil, and for
    who wrote it: no other parent learns that there is one (K19), unless the school writes of it in
    the plan. Of one that its parent has withdrawn it stays when that was, and no word of it."""

    plan = models.ForeignKey(LearningPlan, models.CASCADE, related_name="comments")
    part = CodeField(max_length=10, choices=PlanPart)
    child = models.ForeignKey(Person, models.CASCADE, related_name="+")
    written_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="learning_plan_comment_part_known", condition=Q(part__in=PlanPart.values)
            ),
            models.CheckConstraint(
                name="learning_plan_comment_withdrawn", condition=Q(withdrawn_at=None) | Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"comment on learning plan {self.plan_id}"


class NoticeOpening(models.Model):
    """That a parent opened a notice for a child: whether, never when or how often. `version` is
    what it said then (`answer_notice.version_of`). It goes with the notice's row, by a constraint
    of the database. Who opened it is for staff and for who did (K19)."""

    notice = models.ForeignKey(Notice, models.DO_NOTHING, related_name="+", db_constraint=False)
    version = models.CharField(max_length=64)
    child = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    opened_by = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.notice_id} for {self.child_id}"


class ContactChangeState(models.TextChoices):
    """`sent`: the office has not decided yet. `withdrawn`: by the parent, before it did."""

    SENT = "sent", _("Waits for the school")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ContactChange(models.Model):
    """Other contact data that a parent wishes for the own account; the school decides. Nobody has
    two that wait.

    `values` are the new ones by field (`FIELDS` of `registry.contact_changes`), those that differ
    alone; `before` are those of the same fields when it was sent. No other parent learns of it
    (K19).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    values = models.JSONField()
    before = models.JSONField()
    state = CodeField(max_length=20, choices=ContactChangeState, db_default=ContactChangeState.SENT)
    made_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=300, blank=True, db_default="")
    answer = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=ContactChangeState.SENT),
                name="contact_change_one_waits",
            ),
            models.CheckConstraint(
                name="contact_change_state_known",
                condition=Q(state__in=ContactChangeState.values),
            ),
        ]
        indexes = [models.Index(fields=["person", "-made_at"], name="contact_changes_of")]

    def __str__(self) -> str:
        return f"{self.person_id}: {', '.join(self.values)}"
