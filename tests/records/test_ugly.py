"""REC: files as they are: what is wrong with a row is said, and nothing is guessed."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from kinkeeper.intake.stored_plan import summary
from kinkeeper.lib import db
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
UGLY = school.FOLDER / "ugly"
TABLES = {
    "attendance": "records_attendance",
    "notices": "records_notice",
    "events": "records_event",
}
STEMS = ("attendance", "notices", "events", "enrolments", "assignments", "results")


def told(stem: str) -> list[dict[str, Any]]:
    found = json.loads((UGLY / "ugly_expected.json").read_text(encoding="utf-8"))
    return [row for row in found["rows"] if row["file"] == f"{stem}.csv"]


@pytest.mark.parametrize("stem", STEMS)
def test_each_spoilt_row_is_skipped_or_read_as_it_means(stem: str) -> None:
    school.records(*[each for each in school.BASE if each != "enrolments"])
    if stem != "enrolments":
        school.records("enrolments")
    if stem == "results":
        school.records("assignments")
    name, data = f"{stem}.csv", (UGLY / f"{stem}.csv").read_bytes()
    made = school.records((name, data))
    wrong = {
        number
        for row in told(stem)
        if row["verdict"] in {"problem", "ask"}
        for number in (row["row"], row.get("twin"))
        if number
    }
    document = summary(made)
    assert {each["row"] for each in document["problems"]} == wrong
    with (UGLY / f"{stem}.csv").open(newline="", encoding="utf-8") as read:
        count = sum(1 for _row in csv.reader(read)) - 1
    count -= sum(row["what"] == "duplicate-same" for row in told(stem))
    counts = made.counts["records"][stem]
    assert counts["create"] == count - len(wrong)
    assert counts["rejected"] == len(wrong)


def rows(name: str) -> list[dict[str, str]]:
    with (UGLY / name).open(newline="", encoding="utf-8-sig") as read:
        return list(csv.DictReader(read))


@pytest.mark.parametrize("stem", ["assignments", "results"])
def test_work_is_read_as_meant(stem: str) -> None:
    """Decimal commas, shares of the maximum, dotted dates, and moments without a zone."""
    school.records(*school.BASE)
    if stem == "results":
        school.records("assignments")
    school.records((f"{stem}.csv", (UGLY / f"{stem}.csv").read_bytes()))
    some = 0
    for row in told(stem):
        if row["verdict"] != "reads" or row["what"] == "duplicate-same":
            continue
        said = rows(f"{stem}.csv")[row["row"] - 2]
        own = [said["assignment_id"], said.get("student_id")]
        key = "|".join(filter(None, own))
        field, meant = row["column"], row["as"] or None
        names = {"due": "due_on::text", "published_at": "published_at", "points": "points"}
        (value,) = db.column(
            f"SELECT {names.get(field, field)} FROM records_{stem[:-1]} WHERE key = %s",
            [key],
        )
        if field == "published_at":
            meant = datetime.fromisoformat(meant or "")
        elif field in {"points", "max_points"}:
            meant = meant and Decimal(meant)
        assert value == meant, row
        some += 1
    assert some >= 4


def test_results_in_german_dress_are_the_same_results() -> None:
    """Semicolons, decimal commas, days with dots, moments in the school's zone."""
    school.records(*school.BASE, "assignments")
    school.records(("results_de.csv", (UGLY / "results_de.csv").read_bytes()))
    again = school.plan("results")
    counts = again.counts["records"]["results"]
    assert (counts["unchanged"], counts["change"]) == (50, 0)


def test_what_can_be_read_is_read_as_meant() -> None:
    """A dotted date, minutes with a unit, and a moment without a zone."""
    school.records(*school.BASE)
    stems = ("attendance", "notices")
    school.records(*[(f"{stem}.csv", (UGLY / f"{stem}.csv").read_bytes()) for stem in stems])
    said: dict[str, list[Any]] = {
        "date-dotted": db.column("SELECT day::text FROM records_attendance"),
        "minutes-with-unit": db.column("SELECT minutes::text FROM records_attendance"),
        "publish-no-zone": db.column("SELECT published_at FROM records_notice"),
    }
    for stem in stems:
        for row in told(stem):
            if row["verdict"] != "reads":
                continue
            meant = row["as"]
            if row["what"] == "publish-no-zone":
                meant = datetime.fromisoformat(meant)
            assert meant in said[row["what"]], row
