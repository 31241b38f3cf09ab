"""What a parent has chosen, and which e-mails told the parent what."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person


class Kind(models.TextChoices):
    """What a parent chooses by. Several kinds of records are one kind here."""

    ANSWERS = "answers", _("Something to answer or do by a date")
    MESSAGES = "messages", _("Messages to you from the school")
    MEETINGS = "meetings", _("Meetings with the school")
    NOTICES = "notices", _("Other notices from the school")
    CALENDAR = "calendar", _("Dates, and lessons that change")
    WORK = "work", _("Tasks and results")
    RECORD = "record", _("Absence, behaviour, documents and learning plans")


class Pace(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


class Reader(models.Model):
    """A parent who may be told by e-mail, and when that is due: `look_at` for what is told at once,
    `daily_at` and `weekly_at` for the rest; `wait_until`: not before, because of quiet hours or of
    a mail server. What was there before `settled_at` is told by no e-mail; null: not looked at yet.

    `quiet_from` and `quiet_until` are clock times at the school, `21:00`; the same twice: none.
    `turn` counts the looks, so that of two processes that are at one parent only one tells.
    """

    person = models.OneToOneField(
        Person, models.DB_CASCADE, primary_key=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    daily_at = models.DateTimeField(null=True)
    weekly_at = models.DateTimeField(null=True)
    wait_until = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    quiet_from = models.CharField(max_length=5, db_default="21:00", default="21:00")
    quiet_until = models.CharField(max_length=5, db_default="07:00", default="07:00")
    turn = models.IntegerField(db_default=0, default=0)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.daily_at}"


class Choice(models.Model):
    """How often a parent wants to be told of this kind for this child; without a row it is as the
    school says."""

    person = models.ForeignKey(Person, models.DB_CASCADE, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    kind = CodeField(max_length=20, choices=Kind)
    pace = CodeField(max_length=20, choices=Pace)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "child", "kind"], name="choice_once"),
            models.CheckConstraint(
                name="choice_known", condition=Q(kind__in=Kind.values, pace__in=Pace.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.child_id}: {self.kind} {self.pace}"


class MailState(models.TextChoices):
    HANDING = "handing", _("On its way to the mail server")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Mail(models.Model):
    """One e-mail. The row is written with what it tells (`Told`), after the mail server has the
    whole text and before it is told that this was all of it: so the e-mail that leaves has a row,
    and a process that dies before leaves neither. `items` are how many things it tells of, `code`
    why it failed (`letters.unsent_reasons`). `stop_hash` is the digest of the token that stops
    these e-mails."""

    person = models.ForeignKey(Person, models.DB_CASCADE, related_name="+", db_index=False)
    state = CodeField(max_length=10, choices=MailState, db_default=MailState.HANDING)
    code = models.CharField(max_length=40, db_default="", blank=True)
    detail = models.JSONField(default=dict)
    items = models.IntegerField()
    stop_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="mail_of_person"),
            models.Index(fields=["id"], condition=Q(ended_at=None), name="mail_open"),
        ]
        constraints = [
            models.CheckConstraint(name="mail_state_known", condition=Q(state__in=MailState.values))
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class Told(models.Model):
    """What a parent knows of by e-mail, or need not be told: a record by its series and key (`what`
    is a digest of them), as it was (`version`, a digest of what matters in it). Without `mail` it
    was there before."""

    person = models.ForeignKey(Person, models.DB_CASCADE, related_name="+", db_index=False)
    what = models.BinaryField()
    version = models.BinaryField()
    mail = models.ForeignKey(Mail, models.DB_SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "what"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.mail_id}"


class Device(models.Model):
    """A browser that a parent lets show news. `endpoint` is the address of its push service, which
    is a secret between that and us; `public` and `secret` are the browser's keys. `browser` and
    `system` are what it is (`lib.user_agent`)."""

    person = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    public = models.BinaryField()
    secret = models.BinaryField()
    browser = CodeField(max_length=30, blank=True, db_default="")
    system = CodeField(max_length=30, blank=True, db_default="")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.person_id}: {self.browser}"


class SiteKey(models.Model):
    """The site's own key for push services, sealed; one row."""

    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "push"
