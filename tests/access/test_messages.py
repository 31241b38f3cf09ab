"""Who sees a conversation between one parent and the school, behind the wall (K16, K17, K19)."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from kinkeeper.access.scopes import conversations
from kinkeeper.access.viewer import of_person
from kinkeeper.families.block import block
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.models import Entry
from kinkeeper.lib import db
from kinkeeper.messaging.class_message import audience, send
from kinkeeper.messaging.keep import hand_over, withdraw
from kinkeeper.messaging.models import Conversation, Member, Message, ReadMark
from kinkeeper.messaging.read_marks import read
from kinkeeper.messaging.write import Said, answer_by_parent, answer_by_school, begin_by_school
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.organisations.tree import ensure
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.protection_models import Protection
from kinkeeper.readings.merging import brought
from kinkeeper.readings.own_copy import make as copy
from kinkeeper.records.opened import Asked
from kinkeeper.records.safe_files import SafeFile
from kinkeeper.registry.merge import merge
from kinkeeper.registry.unmerge import unmerge
from kinkeeper.roster.vocabulary import Area
from tests.access.obtained import Browser
from tests.cast import Cast, connected, person
from tests.messaging.talk import OFFICE, by, from_parent, from_school, switch_on
from tests.wall import as_web
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
HOME, WORK = "/children/messages/", "/staff/messages/"
TABLES = {
    "messaging_conversation": "id",
    "messaging_member": "conversation_id",
    "messaging_message": "conversation_id",
}


@contextmanager
def asking(person: Person) -> Iterator[None]:
    session = Browser(person).session
    with transaction.atomic():
        with as_web():
            db.value("SELECT wall.ask(%s)", [session])
            yield
        transaction.set_rollback(True)


def seen_by(person: Person) -> set[int]:
    """The conversations of which the database shows this person anything at all."""
    with asking(person):
        found = {
            table: set(db.column(f"SELECT {column} FROM {table}"))  # names of ours
            for table, column in TABLES.items()
        }
    assert found["messaging_message"] == found["messaging_conversation"]
    assert found["messaging_member"] <= found["messaging_conversation"]
    return found["messaging_conversation"]


def test_k16_k17_k19_who_sees_a_conversation_in_the_database(cast: Cast) -> None:
    switch_on()
    tor = person("tor.teacher", "teacher", cast.class_5a)
    to_maria = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?").pk
    to_office = from_parent(cast.kari, cast.nora, cast.hillside, None, "She moves.").pk
    of_jonas = from_parent(cast.jonas, cast.nora, cast.hillside, cast.maria, "And mine?").pk
    assert seen_by(cast.kari) == {to_maria, to_office}
    assert seen_by(cast.jonas) == {of_jonas}
    assert seen_by(cast.maria) == {to_maria, of_jonas}
    assert seen_by(cast.henry) == seen_by(cast.admin) == {to_maria, to_office, of_jonas}
    for stranger in (tor, cast.lara, cast.stranger, cast.nora, cast.theo):
        assert seen_by(stranger) == set()
    # who no longer teaches the child, at once; the office keeps it
    mine = Membership.objects.filter(person=cast.maria)
    mine.update(organisation=cast.lakeside)
    assert seen_by(cast.maria) == set()
    assert to_maria in seen_by(cast.henry)
    mine.update(organisation=cast.class_5a)
    # a right that ends, and a block
    set_rights(OFFICE, cast.jonas, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    assert seen_by(cast.jonas) == set()
    block(OFFICE, cast.kari, cast.nora, reason="an order")
    assert seen_by(cast.kari) == set()
    assert to_maria in seen_by(cast.henry)
    # a child at two schools: the other office sees nothing of it (K14)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    assert seen_by(cast.lara) == set()
    # protected: of whoever is not named (K28)
    Protection.objects.create(person=cast.nora, reason="an order")
    assert seen_by(cast.henry) == seen_by(cast.maria) == set()


def test_acc_14_k19_nobody_reads_at_work_what_the_other_parent_wrote(
    cast: Cast, signed_in: As
) -> None:
    """Not in the database either, whatever the relationship was: an ex-partner who teaches, or
    works in the office. The parent is not told why; the office answers."""
    switch_on()
    block(OFFICE, cast.maria, cast.nora, reason="an order")
    number = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "About him").pk
    connected(cast.admin, cast.nora)
    assert seen_by(cast.maria) == seen_by(cast.admin) == set()
    assert signed_in(cast.maria).get(f"{WORK}{number}/").status_code == 404
    assert "About him" in signed_in(cast.henry).get(WORK).content.decode()
    connected(cast.henry, cast.elias)  # another child of the other parent
    connected(cast.henry, cast.nora)
    assert seen_by(cast.henry) == set()
    assert "About him" not in signed_in(cast.henry).get(WORK).content.decode()
    journal = signed_in(cast.henry).get("/staff/journal/").content.decode()
    assert "wrote to the school about Nora" not in journal


def test_only_acts_write_and_nobody_changes_what_was_written(cast: Cast) -> None:
    switch_on()
    made = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?")
    own = f"INSERT INTO messaging_message (conversation_id, body) VALUES ({made.pk}, 'x')"
    for who in (cast.kari, cast.maria, cast.jonas, cast.henry):
        with asking(who), pytest.raises(DatabaseError), transaction.atomic():
            db.run(own)
        with asking(who):
            assert db.run("UPDATE messaging_message SET body = 'other'") == 0
            assert db.run("DELETE FROM messaging_conversation") == 0


def test_the_kill_switch_holds_at_the_next_request(cast: Cast, signed_in: As) -> None:
    switch_on()
    made = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?")
    parent, teacher = signed_in(cast.kari), signed_in(cast.maria)
    pages = [(parent, f"{HOME}{made.pk}/"), (parent, HOME), (teacher, f"{WORK}{made.pk}/")]
    assert [client.get(page).status_code for client, page in pages] == [200, 200, 200]
    settings.change(OFFICE, "messages_stopped", True)
    assert [client.get(page).status_code for client, page in pages] == [404, 404, 404]
    assert parent.post(f"{HOME}{made.pk}/", {"body": "x"}).status_code == 404
    for who in (cast.kari, cast.maria, cast.henry, cast.admin):
        assert seen_by(who) == set()
    settings.change(OFFICE, "messages_stopped", False)
    assert parent.get(f"{HOME}{made.pk}/").status_code == 200


def test_what_parents_may_is_the_schools_choice(cast: Cast, signed_in: As) -> None:
    """Off; reading and answering; beginning, too. The nearest organisation decides."""
    parent, teacher = signed_in(cast.kari), signed_in(cast.maria)
    page = f"{WORK}pupil/{cast.nora.pk}/"
    assert "Messages" not in parent.get("/children/").content.decode()
    assert [parent.get(HOME).status_code, teacher.get(page).status_code] == [404, 404]
    own_settings.change(OFFICE, cast.hillside, "messages", "answer")
    said = {"to": cast.kari.pk, "subject": "Trip", "body": "Bring boots."}
    assert teacher.post(page, said).status_code == 302
    assert parent.get(f"{HOME}new/").status_code == 404
    number = Conversation.objects.get().pk
    assert parent.post(f"{HOME}{number}/", {"body": "We will."}).status_code == 302
    own_settings.change(OFFICE, cast.hillside, "messages", "begin")
    assert parent.get(f"{HOME}new/").status_code == 200
    own_settings.change(OFFICE, cast.hillside, "messages", "off")
    assert parent.get(f"{HOME}{number}/").status_code == 404
    assert signed_in(cast.lara).get(f"{WORK}pupil/{cast.theo.pk}/").status_code == 404


def test_acc_15_lnk_05_a_parent_chooses_among_the_staff_of_the_own_child(
    cast: Cast, signed_in: As
) -> None:
    switch_on()
    person("tor.elsewhere", "teacher", cast.lakeside)
    client = signed_in(cast.kari)
    page = client.get(f"{HOME}new/").content.decode()
    assert "Nora: Maria Ortega, 5A" in page
    assert "Elias: The school office" in page
    for secret in ("Tor", "Lakeside", "Jonas", "Vera"):
        assert secret not in page
    said = {"subject": "A", "body": "B"}
    for wrong in (f"{cast.theo.pk}-office-{cast.lakeside.pk}", f"{cast.nora.pk}-teacher-1", ""):
        assert client.post(f"{HOME}new/", said | {"to": wrong}).status_code == 422
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.MESSAGES]), reason="agreed")
    page = client.get(f"{HOME}new/").content.decode()
    assert "Maria" not in page  # a teacher is part of the school day
    assert "Nora: The school office" in page
    said |= {"to": f"{cast.nora.pk}-teacher-{cast.maria.pk}-at-{cast.hillside.pk}"}
    assert client.post(f"{HOME}new/", said).status_code == 422
    assert not Conversation.objects.exists()


def test_rec_053_a_parent_asks_and_the_teacher_answers(cast: Cast, signed_in: As) -> None:
    switch_on()
    settings.change(OFFICE, "messages_from", "07:00")
    settings.change(OFFICE, "messages_until", "17:00")
    client, teacher, other = signed_in(cast.kari), signed_in(cast.maria), signed_in(cast.jonas)
    assert "from 07:00 to 17:00" in client.get(f"{HOME}new/").content.decode()
    said = {
        "to": f"{cast.nora.pk}-teacher-{cast.maria.pk}-at-{cast.hillside.pk}",
        "subject": "Glasses",
        "body": "See https://evil.example/x and <script>alert(1)</script>\n\nKari",
    }
    answer = client.post(f"{HOME}new/", said)
    number = Conversation.objects.get().pk
    assert answer.headers["Location"] == f"{HOME}{number}/"
    client.post(f"{HOME}new/", said)  # pressed twice
    assert Message.objects.count() == 1
    listed = teacher.get(WORK).content.decode()
    assert "Glasses" in listed
    assert ">New<" in listed
    page = teacher.get(f"{WORK}{number}/").content.decode()
    assert "Kari Berg" in page
    assert 'href="https://evil' not in page
    assert "<script>alert" not in page
    assert ">New<" not in teacher.get(WORK).content.decode()
    assert teacher.post(f"{WORK}{number}/", {"body": "https://ok.example"}).status_code == 302
    home = client.get("/children/").content.decode()
    assert "1 conversation with a new message" in home
    assert "new message" not in other.get("/children/").content.decode()
    page = client.get(f"{HOME}{number}/").content.decode()
    assert 'href="https://ok.example"' in page
    assert "seen" not in page.lower()
    assert "new message" not in client.get("/children/").content.decode()
    for method in (other.get, other.post):
        assert method(f"{HOME}{number}/").status_code == 404
    assert other.get(f"{WORK}{number}/").status_code == 404
    assert "Kari" not in other.get(HOME).content.decode()


def test_what_the_school_withdraws_is_gone_for_the_parent(cast: Cast, signed_in: As) -> None:
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "For another family")
    sent = Message.objects.get()
    teacher, client = signed_in(cast.maria), signed_in(cast.kari)
    office = signed_in(cast.henry)
    tom = person("tom.teach", "teacher", cast.class_5a)
    Member.objects.create(conversation=made, staff=tom)
    colleague = signed_in(tom)
    assert colleague.post(f"{WORK}{made.pk}/{sent.pk}/withdraw/").status_code == 302
    assert Message.objects.get(pk=sent.pk).withdrawn_at is None  # another one's
    assert client.post(f"{WORK}{made.pk}/{sent.pk}/withdraw/").status_code == 404
    assert teacher.post(f"{WORK}{made.pk}/{sent.pk}/withdraw/").status_code == 302
    page = client.get(f"{HOME}{made.pk}/").content.decode()
    assert "The school withdrew a message" in page
    assert "For another family" not in page + client.get(HOME).content.decode()
    with asking(cast.kari):
        assert db.column("SELECT body FROM messaging_message") == [""]
        assert db.column("SELECT subject FROM messaging_conversation") == [""]
    assert "For another family</p>" in teacher.get(f"{WORK}{made.pk}/").content.decode()
    assert Entry.objects.filter(action="message.withdrawn", child_id=cast.nora.pk).exists()
    # who wrote it may have gone home: the office withdraws it, and nothing that a parent wrote
    second = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "Once more")
    wrong = Message.objects.get(conversation=second)
    assert "Withdraw" in office.get(f"{WORK}{second.pk}/").content.decode()
    assert office.post(f"{WORK}{second.pk}/{wrong.pk}/withdraw/").status_code == 302
    assert Message.objects.get(pk=wrong.pk).withdrawn_at is not None
    answer_by_parent(by(cast.kari), second, Said("From home"))
    theirs = Message.objects.filter(from_parent=True).latest("pk")
    assert office.post(f"{WORK}{second.pk}/{theirs.pk}/withdraw/").status_code == 302
    assert Message.objects.get(pk=theirs.pk).withdrawn_at is None


def test_rec_056_what_went_to_a_class_is_withdrawn_from_all_of_it_at_once(
    cast: Cast, signed_in: As
) -> None:
    """The words, the file and what it was about; whoever else may write it to whom meanwhile."""
    switch_on()
    file = SafeFile("application/pdf", b"%PDF-1.4 %%EOF")
    to, said = (
        audience(cast.class_5a, frozenset()),
        Said("Nora has a headlouse.", file, "Headlouse"),
    )
    sent = send(by(cast.maria), cast.maria, cast.class_5a, cast.hillside, to, said)
    talks = {each.parent_id: each for each in Conversation.objects.filter(messages__sending=sent)}
    answer_by_parent(by(cast.jonas), talks[cast.jonas.pk], Said("Wrong class?"))
    address, withdraw = f"{WORK}sent/{sent.pk}/", f"{WORK}sent/{sent.pk}/withdraw/"
    tom = person("tom.teach", "teacher", cast.class_5a)
    for other in (tom, cast.lara):  # of the same class, of another school
        assert signed_in(other).get(address).status_code == 404
        assert signed_in(other).post(withdraw).status_code == 404
        assert "Headlouse" not in signed_in(other).get(WORK).content.decode()
        with asking(other):
            assert db.value("SELECT count(*) FROM messaging_sending") == 0
    teacher, office = signed_in(cast.maria), signed_in(cast.henry)
    for browser in (teacher, office):
        assert "Headlouse" in browser.get(WORK).content.decode()
        page = browser.get(address).content.decode()
        assert "Withdraw from all parents" in page
        assert cast.jonas.full_name in page
    assert teacher.post(withdraw).status_code == 302
    assert teacher.post(withdraw).status_code == 302
    for parent in (cast.kari, cast.jonas):
        client, talk = signed_in(parent), talks[parent.pk]
        for page in ("/children/", HOME, f"{HOME}{talk.pk}/"):
            assert "eadlouse" not in client.get(page).content.decode()
        assert "The school withdrew a message" in client.get(f"{HOME}{talk.pk}/").content.decode()
        assert client.get(f"{HOME}{talk.pk}/file/{said_in(talk)}/").status_code == 404
        with asking(parent):
            words = {table: str(db.rows(f"SELECT * FROM {table}")) for table in TABLES}  # ours
            assert "eadlouse" not in " ".join(words.values())
            assert db.value("SELECT count(*) FROM messaging_file") == 0
    assert "Headlouse" in office.get(f"{WORK}{talks[cast.kari.pk].pk}/").content.decode()
    assert "Headlouse" in office.get(f"{WORK}?show=all").content.decode()
    assert "Withdraw from all parents" not in office.get(address).content.decode()
    assert Message.objects.filter(sort="withdrew").count() == 2
    [line] = Entry.objects.filter(action="message.withdrawn-from-class")
    assert line.data == {"conversations": 2, "class": "5A"}
    # what they began themselves, and what is left of the school's, keeps what it is about
    second = send(
        by(cast.maria), cast.maria, cast.class_5a, cast.hillside, to, Said("A", None, "Trip")
    )
    talk = Conversation.objects.get(messages__sending=second, parent=cast.kari)
    answer_by_school(by(cast.maria), talk, Said("And bring boots."))
    office.post(f"{WORK}sent/{second.pk}/withdraw/")
    assert "Trip" in signed_in(cast.kari).get(HOME).content.decode()
    assert Conversation.objects.get(messages__sending=second, parent=cast.jonas).subject == ""


def said_in(conversation: Conversation) -> int:
    return conversation.messages.filter(sort="text", from_parent=False).get().pk


def test_the_same_words_with_the_file_that_was_forgotten_are_sent(cast: Cast) -> None:
    switch_on()
    file = SafeFile("application/pdf", b"%PDF-1.4 %%EOF")
    for said in (
        Said("Here", None, "Form"),
        Said("Here", file, "Form"),
        Said("Here", file, "Form"),
    ):
        begin_by_school(by(cast.maria), cast.maria, cast.nora, cast.kari, cast.hillside, said)
    assert list(Message.objects.order_by("pk").values_list("file__size", flat=True)) == [None, 14]


def test_a_closed_conversation_is_read_and_not_answered(cast: Cast, signed_in: As) -> None:
    switch_on()
    made = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?")
    teacher, client, office = signed_in(cast.maria), signed_in(cast.kari), signed_in(cast.henry)
    assert "How is Nora?" not in office.get(WORK).content.decode()
    assert "How is Nora?" in office.get(f"{WORK}?show=all").content.decode()
    teacher.post(f"{WORK}{made.pk}/hand-over/")
    assert "How is Nora?" in office.get(WORK).content.decode()
    office.post(f"{WORK}{made.pk}/close/")
    assert client.post(f"{HOME}{made.pk}/", {"body": "But"}).status_code == 422
    assert "closed this conversation" in client.get(f"{HOME}{made.pk}/").content.decode()
    office.post(f"{WORK}{made.pk}/reopen/")
    assert client.post(f"{HOME}{made.pk}/", {"body": "But"}).status_code == 302


def test_what_no_teacher_can_answer_any_more_is_the_offices(cast: Cast, signed_in: As) -> None:
    switch_on()
    from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?")
    Membership.objects.filter(person=cast.maria).update(organisation=cast.lakeside)
    assert "How is Nora?" in signed_in(cast.henry).get(WORK).content.decode()
    assert "How is Nora?" not in signed_in(cast.maria).get(WORK).content.decode()


def test_k14_who_has_left_a_school_reads_nothing_of_it_though_both_meet_elsewhere(
    cast: Cast, signed_in: As
) -> None:
    """The child and the teacher are at another school together, and in the own school the teacher
    goes on above another class: neither says anything of this conversation."""
    switch_on()
    made = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?").pk
    class_6b = ensure("Hillside/6B")[0]
    for who, place in (
        (cast.nora, cast.lakeside), (cast.maria, cast.lakeside), (cast.maria, cast.hillside),
    ):  # fmt: skip
        Membership.objects.create(person=who, organisation=place)
    assert seen_by(cast.maria) == {made}
    assert "How is Nora?" not in signed_in(cast.henry).get(WORK).content.decode()
    here = Membership.objects.filter(person=cast.maria, organisation=cast.class_5a)
    here.update(organisation=class_6b)
    assert seen_by(cast.maria) == set()
    teacher = signed_in(cast.maria)
    assert teacher.get(f"{WORK}{made}/").status_code == 404
    assert teacher.post(f"{WORK}{made}/", {"body": "x"}).status_code == 404
    assert "How is Nora?" not in teacher.get(WORK).content.decode()
    assert not conversations(of_person(cast.maria, "a test")).exists()
    assert "How is Nora?" in signed_in(cast.henry).get(WORK).content.decode()
    Membership.objects.filter(person=cast.maria, organisation=class_6b).delete()
    assert seen_by(cast.maria) == {made}  # of the whole school


@pytest.mark.parametrize("through", ["nora", "elias"])
def test_acc_14_who_became_family_is_no_teacher_of_it_and_the_office_answers(
    cast: Cast, signed_in: As, through: str
) -> None:
    """Of this child, or of another one of this parent; whatever became of it."""
    switch_on()
    made = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?").pk
    office = signed_in(cast.henry)
    assert "How is Nora?" not in office.get(WORK).content.decode()
    block(OFFICE, cast.maria, getattr(cast, through), reason="an order")
    assert seen_by(cast.maria) == set()
    assert "How is Nora?" not in signed_in(cast.maria).get(WORK).content.decode()
    assert "How is Nora?" in office.get(WORK).content.decode()
    again = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "And today?")
    assert again.with_office
    assert made != again.pk


def test_a_file_is_given_to_who_sees_its_message(cast: Cast, signed_in: As) -> None:
    switch_on()
    teacher = signed_in(cast.maria)
    page = f"{WORK}pupil/{cast.nora.pk}/"
    said = {"to": cast.kari.pk, "subject": "Trip", "body": "The list."}
    bad = SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")
    assert teacher.post(page, said | {"file": bad}).status_code == 422
    good = SimpleUploadedFile("../../a.pdf", b"%PDF-1.4\n%%EOF", "text/html")
    assert teacher.post(page, said | {"file": good}).status_code == 302
    sent = Message.objects.get()
    address = f"{HOME}{sent.conversation_id}/file/{sent.pk}/"
    answer = signed_in(cast.kari).get(address)
    assert answer.content == b"%PDF-1.4\n%%EOF"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="message-{sent.pk}.pdf"'
    assert signed_in(cast.jonas).get(address).status_code == 404
    with asking(cast.jonas):
        assert db.value("SELECT count(*) FROM messaging_file") == 0
    with asking(cast.kari):
        assert db.value("SELECT count(*) FROM messaging_file") == 1


def test_read_marks_are_nobody_elses(cast: Cast, signed_in: As) -> None:
    switch_on()
    made = from_parent(cast.kari, cast.nora, cast.hillside, cast.maria, "How is Nora?")
    signed_in(cast.maria).get(f"{WORK}{made.pk}/")
    signed_in(cast.kari).get(f"{HOME}{made.pk}/")
    assert ReadMark.objects.count() == 2
    for who in (cast.maria, cast.kari, cast.henry, cast.admin):
        with asking(who):
            assert set(db.column("SELECT reader_id FROM messaging_readmark")) <= {who.pk}


def test_conversations_go_with_a_merged_account_and_come_back(cast: Cast) -> None:
    switch_on()
    twin = person("kari.two", cast.kari.profile, cast.hillside, given_name="Kari",
                  family_name="Berg")  # fmt: skip
    connected(twin, cast.nora)
    made = from_parent(twin, cast.nora, cast.hillside, cast.maria, "How is Nora?")
    hand_over(OFFICE, made)
    done = merge(OFFICE, cast.kari, twin, reason="one", reach=WHOLE_SITE, same_person="yes")
    assert seen_by(cast.kari) == {made.pk}
    unmerge(OFFICE, done, reason="two", reach=WHOLE_SITE, undone=list, brought=brought)
    assert seen_by(cast.kari) == set()
    assert seen_by(twin) == {made.pk}


def test_rec_054_rec_056_a_class_is_written_to_as_it_was_shown(cast: Cast, signed_in: As) -> None:
    switch_on()
    teacher, address = signed_in(cast.maria), f"{WORK}class/{cast.class_5a.pk}/"
    page = teacher.get(address).content.decode()
    assert "It goes to 2 parents" in page
    digest = page.partition('name="shown" value="')[2].partition('"')[0]
    said = {"subject": "Trip", "body": "Bring boots.", "shown": digest}
    assert teacher.post(address, said | {"shown": "x" * 64}).status_code == 422
    assert not Conversation.objects.exists()
    assert teacher.post(address, said).status_code == 302
    for parent, other in ((cast.kari, cast.jonas), (cast.jonas, cast.kari)):
        client = signed_in(parent)
        assert len(seen_by(parent)) == 1
        [number] = seen_by(parent)
        for each in (client.get(HOME), client.get(f"{HOME}{number}/")):
            text = each.content.decode() + str(each.headers)
            assert "Trip" in text
            assert other.full_name not in text
        with asking(parent):
            assert db.value("SELECT count(*) FROM messaging_sending") == 0
    assert signed_in(cast.lara).get(address).status_code == 404


def test_aud_05_who_views_as_the_parent_reads_and_leaves_no_mark(cast: Cast, signed_in: As) -> None:
    """As the parent does, of the own school alone; nothing can be sent."""
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "How is Nora?")
    henry = signed_in(cast.henry)
    answer = henry.post(f"/staff/people/{cast.kari.pk}/view-as/", {"reason": "called"})
    assert answer.status_code == 302
    for page in ("/children/", HOME, f"{HOME}{made.pk}/", f"{HOME}new/"):
        assert henry.get(page).status_code == 200, page
    assert "1 conversation with a new message" in henry.get("/children/").content.decode()
    assert ">New<" in henry.get(HOME).content.decode()
    said = {"to": f"{cast.nora.pk}-office-{cast.hillside.pk}", "subject": "A", "body": "B"}
    for page in (f"{HOME}{made.pk}/", f"{HOME}new/"):
        assert henry.post(page, said).status_code in {403, 405}, page
    assert Message.objects.count() == 1
    assert not ReadMark.objects.exists()
    # and what the parent has read is not new on the page, whatever who looks has read
    signed_in(cast.kari).get(f"{HOME}{made.pk}/")
    assert ReadMark.objects.get().reader_id == cast.kari.pk
    assert ">New<" not in henry.get(HOME).content.decode()
    assert "new message" not in henry.get("/children/").content.decode()
    answer_by_school(by(cast.maria), made, Said("And today?"))
    read(cast.henry, made, 2**40)
    assert ">New<" in henry.get(HOME).content.decode()
    assert Entry.objects.filter(action="child.viewed", children=[], child_id=cast.nora.pk).exists()
    Conversation.objects.update(school=cast.lakeside)  # another school's, of the same child
    assert henry.get(f"{HOME}{made.pk}/").status_code == 404
    assert signed_in(cast.kari).get(f"{HOME}{made.pk}/").status_code == 200


def test_k17_k19_a_parents_copy_has_what_the_parent_reads_now(cast: Cast) -> None:
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "How is Nora?")
    answer_by_parent(by(cast.kari), made, Said("Fine."))
    from_school(cast.maria, cast.nora, cast.jonas, cast.hillside, "And you?")

    def bodies() -> list[object]:
        made = copy.made(cast.kari, Asked(cast.kari.pk, moment()), "en")
        [found] = [each for each in made.sections if each.name == "conversations"]
        return [row["body"] for row in found.entries]

    assert bodies() == ["How is Nora?", "Fine."]
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    assert bodies() == ["Fine."]


def test_k17_k19_a_parents_copy_has_the_files_of_the_messages_in_it(cast: Cast) -> None:
    """Those sent and received, as long as they are read; none that was withdrawn, no other's."""
    switch_on()
    mine, theirs = (SafeFile("application/pdf", b"%PDF-1.4 " + each) for each in (b"a", b"b"))
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "How is Nora?")
    answer_by_parent(by(cast.kari), made, Said("Here.", mine))
    sent = made.messages.latest("pk").pk
    answer_by_school(by(cast.maria), made, Said("And here.", theirs))
    got = made.messages.latest("pk")
    other = from_school(cast.maria, cast.nora, cast.jonas, cast.hillside, "And you?")
    answer_by_school(by(cast.maria), other, Said("For Jonas.", theirs))

    def files() -> dict[str, bytes]:
        found = copy.made(cast.kari, Asked(cast.kari.pk, moment()), "en")
        [talk] = [each for each in found.sections if each.name == "conversations"]
        held = dict(found.files)
        assert {row["file"] for row in talk.entries} - {None} == held.keys()
        return held

    own = {f"messages/message-{sent}.pdf": mine.content}
    assert files() == own | {f"messages/message-{got.pk}.pdf": theirs.content}
    withdraw(by(cast.maria), made, got, by_office=False)
    assert files() == own
    set_rights(OFFICE, cast.kari, cast.nora, Given([Area.SCHOOL_DAY]), reason="agreed")
    assert files() == own


def test_a_copy_by_an_office_has_the_files_of_messages_while_messages_are_stopped(
    cast: Cast, signed_in: As
) -> None:
    switch_on()
    made = from_school(cast.maria, cast.nora, cast.kari, cast.hillside, "How is Nora?")
    answer_by_parent(by(cast.kari), made, Said("Here.", SafeFile("application/pdf", b"%PDF-1.4")))
    settings.change(OFFICE, "messages_stopped", True)
    office = signed_in(cast.henry)
    answer = office.post(f"/staff/people/{cast.kari.pk}/copy/", {"reason": "asked"})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as copied:
        sent = made.messages.latest("pk").pk
        assert copied.read(f"messages/message-{sent}.pdf") == b"%PDF-1.4"
