"""How much a child was absent (REC-038 to REC-040, REC-322)."""

from datetime import datetime
from typing import Any

import pytest

from tests.importing import codes
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("classes")]
PARENT, CHILD = "pa-00001", "st-00001"
AT = "2026-09-10T12:00:00+02:00"
HEAD = "student_id,date,session,code,minutes,reason,reported_by,excused,published_at,withdrawn_at,"


@pytest.fixture
def classes(district: None) -> None:
    school.records(*school.BASE)


def marks(*lines: str) -> tuple[str, bytes]:
    """Of each line: day, session, code, minutes, excused."""
    said = [line.split(",") for line in lines]
    rows = [
        f"{CHILD},{day},{session},{code},{minutes},,,{excused},{AT},,s01\n"
        for day, session, code, minutes, excused in said
    ]
    return "attendance.csv", (HEAD + "school_id\n" + "".join(rows)).encode()


def shown(moment: str = "2026-09-20T12:00:00+02:00") -> dict[str, Any]:
    children = school.shown_at(PARENT, datetime.fromisoformat(moment))["children"]
    return next(each for each in children if each["child"] == CHILD)


def test_rec_039_half_a_day_counts_once_and_as_half() -> None:
    school.records(marks("2026-09-08,AM,I,,"))
    assert shown()["absence"] == {"yes": {"marks": 1, "minutes": 195}}
    school.records(marks("2026-09-08,PM,I,,"))
    assert shown()["absence"] == {"yes": {"marks": 2, "minutes": 300}}


def test_rec_322_who_is_on_a_trip_is_not_absent() -> None:
    school.records(marks("2026-09-08,AM,V,,", "2026-09-08,PM,/,,"))
    assert "absence" not in shown()
    assert shown()["attendance"] == ["2026-09-08|AM", "2026-09-08|PM"]


def test_minutes_and_excuses_are_the_marks_own_before_the_codes() -> None:
    school.records(marks("2026-09-08,AM,L,20,", "2026-09-09,AM,N,,yes", "2026-09-09,tt-37,O,,"))
    assert shown()["absence"] == {
        "yes": {"marks": 1, "minutes": 195},
        "no": {"marks": 1, "minutes": 60},
        "unknown": {"marks": 1, "minutes": 20},
    }


def test_rec_040_marks_stay_when_the_child_has_left_and_go_only_by_a_scope() -> None:
    """The last day is long over, and files of later days say nothing of it."""
    school.records(marks("2026-09-08,AM,I,,", "2026-09-09,AM,I,,"))
    school.records(marks("2026-09-10,AM,I,,"))
    assert len(shown()["attendance"]) == 3
    assert shown("2026-12-01T12:00:00+01:00")["state"] == "left"
    scope = {"scope": ["s01"], "scope_from": "2026-09-09", "scope_until": "2026-09-10"}
    made = school.plan(marks("2026-09-10,AM,I,,"), **scope)
    assert made.counts["records"]["attendance"]["remove"] == 1


def test_rec_038_today_is_the_date_at_the_school() -> None:
    """Half an hour before midnight in Oslo it is Tuesday in Helsinki."""
    weekday = {row["lesson_id"]: row["weekday"] for row in school.rows("timetable")}
    home = {row["SyncID"]: row["School"] for row in school.rows("pupils")}
    truth = next(each for each in school.expected()["parents"] if "two-schools" in each["why"])
    moment = datetime.fromisoformat("2026-09-14T23:30:00+02:00")
    said = {
        home[child["child"]]: {weekday[lesson.split()[0]] for lesson in child["today"]}
        for child in school.shown_at(truth["parent"], moment)["children"]
    }
    assert said == {"s01": {"MO"}, "s02": {"TU"}}


def test_a_mark_of_a_sunday_is_a_slip() -> None:
    made = school.records(marks("2026-09-07,AM,I,,", "2026-09-06,AM,I,,"))
    assert codes(made) == {"record-sunday": 1}
    assert shown()["attendance"] == ["2026-09-07|AM"]
