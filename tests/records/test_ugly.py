"""REC: files as they are: what is wrong with a row is said, and nothing is guessed."""

import csv
import json
from datetime import datetime
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


def told(stem: str) -> list[dict[str, Any]]:
    found = json.loads((UGLY / "ugly_expected.json").read_text(encoding="utf-8"))
    return [row for row in found["rows"] if row["file"] == f"{stem}.csv"]


@pytest.mark.parametrize("stem", ["attendance", "notices", "events", "enrolments"])
def test_each_spoilt_row_is_skipped_or_read_as_it_means(stem: str) -> None:
    school.records(*[each for each in school.BASE if each != "enrolments"])
    if stem != "enrolments":
        school.records("enrolments")
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
    counts = made.counts["records"][stem]
    assert counts["create"] == count - len(wrong)
    assert counts["rejected"] == len(wrong)


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
