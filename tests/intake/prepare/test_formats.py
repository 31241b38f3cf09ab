"""Whole exports of school systems, from their files to people and relationships."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.models import Import
from kinkeeper.intake.rows_to_mend import rows_to_mend
from kinkeeper.intake.stored_plan import is_empty, refusal, summary
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import codes, edges, imported, planned
from tests.roster.core import ROSTERS, files_in
from tests.roster.workbooks import book, packed
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages
from tests.web.staff.test_staff import columns, work

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((ROSTERS / "expected_edges.json").read_text())
ENTITLED = {(edge["guardian"], edge["student"]) for edge in EXPECTED if edge["legal"]}
PROPOSED = {(edge["guardian"], edge["student"]) for edge in EXPECTED if not edge["legal"]}
FAMILIES = (
    b"Student ID;First name;Last name;Parent 1 name;Parent 1 email;Parent 1 relationship;"
    b"Parent 2 name;Parent 2 email;Parent 2 relationship\n"
)


def proposed() -> set[tuple[str, str]]:
    relationships = Relationship.objects.filter(state=RelationshipState.PROPOSED).select_related(
        "parent", "child"
    )
    return {
        (relationship.parent.sync_key or "", relationship.child.sync_key or "")
        for relationship in relationships
    }


@pytest.mark.parametrize(
    "path", ["oneroster_1.1_bulk_agents_on_guardians.zip", "oneroster_1.2.0_bulk.zip"]
)
def test_k26_a_onerosters_families(path: str) -> None:
    """OneRoster cannot tell that Liam is barred; the uncle's role is no parent's."""
    imported(*files_in(path), profile="pupil")
    made = imported(*files_in(path))
    assert edges() == ENTITLED | {("gd-2006", "st-1004")}
    assert proposed() == {("gd-2004", "st-1003")}
    assert made.format == "oneroster"
    assert "Lindenberg School" in set(Organisation.objects.values_list("path", flat=True))
    again = planned(*files_in(path))
    assert is_empty(again)


def test_k26_powerschool_says_who_may_not_see_a_child() -> None:
    pupils = "Student Number,First name,Last name\n" + "".join(
        f"100{number},Child,{number}\n" for number in range(1, 5)
    )
    imported(pupils, profile="pupil", mapping={"Student Number": "sync_key"})
    imported(*files_in("powerschool_contacts/contacts_export.csv"))
    numbered = {(parent, child.removeprefix("st-")) for parent, child in ENTITLED}
    assert edges() == numbered
    assert proposed() == {("gd-2004", "1003"), ("gd-2006", "1004")}
    barred = Relationship.objects.get(parent__sync_key="gd-2006")
    assert "court order" in barred.reason


def test_k09_one_row_a_child_again_is_nothing() -> None:
    path = "generic_csv/one_row_per_child_two_parents.csv"
    imported(*files_in(path), profile="pupil")
    made = imported(*files_in(path))
    assert made.counts["relationships"]["create"] == 7
    assert made.counts["relationships"]["proposed"] == 1  # the uncle
    assert is_empty(planned(*files_in(path)))


def test_pc_036_a_derived_key_never_joins_two_schools_or_two_namesakes() -> None:
    row = b"%s;Ann;Lee;Maria Garcia;;Mother;;;\n"
    imported(FAMILIES + row % b"c1" + row % b"c2", organisation="Hillside")
    imported(FAMILIES + row % b"c3", organisation="Lakeside")
    assert Person.objects.filter(given_name="Maria").count() == 3


def test_problems_name_the_line_and_the_part_of_it() -> None:
    rows = b"c1;Ann;Lee;Maria Garcia;not an address;Mother;Jo Lee;jo@example.org;Father\n"
    made = planned(FAMILIES + rows)
    (problem,) = [each for each in summary(made)["problems"] if each["code"] == "not-an-email"]
    assert (problem["row"], problem["part"]) == (2, "Parent 1")
    assert made.counts["rows"] == 1


def test_pc_020_rows_to_mend_are_those_of_the_school_and_can_be_uploaded() -> None:
    rows = b"c1;Ann;Lee;Maria Garcia;not an address;Mother;Jo Lee;jo@example.org;Father\n"
    good = b"c2;Ida;Dahl;Eva Dahl;eva@example.org;Mother;;;\n"
    found = rows_to_mend(planned(FAMILIES + rows + good))
    assert len(found) == 2
    assert found[1][:2] == ["2", found[1][1]]
    assert found[1][1].startswith("Parent 1: ")
    found[1][found[0].index("Parent 1 email")] = "maria@example.org"
    text = io.StringIO()
    csv.writer(text).writerows(found)
    mended = planned(text.getvalue())
    assert mended.format == "pupil-rows"
    assert mended.counts["people"] == {
        "create": 2,
        "update": 0,
        "unchanged": 0,
        "asked": 0,
        "rejected": 0,
    }


def test_k06_k35_canvas_marks_end_nothing_that_others_said(cast: Cast) -> None:
    gone = b"observer_id,student_id,status\nP-1,H-1,deleted\nP-1,H-2,active\n"
    before = edges()
    made = imported(("user_observers.csv", gone))
    assert edges() == before
    assert codes(made)["not-valid-now"] == 1


def test_a_file_of_keys_alone_connects_people_who_are_here(cast: Cast) -> None:
    relationships = b"observer_id,student_id,status\nP-9,H-1,active\nP-77,H-1,active\n"
    made = imported(("user_observers.csv", relationships))
    assert ("P-9", "H-1") in edges()
    assert codes(made) == {"unknown-person": 1}
    assert Person.objects.filter(sync_key="P-77").count() == 0


def test_a_spreadsheets_keys_meet_those_of_the_site(cast: Cast) -> None:
    data = book(
        [
            ["SyncID", "First name", "Last name", "ChildID"],
            ["P-5", "Ada", "Lie", "H-1"],
            [12, "Bo", "Lie", "H-2"],
        ]
    )
    imported(("parents.xlsx", data))
    assert {("P-5", "H-1"), ("12", "H-2")} <= edges()


def test_a_refused_archive_is_a_refused_import() -> None:
    made = planned(("export.zip", packed({"../a.csv": b"x"})))
    assert made.state == "refused"
    assert "outside its folder" in refusal(made)


def uploaded(client: object, *files: tuple[str, bytes], profile: str = "parent") -> int:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    answer = client.post("/staff/imports/new/", {"file": sent, "profile": profile})  # type: ignore[attr-defined]  # Django's test client
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].split("/")[3])


def test_several_files_are_uploaded_as_one_package(cast: Cast, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    imported(*files_in("canvas_sis"), profile="pupil")
    number = uploaded(anna, *files_in("canvas_sis"))
    page = anna.get(f"/staff/imports/{number}/columns/").content.decode()
    assert "Canvas SIS" in page
    assert "user_observers.csv: student_id" in page
    roster_import = work(anna, number)
    assert roster_import.format == "canvas"
    assert roster_import.counts["relationships"]["create"] == 7


def test_k09_a_document_makes_families_and_again_nothing(cast: Cast, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    before, asked = edges(), len(proposed())
    imported(*files_in("siecle"), profile="pupil")
    imported(*files_in("siecle"))
    assert edges() - before == {
        ("2001", "1001"), ("2001", "1002"), ("2002", "1001"), ("2004", "1003"),
    }  # fmt: skip
    assert len(proposed()) - asked == 2
    number = uploaded(anna, *files_in("siecle"))
    assert "SIECLE, XML" in anna.get(f"/staff/imports/{number}/columns/").content.decode()
    assert is_empty(work(anna, number))


def test_a_package_can_be_read_without_its_children(cast: Cast, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    number = uploaded(anna, *files_in("oneroster_1.2.0_bulk.zip"))
    roster_import = work(anna, number, child_column="-")
    assert roster_import.counts["relationships"] == dict.fromkeys(
        roster_import.counts["relationships"], 0
    )
    assert roster_import.counts["people"]["create"] == 6
    chosen = columns(anna, number)
    assert chosen["child_column"] == "-"


def test_another_format_can_be_chosen(cast: Cast, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    number = uploaded(anna, *files_in("canvas_sis/users.csv"))
    chosen = columns(anna, number) | {"format": "plain", "again": "1"}
    page = anna.post(f"/staff/imports/{number}/columns/", chosen).content.decode()
    assert "Canvas" not in page.split("<form", 1)[0]
    chosen = columns(anna, number) | {"format": "clever", "again": "1"}
    refused = anna.post(f"/staff/imports/{number}/columns/", chosen)
    assert refused.status_code == 422
    assert "This is not Clever" in refused.content.decode()
    assert Import.objects.get(pk=number).state == "received"
