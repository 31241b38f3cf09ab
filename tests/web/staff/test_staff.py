"""What administrators do on their pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.intake import jobs
from kinkeeper.intake.models import Import
from kinkeeper.letters import jobs as letter_jobs
from kinkeeper.letters.models import Batch, LetterState
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import edges, imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
FILE = b"SyncID,First name,Last name,E-mail,ChildID\nP-1,Kari,Berg,n@example.org,L-1\nP-5,A,B,no,\n"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def upload(client: Client, content: bytes = FILE, **more: str) -> int:
    """The internal number of the uploaded import, its columns not yet said."""
    file = SimpleUploadedFile("parents.csv", content, content_type="text/csv")
    answer = client.post("/staff/imports/new/", {"file": file, "profile": "parent"} | more)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].split("/")[3])


def columns(client: Client, number: int, **chosen: str) -> dict[str, str]:
    """The columns page as it stands, with some choices changed."""
    form = client.get(f"/staff/imports/{number}/columns/").context["form"]
    return {field.name: field.value() or "" for field in form} | chosen


def worked_off() -> None:
    """As the worker leaves the queue behind."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def work(client: Client, number: int, **chosen: str) -> Import:
    """What the worker would do after the columns were said."""
    answer = client.post(f"/staff/imports/{number}/columns/", columns(client, number, **chosen))
    assert answer.status_code == 302, answer.content.decode()
    jobs.prepare_import(roster_import_id=number, actor=[None, "worker", "a test"])
    worked_off()
    return Import.objects.get(pk=number)


def test_the_two_fields_carry_the_seeds_own_labels(anna: Client) -> None:
    number = upload(anna)
    form = anna.get(f"/staff/imports/{number}/columns/").context["form"]
    assert form.fields["child_column"].label == "Synchronisation field in import file"
    assert form.fields["child_match"].label == "Matching synchronisation field for child"
    assert [str(label) for _value, label in form.fields["child_match"].choices] == [
        "Internal person ID", "Synchronisation key", "Username",
    ]  # fmt: skip
    headings = [value for value, _label in form.fields["child_column"].choices]
    assert headings[1:] == ["SyncID", "First name", "Last name", "E-mail", "ChildID"]
    assert form["child_column"].value() == "ChildID"


# A step holds its lock until its transaction ends, so here each has one of its own.
@pytest.mark.django_db(transaction=True)
def test_r_089_ops_05_k25_an_import_from_upload_to_done(cast: Cast, anna: Client) -> None:
    number = upload(anna)
    waiting = anna.get(f"/staff/imports/{number}/")
    assert waiting.headers["Location"].endswith("/columns/")
    roster_import = work(anna, number)
    page = anna.get(f"/staff/imports/{number}/").content.decode()
    assert "Nothing has been changed yet" in page
    assert "is not an e-mail address" in page
    assert ("P-1", "L-1") not in edges()
    anna.post(f"/staff/imports/{number}/apply/")
    asked = anna.get(f"/staff/imports/{number}/").content.decode()
    assert "being applied" in asked
    assert "No worker is running" in asked
    jobs.apply_import(roster_import_id=number, actor=[None, "worker", "a test"])
    worked_off()
    assert ("P-1", "L-1") in edges()
    assert "has been applied" in anna.get(f"/staff/imports/{number}/").content.decode()
    assert roster_import.made_by == cast.admin
    assert not Batch.objects.exists()


def test_columns_can_be_corrected_by_hand(anna: Client) -> None:
    number = upload(anna, b"A,B,C,D\nP-1,Kari,Berg,H-1\nP-7,Ida,New,H-2\n")
    wrong = anna.post(f"/staff/imports/{number}/columns/", columns(anna, number))
    assert wrong.status_code == 422
    roster_import = work(
        anna,
        number,
        column0="sync_key",
        column1="given_name",
        column2="family_name",
        child_column="D",
        child_match="sync-key",
    )
    counts = roster_import.counts["people"]
    assert (counts["create"], counts["unchanged"], counts["rejected"]) == (1, 1, 0)


def test_a_plan_can_be_read_otherwise(anna: Client) -> None:
    number = upload(anna)
    work(anna, number)
    roster_import = work(anna, number, child_column="-")
    assert roster_import.counts["relationships"]["create"] == 0
    assert roster_import.state == "planned"


def test_rows_to_mend_are_given_back_without_passwords(anna: Client) -> None:
    number = upload(anna, b"SyncID,First name,Last name,E-mail,Password\nP-5,A,B,wrong,a secret\n")
    work(anna, number)
    text = anna.get(f"/staff/imports/{number}/rows-to-mend.csv").content.decode("utf-8-sig")
    assert "P-5,A,B,wrong" in text
    assert "Password" not in text
    assert "not an e-mail address" in text
    assert "secret" not in text


