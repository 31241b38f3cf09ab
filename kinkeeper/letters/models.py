from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.credentials.models import Credential
from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person


class Form(models.TextChoices):
    PAGES = "pages", _("Letters, one page per person")
    LIST = "list", _("A list for the office")
    EMAIL = "email", _("E-mail with a link")
    ADDRESS = "address", _("New e-mail addresses to confirm")


# What is posted, and not printed.
MAILS = (Form.EMAIL, Form.ADDRESS)
# What somebody orders; the mails to new addresses are ordered by what changes the address.
BY_HAND = (Form.PAGES, Form.LIST, Form.EMAIL)


class BatchState(models.TextChoices):
    WAITING = "waiting", _("Waiting for its turn")
    WORKING = "working", _("Working")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


class Ordered(models.TextChoices):
    """For what a batch was ordered; *name* says which."""

    CHOSEN = "", _("Chosen people")
    ORGANISATION = "organisation", _("An organisation")
    IMPORT = "import", _("An import")
    ONESELF = "oneself", _("The person")


class Batch(models.Model):
    """One order of credentials: for whom, in which form, how far it is. `name` is the path of the
    organisation, or the number of the import, that it was ordered for.

    The finished PDF is kept sealed in `parts` for its maker, for a day at most; the readable codes
    exist nowhere else.
    """

    form = CodeField(max_length=10, choices=Form)
    state = CodeField(max_length=10, choices=BatchState, db_default=BatchState.WAITING)
    about = CodeField(max_length=20, choices=Ordered, db_default="", blank=True)
    name = models.CharField(max_length=1000, db_default="", blank=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")
    origin = models.CharField(max_length=200, db_default="")
    finished_at = models.DateTimeField(null=True)
    pages = models.IntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"


class SealedPart(models.Model):
    """A part of a batch's PDF, sealed by itself: the whole may be larger than any memory."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="parts")
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="sealed_part_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: part {self.number}"


class LetterState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    MADE = "made", _("In the PDF")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    LEFT_OUT = "left-out", _("Skipped")


class Letter(models.Model):
    """One person's letter or mail in a batch. `code` and `detail` say why there is none (`why`)."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="letters")
    person = models.ForeignKey(Person, models.CASCADE, related_name="letters")
    state = CodeField(max_length=10, choices=LetterState, db_default=LetterState.WAITING)
    code = models.CharField(max_length=40, db_default="", blank=True)
    detail = models.JSONField(default=dict)
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, related_name="letters")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="letter_once_per_batch")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.person_id} {self.state}"


class AgeNotice(models.Model):
    """That somebody is told of the day on which a pupil comes of age (K18): kept before the mail
    leaves, so that it never leaves twice. `sent_at` is empty where it did not leave; `code` says
    why, and is blank where the process died between the two."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Person, models.CASCADE, related_name="+")
    comes_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, db_default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "pupil", "comes_on"], name="age_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.pupil_id}: {self.comes_on}"
