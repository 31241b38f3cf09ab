"""The own sample file, filled in as a clerk would and saved as spreadsheets save it."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from kinkeeper.people.models import Person
from kinkeeper.roster.headings.sample_rows import SAMPLE
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned, snapshot
from tests.roster.workbooks import book, open_document
from tests.web.conftest import As
from tests.web.staff.test_staff import columns, upload, work

pytestmark = pytest.mark.django_db
HEAD = ["Pupil", "Pupil username", "Internal person ID", "ChildID"]


def as_csv(rows: list[list[str]]) -> tuple[str, bytes]:
    """As LibreOffice saves it where the comma is in numbers."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return "pupils.csv", text.getvalue().encode()


def as_xlsx(rows: list[list[str]]) -> tuple[str, bytes]:
    """Numbers are numbers there, and empty cells are none."""
    cells = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in rows]
    return "pupils.xlsx", book(cells)


def as_ods(rows: list[list[str]]) -> tuple[str, bytes]:
    return "pupils.ods", open_document(rows)


def sample(client: Client) -> list[list[str]]:
    text = client.get("/staff/imports/pupils.csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


@pytest.mark.parametrize("saved", [as_csv, as_xlsx, as_ods])
def test_it_goes_in_as_it_is(
    cast: Cast, anna: Client, saved: Callable[[list[list[str]]], tuple[str, bytes]]
) -> None:
    rows = sample(anna)
    line = next(row for row in rows if "H-1" in row)
    line[rows[0].index("SyncID") :] = ["P-7", "", "Una", "Ek", ""]
    plan = imported(saved(rows), organisation="Hillside")
    assert ("P-7", "H-1") in edges()
    assert codes(plan) == {"unfilled-rows": 1}
    assert plan.counts["people"] | {"create": 1, "rejected": 0} == plan.counts["people"]


def test_k31_the_lines_that_are_passed_over_are_named(cast: Cast, anna: Client) -> None:
    plan = planned(as_csv(sample(anna)))
    detail = plan.problems.get(code="unfilled-rows").detail or {}
    assert detail["count"] == len(sample(anna)) - 1
    assert "2" in detail["rows"].split(", ")


def test_without_keys_the_username_says_who_the_child_is(cast: Cast, anna: Client) -> None:
    pupil = person("kim.lie", "pupil", cast.hillside)
    rows = sample(anna)
    assert "ChildID" not in rows[0]
    line = next(row for row in rows if "kim.lie" in row)
    line[rows[0].index("SyncID") :] = ["P-7", "", "Una", "Ek", ""]
    number = upload(anna, as_csv(rows)[1])
    chosen = columns(anna, number)
    assert (chosen["child_column"], chosen["child_match"]) == ("Pupil username", "username")
    assert work(anna, number).counts["relationships"]["create"] == 1
    assert Person.objects.filter(pk=pupil.pk).exists()


def test_a_line_that_names_a_child_alone_is_an_error_in_another_file(cast: Cast) -> None:
    plan = planned("SyncID,First name,Last name,ChildID\n,,,H-1\n")
    assert codes(plan)["no-identity"] == 1


def test_k06_in_a_file_that_is_the_whole_truth_nothing_is_passed_over(cast: Cast) -> None:
    head = "Pupil,ChildID,SyncID,First name,Last name\n"
    imported(head + "Nora Berg,H-1,P-7,Una,Ek\nElias Berg,H-2,P-7,Una,Ek\n")
    file = head + "Nora Berg,H-1,P-7,Una,Ek\nElias Berg,H-2,,,\n"
    plan = planned(file, links="exact")
    assert plan.counts["relationships"]["remove"] == 0
    assert codes(plan)["no-identity"] == 1


@pytest.mark.parametrize("saved", [as_csv, as_xlsx, as_ods])
@pytest.mark.parametrize("profile", SAMPLE)
def test_the_people_of_a_sample_are_nobody(
    cast: Cast,
    anna: Client,
    profile: str,
    saved: Callable[[list[list[str]]], tuple[str, bytes]],
) -> None:
    text = anna.get(f"/staff/imports/sample/{profile}.csv").content.decode("utf-8-sig")
    before = snapshot()
    plan = imported(saved(list(csv.reader(io.StringIO(text)))), profile=profile)
    assert plan.state == "applied"
    assert codes(plan) == {"example-rows": 1, "no-data": 1}
    assert snapshot() == before


def test_a_row_with_another_name_is_no_longer_an_example(cast: Cast) -> None:
    rows = [list(row) for row in SAMPLE["pupil"]]
    rows[2][:4] = ["H-77", "", "Una", "Ek"]
    plan = imported(as_csv(rows), profile="pupil", organisation="Hillside")
    detail = plan.problems.get(code="example-rows").detail or {}
    assert (detail["count"], detail["rows"]) == (1, "2")
    assert plan.counts["people"] | {"create": 1, "rejected": 0} == plan.counts["people"]
    assert Person.objects.filter(sync_key="H-77", family_name="Ek").exists()