def test_an_unreadable_file_is_told_and_nothing_is_lost(anna: Client) -> None:
    number = upload(anna, b"SyncID,First name,Last name\nP-1,Andr\xe9,S\xc3\xb8ren\n")
    page = anna.get(f"/staff/imports/{number}/columns/")
    assert page.status_code == 422
    assert b"does not fit" in page.content
    again = {"encoding": "windows-1252", "delimiter": "", "again": "1"}
    assert b"Andr" in anna.post(f"/staff/imports/{number}/columns/", again).content


def test_discarding_forgets_the_file(anna: Client) -> None:
    number = upload(anna)
    assert anna.post(f"/staff/imports/{number}/discard/").status_code == 302
    roster_import = Import.objects.get(pk=number)
    assert (roster_import.state, roster_import.pieces.count()) == ("discarded", 0)


def test_a_stale_plan_leads_to_the_new_one(cast: Cast, anna: Client) -> None:
    number = upload(anna)
    work(anna, number)
    Person.objects.filter(pk=cast.kari.pk).update(email="else@example.org")
    anna.post(f"/staff/imports/{number}/apply/")
    jobs.apply_import(roster_import_id=number, actor=[None, "worker", "a test"])
    page = anna.get(f"/staff/imports/{number}/").content.decode()
    replacement = Import.objects.get(pk=number).replaced_by_id
    assert f"/staff/imports/{replacement}/" in page


def test_people_are_added_changed_trashed_and_restored(cast: Cast, anna: Client) -> None:
    new = {"profile": "pupil", "given_name": "Xen", "family_name": "Berg"}
    answer = anna.post("/staff/people/add/", new | {"organisation": "Hillside/5A"})
    page = answer.headers["Location"]
    assert anna.get(page).status_code == 200
    assert anna.post(f"{page}edit/", {"given_name": ""}).status_code == 422
    person = Person.objects.get(given_name="Xen")
    changed = new | {"given_name": "Xen Eva", "username": person.username}
    anna.post(f"{page}edit/", changed)
    anna.post(f"{page}trash/")
    person.refresh_from_db()
    assert (person.given_name, person.state) == ("Xen Eva", "trashed")
    anna.post(f"{page}restore/")
    person.refresh_from_db()
    assert person.state == "active"


@pytest.mark.parametrize("end", ["parent", "child"])
def test_k15_connect_and_remove_from_both_ends(cast: Cast, anna: Client, end: str) -> None:
    one, other = (cast.jonas, cast.elias) if end == "parent" else (cast.elias, cast.jonas)
    page = f"/staff/people/{one.pk}/"
    search = anna.get(f"{page}connect/?q={other.given_name}")
    assert other.full_name in search.content.decode()
    anna.post(f"{page}connect/", {"other": other.pk, "kind": "father"})
    assert ("P-2", "H-2") in edges()
    removing = f"{page}remove/{other.pk}/"
    assert b"checked" in anna.get(removing).content
    assert anna.post(removing, {"reason": "", "block": "on"}).status_code == 422
    done = anna.post(removing, {"reason": "moved out", "block": "on"}, follow=True)
    assert "until someone lifts the block" in done.content.decode()
    relationship = Relationship.objects.get(parent=cast.jonas, child=cast.elias)
    assert (relationship.state, relationship.reason) == (RelationshipState.BLOCKED, "moved out")
    listed = anna.get("/staff/relationships/").content.decode()
    assert "moved out" in listed
    anna.post(f"/staff/relationships/blocked/{relationship.pk}/lift/", {"reason": "agreed"})
    relationship.refresh_from_db()
    assert relationship.state == RelationshipState.ENDED


def test_a_relationship_is_blocked_beforehand(cast: Cast, anna: Client) -> None:
    page = f"/staff/people/{cast.nora.pk}/block/"
    assert b"Vera Stranger" in anna.get(f"{page}?q=vera").content
    anna.post(page, {"other": cast.stranger.pk, "reason": "court order"})
    relationship = Relationship.objects.get(parent=cast.stranger, child=cast.nora)
    assert relationship.state == RelationshipState.BLOCKED
    assert b"court order" in anna.get(f"/staff/people/{cast.stranger.pk}/").content


def test_k08_pending_relationships_are_listed_and_cancelled(cast: Cast, anna: Client) -> None:
    imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,X-7\n")
    assert b"X-7" in anna.get("/staff/relationships/").content
    assert b"X-7" in anna.get(f"/staff/people/{cast.kari.pk}/").content
    anna.post(f"/staff/relationships/pending/{PendingRelationship.objects.get().pk}/cancel/")
    assert PendingRelationship.objects.get().state == PendingState.CANCELLED


