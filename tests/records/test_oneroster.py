"""OneRoster's classes, enrolments and gradebook are the same records as in files of our own."""

import copy
import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty, summary
from kinkeeper.organisations.models import Setting
from kinkeeper.records.models import Assignment, Enrolment, Result
from tests.importing import codes, undone
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
VERSIONS = ("1.1", "1.2")
OWN = ("schools", "attendance_codes", "timetable", "days_off")
LINE, RESULT = "lineItems", "results"
type Rows = list[dict[str, str]]


def rows(version: str, stem: str) -> Rows:
    path = school.FOLDER / f"oneroster_{version}" / f"{stem}.csv"
    with path.open(newline="", encoding="utf-8") as read:
        return list(csv.DictReader(read))


def file(stem: str, said: Rows) -> tuple[str, bytes]:
    out = io.StringIO()
    writer = csv.DictWriter(out, said[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(said)
    return f"{stem}.csv", out.getvalue().encode()


def package(version: str) -> list[tuple[str, bytes]]:
    folder = school.FOLDER / f"oneroster_{version}"
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def everything(version: str) -> Import:
    """What the format cannot say comes in files of our own."""
    school.records("schools")
    made = school.records(*package(version))
    school.records(*OWN[1:], *school.THREE, "remarks", school.scopes())
    return made


def carried(truth: Mapping[str, Any], version: str) -> dict[str, Any]:
    """The truth, without the results that 1.1 has no word for: it demands points."""
    said: dict[str, Any] = copy.deepcopy(dict(truth))
    if version == "1.2":
        return said
    graded = {
        (row["assignment_id"], row["student_id"]) for row in school.rows(RESULT) if row["points"]
    }
    subject = {row["assignment_id"]: row["subject"] for row in school.rows("assignments")}
    for child in said["children"]:
        unsaid = [each for each in child.get(RESULT, ()) if (each, child["child"]) not in graded]
        for each in unsaid:
            child[RESULT].remove(each)
            counted = child["subjects"][subject[each]]
            counted["results"] -= 1
            if not counted["results"]:
                del child["subjects"][subject[each]]
        for name in (RESULT, "subjects"):
            if name in child and not child[name]:
                del child[name]
    return said


@pytest.mark.parametrize("version", VERSIONS)
def test_the_truth_is_the_same(version: str) -> None:
    everything(version)
    for name, moment in school.moments().items():
        school.consents_on(moment.date())
        for each in school.expected()["parents"]:
            shown = school.shown_at(each["parent"], moment)
            assert shown == carried(school.wanted(each["at"][name]), version), (each, name)


def test_k9_k13_the_same_again_is_empty_and_undo_is_the_way_back() -> None:
    school.records("schools")
    before = school.snapshot()
    made = school.records(*package("1.2"))
    assert is_empty(school.plan(*package("1.2")))
    undone(made)
    assert school.snapshot() == before


def test_an_end_is_the_first_day_after() -> None:
    """Of a pupil who has left, and of one who never came."""
    school.records(*school.BASE)
    counts = school.plan(*package("1.1")).counts["records"]
    assert counts["enrolments"]["change"] == counts["terms"]["change"] == 0
    gone = rows("1.1", "enrollments")[0]
    school.records(file("enrollments", [gone | {"endDate": "2026-09-01"}]))
    assert str(Enrolment.objects.get(key=gone["sourcedId"]).ends_on) == "2026-08-31"
    school.records(file("enrollments", [gone | {"endDate": gone["beginDate"]}]))
    assert not Enrolment.objects.filter(key=gone["sourcedId"]).exists()


def test_what_is_to_be_deleted_is_gone_and_comes_back() -> None:
    school.records(*school.BASE, "assignments", RESULT)
    first, *others = rows("1.2", RESULT)
    pupil, line = first["studentSourcedId"], first["lineItemSourcedId"]
    deleted = first | {"status": "tobedeleted", "dateLastModified": "2026-10-01T00:00:00Z"}
    made = school.records(file(RESULT, [deleted]))
    assert made.counts["records"][RESULT]["remove"] == 1
    assert not Result.objects.filter(key=f"{line}|{pupil}").exists()
    assert Result.objects.count() == len(others)
    undone(made)
    assert Result.objects.filter(key=f"{line}|{pupil}").exists()
    odd = school.plan(file(RESULT, [first | {"status": "archived"}]))
    assert codes(odd) == {"bad-status": 1}


def test_a_file_without_moments_shows_results_after_the_due_day() -> None:
    """And a setting can make it later. Work is seen from the day on which it is set."""
    school.records(*school.BASE)
    bare = [
        file(stem, [_without_moments(row) for row in rows("1.2", stem)]) for stem in (LINE, RESULT)
    ]
    made = school.records(*bare)
    work = Assignment.objects.select_related("school").get(key="as-8")
    assert work.published_at == datetime.fromisoformat("2026-08-26T00:00:00+02:00")
    result = Result.objects.filter(assignment=work).first()
    assert result is not None
    assert result.published_at == datetime.fromisoformat("2026-09-01T00:00:00+02:00")
    assert is_empty(school.plan(*bare))
    undone(made)
    Setting.objects.create(name="results_after_days", value=5)
    school.records(*bare)
    later = Result.objects.get(key=result.key)
    assert later.published_at == result.published_at + timedelta(days=5)
    # what a file that can say it holds back, such a file brings no further forward
    for held_back in (later.published_at + timedelta(days=30), None):
        Result.objects.filter(pk=later.pk).update(published_at=held_back)
        assert is_empty(school.plan(*bare))


def _without_moments(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if not name.startswith("metadata")}


def test_a_column_that_a_file_lacks_changes_nothing() -> None:
    """Only our own files say whether it is homework, and whether a school shows behaviour."""
    school.records(*school.BASE, "assignments")
    told = list(Assignment.objects.order_by("key").values_list("key", "homework", "subject"))
    made = school.plan(*package("1.2"))
    assert made.counts["records"]["schools"]["change"] == 2  # their kind
    school.records(*package("1.2"))
    assert (
        list(Assignment.objects.order_by("key").values_list("key", "homework", "subject")) == told
    )


def test_problems_name_the_headings_of_the_file() -> None:
    school.records(*school.BASE, "assignments")
    odd = [row | {"lineItemSourcedId": "as-none"} for row in rows("1.2", RESULT)[:1]]
    (problem,) = summary(school.plan(file(RESULT, odd)))["problems"]
    assert (problem["code"], problem["column"]) == (
        "record-assignment-unknown",
        "lineItemSourcedId",
    )


def test_people_alone_are_no_records() -> None:
    users = [each for each in package("1.2") if each[0] in {"users.csv", "manifest.csv"}]
    assert codes(school.plan(*users)) == {"records-unknown": 1}


def test_k9_a_deleted_row_beside_one_that_is_there_removes_nothing() -> None:
    """A result is one by pupil and work, whatever its sourcedId: an old one was deleted."""
    everything("1.2")
    said = rows("1.2", RESULT)
    old = said[0] | {"sourcedId": "old", "status": "tobedeleted"}
    before = Result.objects.count()
    for _time in range(2):
        made = school.records(file(RESULT, [*said, old]))
        counts = summary(made)["records"][RESULT]
        assert (counts["create"], counts["change"], counts["remove"]) == (0, 0, 0)
        assert Result.objects.count() == before
