"""A whole school's folder: one plan, one apply, one undo; and what parents are shown of it."""

import io
import zipfile
from typing import Any

import pytest

from kinkeeper.families.consent_models import Consent
from kinkeeper.families.models import Relationship
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty, summary
from kinkeeper.intake.upload.unpack import whole_school_files
from kinkeeper.organisations.models import Organisation, Setting
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import About
from tests.importing import imported, planned, undone
from tests.records import school

pytestmark = pytest.mark.django_db
PEOPLE = ("teachers", "pupils", "parents", "rights", "consents")
STEMS = (*school.BASE, *school.THREE, *school.WORK, *PEOPLE)


@pytest.fixture(autouse=True)
def nothing_after_leaving(db: None) -> None:
    Setting.objects.create(name="records_after_leaving", value=0)


def folder() -> list[tuple[str, bytes]]:
    return [*map(school.file, STEMS), school.scopes()]


def plan(files: list[tuple[str, bytes]] | None = None) -> Import:
    return planned(*(files or folder()), profile="pupil", about=About.EVERYTHING)


def applied(files: list[tuple[str, bytes]] | None = None) -> Import:
    made = imported(*(files or folder()), profile="pupil", about=About.EVERYTHING)
    assert made.state == "applied", made.refusal
    return made


def differing() -> list[tuple[str, str]]:
    return [
        (each["parent"], name)
        for name, moment in school.moments().items()
        for each in school.expected()["parents"]
        if school.shown_at(each["parent"], moment) != school.wanted(each["at"][name])
    ]


def state() -> dict[str, Any]:
    return school.snapshot() | {
        "people": Person.objects.count(),
        "relationships": Relationship.objects.count(),
        "rights": list(RightsStatement.objects.values_list("parent_id", "areas", "ended_at")),
        "consents": list(Consent.objects.values_list("parent_id", "areas", "withdrawn_at")),
    }


def test_one_folder_is_the_truth_at_every_moment() -> None:
    made = applied()
    counts = made.counts
    assert counts["people"]["create"] == 24 + 10 + 25  # a teacher is one of the parents
    assert counts["rights"]["set"] == 7
    assert counts["consents"]["set"] == 4
    assert counts["records"]["enrolments"]["create"] == 144
    assert differing() == []
    assert "Fjordland District/Lindenberg Primary/5A" in set(
        Organisation.objects.values_list("path", flat=True)
    )


def test_a_plan_alone_changes_nothing() -> None:
    before = state()
    made = plan()
    assert made.counts["people"]["create"] == 59
    assert state() == before
    assert not is_empty(made)


def test_k9_the_same_folder_again_is_an_empty_plan() -> None:
    applied()
    again = plan()
    assert is_empty(again), again.counts
    assert again.counts["records"]["attendance"]["unchanged"] == 223


def test_k13_undo_is_the_way_back_and_forth_again() -> None:
    before = state()
    undone(applied())
    assert state() == before
    applied()
    assert differing() == []


def test_files_of_its_own_kind_go_on_where_the_folder_ended() -> None:
    applied()
    assert is_empty(school.plan("attendance", "attendance_correction", school.scopes()))


def test_problems_name_their_file() -> None:
    ugly = [
        (name, (school.FOLDER / "ugly" / name).read_bytes() if name == "attendance.csv" else data)
        for name, data in folder()
    ]
    document = summary(plan(ugly))
    told = {each["part"] for each in document["problems"] if each["code"] == "record-sunday"}
    assert told == {"attendance.csv"}


def test_a_mother_called_like_her_daughter_is_no_doubt_in_a_folder() -> None:
    """The folder's files say by their names whom they are about (K26)."""
    child = school.rows("pupils")[0]
    parents = school.rows("parents")
    mine = next(row for row in parents if child["SyncID"] in row["ChildID"].split(";"))
    text = school.file("parents")[1].decode()
    alike = text.replace(
        f"{mine['First name']},{mine['Last name']}", f"{child['First name']},{child['Last name']}"
    )
    files = [each for each in folder() if each[0] != "parents.csv"]
    applied([*files, ("parents.csv", alike.encode())])
    found = Relationship.objects.get(
        parent__sync_key=mine["SyncID"], child__sync_key=child["SyncID"]
    )
    assert found.state == "active"


def test_a_folder_without_a_file_of_events_brings_its_calendars() -> None:
    names = [f"school/{name}" for name, _data in folder() if name != "events.csv"]
    by_name = dict(folder())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, by_name[name.rpartition("/")[2]])
        for path in (school.FOLDER / "ics").rglob("*.ics"):
            archive.writestr(f"school/{path.relative_to(school.FOLDER)}", path.read_bytes())
    files = whole_school_files("school.zip", packed.getvalue())
    assert sum(name.endswith(".ics") for name, _data in files) == 9
    applied(files)
    assert differing() == []
    assert is_empty(plan())  # the folder with events.csv says the same