def test_letters_from_choice_to_download(cast: Cast, signed_in: As) -> None:
    henry, anna = signed_in(cast.henry), signed_in(cast.admin)
    Person.objects.filter(pk=cast.jonas.pk).update(last_login="2026-01-01T00:00Z", password="kept")
    chosen: dict[str, Any] = {"person": [cast.kari.pk, cast.jonas.pk], "form": "pages"}
    shown = henry.get("/staff/credentials/new/", chosen).content.decode()
    assert "1 person will get one" in shown
    assert "has already signed in" in shown
    assert not Batch.objects.exists()
    page = henry.post("/staff/credentials/new/", chosen).headers["Location"]
    batch = Batch.objects.get()
    assert henry.get(page).headers["Refresh"]
    assert "Refresh" not in henry.get(f"{page}?still").headers
    letter_jobs.produce_batch(batch_id=batch.pk, actor=[cast.henry.pk, "Henry", "a test"])
    answer = henry.get(f"{page}letters.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.getvalue().startswith(b"%PDF")
    assert anna.get(page).status_code == 200
    assert anna.get(f"{page}letters.pdf").status_code == 404
    again = henry.get("/staff/credentials/new/", {"person": cast.kari.pk}).content.decode()
    assert "will stop working" in again


def test_everybody_of_an_organisation_who_never_signed_in(cast: Cast, signed_in: As) -> None:
    henry = signed_in(cast.henry)
    asked = {"form": "email", "organisation": "Hillside"}
    henry.post("/staff/credentials/new/", asked)
    letters = Batch.objects.get().letters
    assert set(letters.values_list("person_id", flat=True)) == {cast.kari.pk, cast.jonas.pk}
    states = dict(letters.values_list("person_id", "state"))  # Jonas is Lakeside's, too
    assert states == {cast.kari.pk: LetterState.WAITING, cast.jonas.pk: LetterState.LEFT_OUT}
    outside = henry.get("/staff/credentials/new/", asked | {"organisation": "Lakeside"})
    assert b"There is no organisation" in outside.content


def test_k21_all_of_an_organisation_means_parents_and_others_are_named_one_by_one(
    cast: Cast, signed_in: As
) -> None:
    anna = signed_in(cast.admin)
    everybody = anna.get("/staff/credentials/new/", {"form": "pages"}).context
    listed = everybody["getting"] + everybody["left_out"]
    assert {choice.person.profile for choice in listed} == {"parent"}
    chosen: dict[str, Any] = {"form": "pages", "person": [cast.maria.pk, cast.nora.pk]}
    named = anna.get("/staff/credentials/new/", chosen).context["getting"]
    assert {choice.person.pk for choice in named} == {cast.maria.pk, cast.nora.pk}
    ticks = anna.get("/staff/people/").content.decode()
    assert f'value="{cast.maria.pk}"' in ticks
    assert f'value="{cast.nora.pk}"' not in ticks


def test_parent_login_is_switched_under_general_settings(cast: Cast, anna: Client) -> None:
    page = anna.get("/staff/settings/").content.decode()
    assert "Enable parent login" in page
    form = anna.get("/staff/settings/").context["form"]
    off = {field.name: field.value() for field in form if field.name != "parent_login"}
    assert anna.post("/staff/settings/", off).status_code == 302
    parent = Client()
    parent.force_login(cast.kari)
    assert parent.get("/children/").status_code == 302
    anna.post("/staff/settings/", off | {"parent_login": "on"})
    assert parent.get("/children/").status_code == 200


def test_k23_the_journal_tells_what_happened(cast: Cast, anna: Client, signed_in: As) -> None:
    anna.get(f"/staff/people/{cast.nora.pk}/")
    signed_in(cast.stranger).get(f"/children/{cast.nora.pk}/")
    page = anna.get("/staff/journal/").content.decode()
    assert "looked at Nora Berg" in page
    assert "tried to see Nora Berg" in page
    theirs = signed_in(cast.lara).get("/staff/journal/").content.decode()
    assert "Nora" not in theirs


def test_the_pupils_of_an_organisation_to_fill_in(cast: Cast, signed_in: As) -> None:
    cast.nora.given_name = "=cmd()"
    cast.nora.save()
    text = signed_in(cast.henry).get("/staff/imports/pupils.csv").content.decode("utf-8-sig")
    assert "H-1" in text
    assert "'=cmd()" in text
    assert "L-1" not in text
    assert signed_in(cast.henry).get("/staff/imports/sample/parent.csv").status_code == 200


def test_a_page_has_a_bounded_number_of_queries(
    cast: Cast, signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.kari)
    client.get("/children/")
    with django_assert_max_num_queries(22):  # five are a savepoint and a role, in a test alone
        client.get("/children/")
