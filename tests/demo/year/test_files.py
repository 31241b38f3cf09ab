"""The demo's school year can be imported whole, whichever day it is made around."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.demo.school import FILES, ROSTERS
from kinkeeper.demo.year.days import SchoolYear
from kinkeeper.demo.year.files import files
from kinkeeper.intake.models import ImportState
from kinkeeper.people.models import Profile
from tests.importing import codes, imported, planned

KEYS = {
    "schools": "school_id", "classes": "group_id", "enrolments": "enrolment_id",
    "timetable": "lesson_id", "timetable_changes": "change_id", "events": "event_id",
    "notices": "notice_id", "assignments": "assignment_id", "remarks": "remark_id",
}  # fmt: skip
ANY_DAY = st.dates(date(2026, 1, 1), date(2060, 1, 1))


def rows(today: date) -> dict[str, list[dict[str, str]]]:
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(data.decode())))
        for name, data in files(today)
    }


@given(ANY_DAY)
def test_today_is_in_the_year_and_the_next_school_day_is_near(today: date) -> None:
    year = SchoolYear(today)
    assert year.first < today < year.last
    assert 0 <= (year.school_day(0) - today).days <= 3
    assert year.school_day(-1) < today


@given(ANY_DAY)
def test_the_same_day_makes_the_same_year_and_nothing_is_there_twice(today: date) -> None:
    assert files(today) == files(today)
    made = rows(today)
    for name, key in KEYS.items():
        found = [row[key] for row in made[name]]
        assert len(found) == len(set(found)) > 0, name


@given(ANY_DAY)
def test_what_is_not_yet_is_not_yet_told(today: date) -> None:
    made = rows(today)
    assert all(row["date"] < today.isoformat() for row in made["attendance"])
    assert all(row["published_at"][:10] <= today.isoformat() for row in made["results"])
    assert any(row["publish_at"][:10] > today.isoformat() for row in made["notices"])


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 7, 18), date(2026, 10, 26)])
def test_it_goes_in_without_a_problem(today: date) -> None:
    for file in FILES:
        if file.profile != Profile.PARENT:
            data = (ROSTERS / file.name).read_bytes()
            imported((file.name, data), profile=file.profile, organisation=file.organisation)
    plan = planned(*files(today), profile="", about="records")
    assert (plan.state, codes(plan)) == (ImportState.PLANNED, {})
