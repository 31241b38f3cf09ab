"""A parent or the school begins a conversation, or writes in one."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.credentials.throttle import Throttle
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import locks
from kinkeeper.lib.asking import act
from kinkeeper.lib.locks import Lock
from kinkeeper.lib.refusal import Refusal
from kinkeeper.lib.seal import open_sealed, seal
from kinkeeper.messaging import who_answers, who_may
from kinkeeper.messaging.addressees import Addressee
from kinkeeper.messaging.models import (
    LONGEST,
    LONGEST_SUBJECT,
    Conversation,
    File,
    Member,
    Message,
    Sort,
)
from kinkeeper.messaging.school_says import ParentsMay
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.records.safe_files import SafeFile

PURPOSE = "message"
# Of one parent: what is more is a program's, or a quarrel that needs a telephone.
WRITTEN, BEGUN = Throttle("message", 20, 3600), Throttle("conversation", 10, 86400)
# A form of some pages, photographed; each file is sealed and kept for more than a year.
FILES, FILES_SIZE = Throttle("message-file", 10, 3600), 50 * 1024 * 1024
TWICE = timedelta(minutes=2)  # the same words again are a second press of the button
MOST_LOCKS = 2**31  # a lock has a number of 32 bits; two people who share one wait for each other


@dataclass(frozen=True)
class Said:
    """What somebody writes, in plain text; the subject where a conversation begins."""

    body: str
    file: SafeFile | None = None
    subject: str = ""

    def text(self) -> str:
        """Raises `Refusal`."""
        said = self.body.replace("\r\n", "\n").replace("\x00", "").strip()
        if not said:
            raise Refusal("body-missing", _("Write the message."), "body")
        if len(said) > LONGEST:
            raise Refusal("too-long", _("At most %s characters.") % LONGEST, "body")
        return said

    def title(self) -> str:
        """Raises `Refusal`."""
        said = " ".join(self.subject.replace("\x00", "").split())[:LONGEST_SUBJECT]
        if not said:
            raise Refusal("subject-missing", _("Write what it is about."), "subject")
        return said


@act()
def begin_by_parent(
    actor: Actor, parent: Person, child: Person, to: Addressee, said: Said
) -> Conversation:
    """`to`: one of `addressees.of` for this parent. Raises `Refusal`."""
    who_may.may_write(parent, child, to.school.path, ParentsMay.BEGIN)
    title, text = said.title(), said.text()
    _one_at_a_time(parent)
    mine = Conversation.objects.filter(parent=parent, child=child, school=to.school, subject=title)
    first = Message(from_parent=True, body=text)
    before = _again(mine.filter(members__staff=to.teacher), first, said.file)
    if before is not None:
        return before
    _count_file(parent, said.file)
    _counted(BEGUN, parent)
    _counted(WRITTEN, parent)
    made = Conversation.objects.create(
        child=child,
        parent=parent,
        school=to.school,
        subject=title,
        # nobody decides about the own child: then a colleague answers, and the parent is not told
        # whose child it is, too (K19)
        with_office=to.teacher is None or who_answers.is_family(to.teacher, child, parent),
    )
    if to.teacher is not None:
        Member.objects.create(conversation=made, staff=to.teacher)
    _add(made, first, said.file)
    tell(actor, "message.begun", made)
    return made


@act()
def begin_by_school(  # noqa: PLR0917  # who writes what to whom
    actor: Actor,
    teacher: Person | None,
    child: Person,
    parent: Person,
    school: Organisation,
    said: Said,
) -> Conversation:
    """By a teacher of the child, or by the office. Raises `Refusal`."""
    who_may.may_be_written_to(parent, child, school.path)
    title, text = said.title(), said.text()
    _one_at_a_time(parent)
    mine = Conversation.objects.filter(parent=parent, child=child, school=school, subject=title)
    first = _of_school(actor, text)
    before = _again(mine, first, said.file)
    if before is not None:
        return before
    made = Conversation.objects.create(
        child=child, parent=parent, school=school, subject=title, with_office=teacher is None
    )
    if teacher is not None:
        Member.objects.create(conversation=made, staff=teacher)
    _add(made, first, said.file)
    tell(actor, "message.sent", made)
    return made


@act()
def answer_by_parent(actor: Actor, conversation: Conversation, said: Said) -> None:
    """Raises `Refusal`: also where the school or the right has changed since the page was made."""
    found = _locked(conversation)
    parent, text = found.parent, said.text()
    who_may.may_write(parent, found.child, found.school.path, ParentsMay.ANSWER)
    message = Message(from_parent=True, body=text)
    if _again(Conversation.objects.filter(pk=found.pk), message, said.file) is not None:
        return
    _count_file(parent, said.file)
    _counted(WRITTEN, parent)
    _add(found, message, said.file)
    tell(actor, "message.answered", found)


@act()
def answer_by_school(actor: Actor, conversation: Conversation, said: Said) -> None:
    """Raises `Refusal`: also where the parent no longer reads it."""
    found, text = _locked(conversation), said.text()
    who_may.may_be_written_to(found.parent, found.child, found.school.path)
    message = _of_school(actor, text)
    if _again(Conversation.objects.filter(pk=found.pk), message, said.file) is not None:
        return
    _add(found, message, said.file)
    tell(actor, "message.sent", found)


def tell(actor: Actor, action: str, conversation: Conversation) -> None:
    """In the journal: a line of the school that keeps it, which no other reads (K14)."""
    record(
        actor,
        action,
        child_id=conversation.child_id,
        organisation_id=conversation.school_id,
        data={"conversation": conversation.pk},
    )


def content_of(file: File) -> bytes:
    """Of a message that whoever asks may see."""
    return open_sealed(bytes(file.sealed), secret=settings.SECRET_KEY, purpose=PURPOSE)


def kept(file: SafeFile) -> File:
    sealed = seal(file.content, secret=settings.SECRET_KEY, purpose=PURPOSE)
    return File.objects.create(media_type=file.media_type, size=len(file.content), sealed=sealed)


def _one_at_a_time(parent: Person) -> None:
    """Two presses of the button come at once: the second waits, and then finds what the first one
    wrote. There is no row yet that both could lock."""
    locks.take(Lock.WRITING, parent.pk % MOST_LOCKS)


def _locked(conversation: Conversation) -> Conversation:
    found = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("parent", "child", "school")
        .get(pk=conversation.pk)
    )
    who_may.is_open(found)
    return found


def _counted(throttle: Throttle, parent: Person) -> None:
    key = str(parent.pk)
    minutes = throttle.minutes(key)
    if minutes:
        raise Refusal(
            "too-many",
            _("You have written many messages. Call the school, or write again in %s minutes.")
            % minutes,
        )
    throttle.count(key)


def _count_file(parent: Person, file: SafeFile | None) -> None:
    """How many of this parent in an hour, and how large all of them are together."""
    if file is None:
        return
    key, hour = str(parent.pk), timedelta(seconds=FILES.seconds)
    minutes = FILES.minutes(key)
    if not minutes:
        sent = File.objects.filter(
            messages__from_parent=True,
            messages__conversation__parent=parent,
            messages__made_at__gt=Now() - hour,
        )
        size = sent.aggregate(all=Sum("size"))["all"] or 0
        minutes = FILES.seconds // 60 if size + len(file.content) > FILES_SIZE else 0
    if minutes:
        raise Refusal(
            "too-many-files",
            _("You have sent many files. Send the next in %s minutes, or bring it to the school.")
            % minutes,
            "file",
        )
    FILES.count(key)


def _again(
    mine: QuerySet[Conversation], message: Message, file: SafeFile | None
) -> Conversation | None:
    """The conversation whose last message says the same, by the same one, a moment ago."""
    last = (
        Message.objects.filter(conversation__in=mine, sort=Sort.TEXT)
        .select_related("conversation", "file")
        .defer("file__sealed")
        .order_by("-pk")
        .first()
    )
    # the same words with the file that was forgotten are another message
    if last is None or _what(last) != _what(message) or _size(last.file) != _size(file):
        return None
    just = Message.objects.filter(pk=last.pk, made_at__gt=Now() - TWICE, withdrawn_at=None)
    return last.conversation if just.exists() else None


def _size(file: File | SafeFile | None) -> int | None:
    if file is None:
        return None
    return file.size if isinstance(file, File) else len(file.content)


def _what(message: Message) -> tuple[object, ...]:
    return message.from_parent, message.written_by, message.body


def _of_school(actor: Actor, text: str) -> Message:
    return Message(body=text, written_by=actor.person_id, written_by_name=actor.name[:300])


def _add(conversation: Conversation, message: Message, file: SafeFile | None) -> None:
    message.conversation = conversation
    if file is not None:
        message.file = kept(file)
    message.save(force_insert=True)
    Conversation.objects.filter(pk=conversation.pk).update(last_at=Now())
