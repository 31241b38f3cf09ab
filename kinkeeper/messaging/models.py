"""The rows of conversations. Nobody changes what was written, and the schedule lets it go."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.records.documents import JPEG, PDF

LONGEST_SUBJECT, LONGEST = 120, 4000


class Conversation(models.Model):
    """About one child, with one parent: two parents of a child have two, and learn nothing of each
    other's (K19). On the school's side are its members, as long as they work with the child, and
    the office of the school, which sees all of them. `with_office`: somebody there has to answer.

    `school` keeps it: an office of another school of the child does not see it (K14). `subject` is
    empty where the school has withdrawn all that it wrote: it stands with the first message then.
    """

    child = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    parent = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    school = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    with_office = models.BooleanField(db_default=False)
    made_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now(), db_index=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_by_name = models.CharField(max_length=300, blank=True, db_default="")

    def __str__(self) -> str:
        return f"{self.parent_id} about {self.child_id}"

    @property
    def title(self) -> str:
        """What a page calls it; at the school what it was is in `was_about`, where it was asked
        for."""
        return self.subject or getattr(self, "was_about", None) or str(_("Withdrawn by the school"))


class Member(models.Model):
    """A teacher in a conversation. It says nothing of today: whoever no longer works with the child
    is one still, and sees nothing of it."""

    conversation = models.ForeignKey(Conversation, models.DB_CASCADE, related_name="members")
    staff = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.conversation_id}"


class File(models.Model):
    """What goes with a message, sealed. A message to a class has one for all."""

    media_type = models.CharField(max_length=20, choices=[(PDF, _("PDF")), (JPEG, _("JPEG"))])
    size = models.IntegerField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"file {self.pk}"


class Sending(models.Model):
    """A message to the parents of a class: who sent it, and how many conversations it became."""

    place = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    conversations = models.IntegerField()
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, blank=True, db_default="")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.subject}: {self.conversations}"


class Sort(models.TextChoices):
    """`text` is what somebody wrote; the others say what the school did, and have no text."""

    TEXT = "text"
    WITHDREW = "withdrew"
    HANDED_OVER = "handed-over"
    CLOSED = "closed"
    REOPENED = "reopened"


class Message(models.Model):
    """One of a conversation. Of the school's, the writer is `written_by`; the parent is the
    conversation's. What the school has withdrawn the parent no longer sees; `withdrawn_subject` is
    what the conversation was about, if that went with it."""

    conversation = models.ForeignKey(Conversation, models.DB_CASCADE, related_name="messages")
    sort = CodeField(max_length=20, choices=Sort, db_default=Sort.TEXT, default=Sort.TEXT)
    from_parent = models.BooleanField(db_default=False, default=False)
    written_by = models.BigIntegerField(null=True)
    written_by_name = models.CharField(max_length=300, blank=True, db_default="", default="")
    body = models.TextField(blank=True, db_default="", default="")
    file = models.ForeignKey(File, models.DB_SET_NULL, null=True, related_name="messages")
    sending = models.ForeignKey(Sending, models.DB_SET_NULL, null=True, related_name="messages")
    made_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_subject = models.CharField(
        max_length=LONGEST_SUBJECT, blank=True, db_default="", default=""
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_sort_known", condition=Q(sort__in=Sort.values)),
            models.CheckConstraint(
                name="message_of_a_parent_is_text",
                condition=Q(from_parent=False) | Q(sort=Sort.TEXT, written_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} in {self.conversation_id}"


class ReadMark(models.Model):
    """Up to which message somebody has read a conversation: for whoever it is, and for nobody else.
    Two of one reader are as the later one; a merge of accounts may bring them together."""

    conversation = models.ForeignKey(Conversation, models.DB_CASCADE, related_name="+")
    reader = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    up_to = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.reader_id} in {self.conversation_id}: {self.up_to}"
