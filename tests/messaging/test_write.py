"""A parent and the school write in a conversation; a message to a class."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging import write
from kinkeeper.messaging.class_message import as_shown, audience, send
from kinkeeper.messaging.models import Conversation, File, Message
from kinkeeper.messaging.write import Said, answer_by_parent, answer_by_school
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.people.protection_models import Protection
from kinkeeper.records.safe_files import SafeFile
from kinkeeper.retention.let_go import let_go
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast, connected, person
from tests.messaging.talk import OFFICE, by, from_parent, from_school, switch_on

pytestmark = pytest.mark.django_db
PDF = SafeFile("application/pdf", b"%PDF-1.4 %%EOF")


def refused(conversation: Conversation, said: str = "And?") -> str:
    with pytest.raises(Refusal) as caught:
        answer_by_parent(OFFICE, conversation, Said(said))
    return caught.value.code


def test_k16_who_only_sees_messages_does_not_write(cast: Cast) -> None:
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Hello")
    messages = [Area.MESSAGES]
    set_rights(OFFICE, cast.kari, cast.nora, Given(messages, messages), reason="agreed")
    assert refused(made) == "not-allowed"
    answer_by_school(by(cast.maria), made, Said("You can read it."))
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    with pytest.raises(Refusal, match="does not see messages"):
        answer_by_school(by(cast.maria), made, Said("Not any more."))


def test_what_is_written_is_bounded(cast: Cast) -> None:
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Hello")
    assert refused(made, "  \r\n ") == "body-missing"
    assert refused(made, "x" * 4001) == "too-long"
    answer_by_parent(by(cast.kari), made, Said("x\x00" * 2000))
    settings.change(OFFICE, "messages", "off")
    assert refused(made) == "messages-off"


def test_a_parent_who_writes_and_writes_has_to_wait(cast: Cast) -> None:
    """The school does not, and the same words again are one message."""
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Hello")
    for number in range(write.WRITTEN.most):
        for _twice in range(2):
            answer_by_parent(by(cast.kari), made, Said(f"{number}"))
    assert Message.objects.filter(from_parent=True).count() == write.WRITTEN.most
    assert refused(made, "one more") == "too-many"
    answer_by_school(by(cast.maria), made, Said("Call me."))


def test_a_parent_who_sends_file_after_file_has_to_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many, and however large together; the words alone go on, and so does the school."""
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Hello")
    kari, one = by(cast.kari), SafeFile("application/pdf", b"%PDF-1.4 %%EOF")

    def code(said: Said) -> str:
        with pytest.raises(Refusal, match="many files") as caught:
            answer_by_parent(kari, made, said)
        return f"{caught.value.code} {caught.value.field}"

    monkeypatch.setattr(write, "FILES_SIZE", 2 * len(one.content))
    for number in range(2):
        answer_by_parent(kari, made, Said(f"{number}", one))
    assert code(Said("one more", one)) == "too-many-files file"
    monkeypatch.setattr(write, "FILES_SIZE", 2**30)
    for number in range(2, write.FILES.most):
        answer_by_parent(kari, made, Said(f"{number}", one))
    assert code(Said("one more", one)) == "too-many-files file"
    answer_by_parent(kari, made, Said("Without it."))
    answer_by_school(by(cast.maria), made, Said("Bring it tomorrow.", one))


def test_rec_054_rec_056_not_02_k28_a_message_to_a_class_is_one_for_each_parent(
    cast: Cast,
) -> None:
    """To whom it was shown that it goes, and to nobody else: no protected family, nobody who reads
    no messages, none of the writer's own."""
    switch_on()
    hidden = person("hidden.child", "pupil", cast.class_5a)
    connected(cast.stranger, hidden)
    Protection.objects.create(person=hidden, reason="an order")
    mine = person("mine.child", "pupil", cast.class_5a)
    connected(cast.maria, mine)
    alone = person("alone.child", "pupil", cast.class_5a)
    found = audience(cast.class_5a, frozenset([mine.pk]))
    assert {(child.pk, parent.pk) for child, parent in found.pairs} == {
        (cast.nora.pk, cast.kari.pk),
        (cast.nora.pk, cast.jonas.pk),
    }
    assert [child.pk for child in found.without] == [alone.pk]
    shown = found.digest
    connected(cast.stranger, alone)
    with pytest.raises(Refusal, match="has changed"):
        as_shown(cast.class_5a, frozenset([mine.pk]), shown)
    set_rights(OFFICE, cast.stranger, alone, Given([Area.SCHOOL_DAY]), reason="agreed")
    to = as_shown(cast.class_5a, frozenset([mine.pk]), shown)
    said = Said("Bring boots.", PDF, "Trip")
    for _twice in range(2):
        sent = send(by(cast.maria), cast.maria, cast.class_5a, cast.hillside, to, said)
    talks = Conversation.objects.filter(messages__sending=sent)
    assert {(each.child_id, each.parent_id) for each in talks} == {
        (child.pk, parent.pk) for child, parent in found.pairs
    }
    assert File.objects.count() == 1
    [line] = Entry.objects.filter(action="message.sent-to-class")
    assert line.data["conversations"] == 2
    # REC-053: an answer is in one conversation, of the sender and of that parent
    answer_by_parent(by(cast.jonas), talks.get(parent=cast.jonas), Said("We will."))
    assert Message.objects.filter(from_parent=True).count() == 1
    assert not talks.get(parent=cast.kari).messages.filter(from_parent=True).exists()


def test_a_conversation_ends_some_time_after_its_last_message(cast: Cast) -> None:
    switch_on()
    old = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Long ago")
    write.answer_by_school(by(cast.maria), old, Said("A file", PDF))
    young = from_parent(cast.jonas, cast.nora, cast.hillside, None, "Now")
    long_ago = timezone.now() - timedelta(days=401)
    Conversation.objects.filter(pk=old.pk).update(last_at=long_ago)
    File.objects.update(made_at=long_ago)
    assert let_go()["messages"] == 2
    assert list(Conversation.objects.all()) == [young]
    assert not File.objects.exists()
    assert Message.objects.count() == 1


def test_nobody_answers_in_a_conversation_of_the_trash(cast: Cast) -> None:
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Hello")
    Person.objects.filter(pk=cast.nora.pk).update(state="trashed")
    assert refused(made) == "not-allowed"
