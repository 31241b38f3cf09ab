"""ACC-03, K16, K17: a document is given to whom it is for, through the wall, and to no one else."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.journal.models import VIEWED, Entry
from kinkeeper.lib import db
from kinkeeper.people.models import Person
from kinkeeper.records.models import Document, DocumentVersion, Group, HandEntry
from tests.access.wall.test_records import behind_it
from tests.cast import Cast, connected, person
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
TOKEN = "6f1c2d4e-0000-4000-8000-00000000000"


@pytest.fixture
def group(cast: Cast) -> Group:
    """Nora and Elias are in it, and Maria teaches it."""
    found = small.hillside(cast)
    small.enrolled(found, cast.maria, role="teacher")
    return found


def address(child: Person, document: Document) -> str:
    return f"/children/{child.pk}/documents/{document.pk}/"


def status(client: Client, child: Person, document: Document) -> int:
    return client.get(address(child, document)).status_code


def test_acc_03_a_document_is_given_to_the_parents_it_is_for_and_to_no_one_else(
    cast: Cast, group: Group, signed_in: As
) -> None:
    """Kari is the mother of Nora and Elias, Jonas the father of Nora and Theo."""
    mine = small.document(group, "For Nora", cast.nora)
    kari, jonas, vera = (signed_in(each) for each in (cast.kari, cast.jonas, cast.stranger))
    answer = kari.get(address(cast.nora, mine))
    assert (answer.status_code, answer.content) == (200, small.PDF_FILE)
    assert answer.headers["Content-Type"] == "application/pdf"
    said = f'attachment; filename="document-{mine.pk}.pdf"'
    assert answer.headers["Content-Disposition"] == said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert status(kari, cast.elias, mine) == 404  # the other of her children
    assert status(jonas, cast.nora, mine) == 200
    assert status(jonas, cast.theo, mine) == 404
    assert status(vera, cast.nora, mine) == 404
    assert Client().get(address(cast.nora, mine)).status_code == 302  # to sign in
    assert "For Nora" in kari.get(f"/children/{cast.nora.pk}/documents/").content.decode()
    assert "For Nora" not in kari.get(f"/children/{cast.elias.pk}/documents/").content.decode()


def test_k16_without_the_right_to_documents_there_is_none(
    cast: Cast, group: Group, signed_in: As
) -> None:
    mine = small.document(group, "For Nora", cast.nora)
    RightsStatement.objects.create(
        parent=cast.kari, child=cast.nora, of_parent=cast.kari.pk, of_child=cast.nora.pk,
        source="manual", areas=["school-day"],
    )  # fmt: skip
    kari = signed_in(cast.kari)
    assert status(kari, cast.nora, mine) == 404
    assert "For Nora" not in kari.get(f"/children/{cast.nora.pk}/").content.decode()
    assert status(signed_in(cast.jonas), cast.nora, mine) == 200


def test_what_is_not_shown_yet_was_withdrawn_or_is_of_another_class_is_not_there(
    cast: Cast, group: Group, signed_in: As
) -> None:
    now = timezone.now()
    other = small.school(cast.lakeside, cast.theo)
    later = small.document(group, "Later", cast.nora, published_at=now + timedelta(hours=1))
    gone = small.document(group, "Gone", cast.nora, withdrawn_at=now - timedelta(minutes=1))
    theirs = small.document(other, "Of Lakeside")
    ours = small.document(group, "Of the class")
    kari = signed_in(cast.kari)
    assert [status(kari, cast.nora, each) for each in (later, gone, theirs)] == [404] * 3
    assert [status(kari, each, ours) for each in (cast.nora, cast.elias)] == [200, 200]
    assert status(signed_in(cast.jonas), cast.theo, theirs) == 200


def send(client: Client, where: str, content: bytes, number: int = 0, **more: object) -> int:
    said = {"token": f"{TOKEN}{number}", "title": "Plan", **more}
    file = SimpleUploadedFile("../../evil.html", content, "text/html")
    return client.post(where, said | {"file": file}).status_code


def test_a_teacher_adds_one_for_a_pupil_once_and_it_is_sealed_and_in_the_journal(
    cast: Cast, group: Group, signed_in: As
) -> None:
    where, maria = f"/staff/people/{cast.nora.pk}/document/", signed_in(cast.maria)
    assert send(maria, where, b"<script>alert(1)</script>") == 422
    assert not HandEntry.objects.exists()
    for _again in range(2):
        assert send(maria, where, small.PDF_FILE) == 302
    [made] = Document.objects.all()
    assert (made.pupil, made.group, made.size) == (cast.nora, None, len(small.PDF_FILE))
    [sealed] = db.column("SELECT sealed FROM records_documentcontent")
    assert b"Catalog" not in bytes(sealed)
    line = Entry.objects.filter(action="document.made").get()
    assert (line.child_id, line.data["title"]) == (cast.nora.pk, "Plan")
    entry = HandEntry.objects.get()
    answer = maria.get(f"/staff/entries/{entry.pk}/file/")
    assert answer.content == small.PDF_FILE
    look = Entry.objects.filter(action=VIEWED, actor_id=cast.maria.pk).latest("pk")  # K23
    assert (look.child_id, look.data["what"]) == (cast.nora.pk, "document-file")
    Document.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    kari = signed_in(cast.kari)
    assert status(kari, cast.nora, made) == 200
    assert maria.post(f"/staff/entries/{entry.pk}/withdraw/").status_code == 302
    assert status(kari, cast.nora, made) == 404  # K17
    assert Entry.objects.filter(action="document.withdrawn", child_id=cast.nora.pk).exists()


def test_k14_nobody_adds_or_opens_one_of_another_school_or_class(
    cast: Cast, group: Group, signed_in: As
) -> None:
    there = small.school(cast.lakeside, cast.theo)
    theirs = small.added(cast.lara, there, cast.theo)
    for who in (cast.henry, cast.maria):
        client = signed_in(who)
        assert send(client, f"/staff/people/{cast.theo.pk}/document/", small.PDF_FILE) == 404
        assert send(client, f"/staff/entries/document/{there.school_id}/", small.PDF_FILE) == 404
        assert client.get(f"/staff/entries/{theirs.pk}/file/").status_code == 404
    maria, school = signed_in(cast.maria), f"/staff/entries/document/{group.school_id}/"
    for number, whom in enumerate(("school", str(there.pk), "")):
        assert send(maria, school, small.PDF_FILE, number, whom=whom) == 422
    assert Document.objects.count() == 1
    assert send(maria, school, small.PDF_FILE, 5, whom=str(group.pk)) == 302
    assert Document.objects.filter(group=group, pupil=None).count() == 1


def test_acc_14_who_is_a_parent_adds_none_for_the_own_child_and_opens_none_at_work(
    cast: Cast, group: Group, signed_in: As
) -> None:
    entry = small.added(cast.maria, group, cast.nora)
    connected(cast.henry, cast.nora)
    henry = signed_in(cast.henry)
    assert send(henry, f"/staff/people/{cast.nora.pk}/document/", small.PDF_FILE) in {403, 404}
    assert henry.get(f"/staff/entries/{entry.pk}/file/").status_code == 404


def test_k19_a_parent_who_comes_new_is_given_what_is_there_and_nobody_elses(
    cast: Cast, group: Group, signed_in: As
) -> None:
    mine = small.document(group, "For Nora", cast.nora)
    late = person("late.parent", "parent", cast.hillside)
    assert status(signed_in(late), cast.nora, mine) == 404
    connected(late, cast.nora)
    assert status(signed_in(late), cast.nora, mine) == 200


def test_k23_a_correction_keeps_what_was_there_for_the_school_and_shows_it_to_no_parent(
    cast: Cast, group: Group, signed_in: As
) -> None:
    """By whoever may add one; the file that was replaced is not got by SQL alone either."""
    entry = small.added(cast.maria, group, cast.nora)
    [mine] = Document.objects.all()
    where = f"/staff/entries/{entry.pk}/document/"
    said = {"version": 1, "title": "Plan of autumn", "from_day": mine.published_on.isoformat()}
    better = SimpleUploadedFile("x.pdf", small.PDF_FILE + b"%2")
    maria, kari = signed_in(cast.maria), signed_in(cast.kari)
    assert maria.post(where, said | {"file": SimpleUploadedFile("x", b"<p>")}).status_code == 422
    assert maria.post(where, said | {"file": better}).status_code == 302
    assert maria.post(where, said).status_code == 422  # as it was read, it is no more
    assert maria.post(where, said | {"version": 2}).status_code == 302  # changes nothing
    [before] = DocumentVersion.objects.all()
    assert (before.title, before.replaced_by) == ("Plan", cast.maria.pk)
    assert kari.get(address(cast.nora, mine)).content == small.PDF_FILE + b"%2"
    version = f"/staff/entries/{entry.pk}/version/{before.pk}/"
    assert maria.get(version).content == small.PDF_FILE
    line = Entry.objects.get(action="document.changed")
    assert (line.child_id, line.data) == (cast.nora.pk, {"title": said["title"], "was": "Plan"})
    shown = kari.get(f"/children/{cast.nora.pk}/documents/").content.decode()
    assert "Plan of autumn" in shown
    for stranger in (cast.kari, cast.lara, cast.jonas):
        assert signed_in(stranger).get(version).status_code in {403, 404}
        assert signed_in(stranger).get(where).status_code in {403, 404}
        assert behind_it(stranger, "records_documentversion") == set()
    assert behind_it(cast.maria, "records_documentversion") == {before.pk}
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert maria.post(where, said | {"version": 2, "from_day": later}).status_code == 302
    assert status(kari, cast.nora, mine) == 404  # K17


def test_k14_a_correction_moves_a_document_to_an_own_class_alone(
    cast: Cast, group: Group, signed_in: As
) -> None:
    there = small.school(cast.lakeside, cast.theo)
    entry = small.added(cast.maria, group)
    where, maria = f"/staff/entries/{entry.pk}/document/", signed_in(cast.maria)
    said = {"version": 1, "title": "Rules"}
    for whom in (there.pk, "school", ""):
        assert maria.post(where, said | {"whom": whom}).status_code == 422
    assert maria.post(where, said | {"whom": group.pk}).status_code == 302
    said = {"version": 2, "title": "Rules", "whom": "school"}
    assert signed_in(cast.henry).post(where, said).status_code == 302
    assert Document.objects.get().group is None
    assert maria.get(where).status_code == 404  # it is the office's now
    assert HandEntry.objects.get().groups == []
