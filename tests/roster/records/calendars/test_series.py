"""When a repeating event takes place: rules, exceptions, clocks that change."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roster.records.calendars.calendar_file import event, read, rows, starts, times

OSLO = ZoneInfo("Europe/Oslo")
WEEKLY = (
    "DTSTART;TZID=Europe/Oslo:20260914T145000",
    "DTEND;TZID=Europe/Oslo:20260914T153500",
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(OSLO)


def days(lines: list[str]) -> list[str]:
    return [local(text).date().isoformat() for text in lines]


def test_rec_001_the_end_of_whole_days_is_the_day_after_the_last() -> None:
    found = rows(
        read(
            event("DTSTART;VALUE=DATE:20260610", "DTEND;VALUE=DATE:20260611"),
            event("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261010", uid="ev-2"),
            event("DTSTART;VALUE=DATE:20261005", uid="ev-3"),
            event("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261005", uid="ev-4"),
            event("DTSTART;VALUE=DATE:20261005", "DURATION:P2D", uid="ev-5"),
        )
    )
    assert [(row["starts"], row["ends"], row["all_day"]) for row in found] == [
        ("2026-06-10", "2026-06-10", "yes"),
        ("2026-10-05", "2026-10-09", "yes"),
        ("2026-10-05", "2026-10-05", "yes"),
        ("2026-10-05", "2026-10-05", "yes"),
        ("2026-10-05", "2026-10-06", "yes"),
    ]


@pytest.mark.parametrize(
    "gone",
    [
        "EXDATE:20261019T125000Z,20261026T135000Z",  # before and after the clocks change
        "EXDATE;TZID=Europe/Oslo:20261019T145000,20261026T145000",
        "EXDATE;TZID=W. Europe Standard Time:20261019T145000,20261026T145000",
        "EXDATE:20261019T145000,20261026T145000",
        "EXDATE;VALUE=DATE:20261019,20261026",
    ],
)
def test_rec_003_rec_004_exceptions_however_written(gone: str) -> None:
    found = read(event(*WEEKLY, "RRULE:FREQ=WEEKLY;UNTIL=20261102T225959Z", gone))
    assert days(starts(found)) == [
        *("2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12", "2026-11-02")
    ]


def test_rec_005_a_moved_occurrence_is_on_its_new_day_and_keeps_its_key() -> None:
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Oslo:20260921T145000",
        "DTSTART;TZID=Europe/Oslo:20261224T160000",
        title="Choir, moved",
    )
    for parts in ((event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"), moved), (moved,)):
        found = dict(times(read(*parts)))
        assert local(found["2026-09-21"]).date() == date(2026, 12, 24)
    assert len(times(read(event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"), moved))) == 3


def test_rec_006_this_and_all_later_ones() -> None:
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Oslo:20260928T145000",
        "DTSTART;TZID=Europe/Oslo:20260929T160000",
        "DURATION:PT1H",
        title="Choir on Tuesdays",
    )
    found = rows(read(event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4"), later))
    assert [(row["occurrence"], local(row["starts"]).isoformat()[:16]) for row in found] == [
        ("2026-09-14", "2026-09-14T14:50"),
        ("2026-09-21", "2026-09-21T14:50"),
        ("2026-09-28", "2026-09-29T16:00"),
        ("2026-10-05", "2026-10-06T16:00"),
    ]
    assert [row["title"] for row in found][1:3] == ["Choir", "Choir on Tuesdays"]


def test_rec_007_a_changed_occurrence_without_its_series_is_an_event() -> None:
    found = read(event("RECURRENCE-ID:20260921T125000Z", "DTSTART:20260922T125000Z"))
    assert times(found) == [("2026-09-21", "2026-09-22T12:50:00Z")]
    assert not found.told  # nothing is said of the rest of the series
    assert not found.in_window


def test_rec_012_rec_303_the_same_wall_time_all_year_and_once_a_day() -> None:
    found = read(
        event(
            "DTSTART;TZID=Europe/Oslo:20260817T080000",
            "DURATION:PT45M",
            "RRULE:FREQ=DAILY;UNTIL=20270618T220000Z",
        )
    )
    at = [local(text) for text in starts(found)]
    assert {(each.hour, each.minute) for each in at} == {(8, 0)}
    first = date(2026, 8, 17)
    assert [each.date() for each in at] == [first + timedelta(days=n) for n in range(len(at))]
    assert at[-1].date() == date(2027, 6, 18)


def test_rec_303_in_the_hour_that_does_not_come_a_series_goes_by_the_clock_as_it_was() -> None:
    found = read(event("DTSTART;TZID=Europe/Oslo:20270327T023000", "RRULE:FREQ=DAILY;COUNT=3"))
    assert [local(text).isoformat()[:16] for text in starts(found)] == [
        *("2027-03-27T02:30", "2027-03-28T03:30", "2027-03-29T02:30")
    ]


@pytest.mark.parametrize(
    "until", ["20260928", "20260928T145000", "20260928T125000Z", "20260928T215959Z"]
)
def test_rec_013_the_last_day_is_in_the_zone_of_the_series(until: str) -> None:
    found = read(
        event(*WEEKLY, f"RRULE:FREQ=WEEKLY;UNTIL={until}"),
        event("DTSTART:20260914T080000Z", uid="ev-2"),
    )
    assert days(starts(found)) == ["2026-09-14", "2026-09-21", "2026-09-28", "2026-09-14"]


def test_rec_301_a_changed_occurrence_with_a_rule_is_one_occurrence() -> None:
    changed = event(
        "RECURRENCE-ID;TZID=Europe/Oslo:20260921T145000",
        "DTSTART;TZID=Europe/Oslo:20260921T160000",
        "RRULE:FREQ=WEEKLY;COUNT=30",
    )
    assert len(times(read(event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=3"), changed))) == 3


def test_rec_302_a_series_that_was_split_has_no_gap_and_no_day_twice() -> None:
    found = read(
        event(*WEEKLY, "RRULE:FREQ=WEEKLY;UNTIL=20260927T215959Z"),
        event(
            "DTSTART;TZID=Europe/Oslo:20260928T145000",
            "RRULE:FREQ=WEEKLY;COUNT=2",
            uid="ev-1-R20260928@example.org",
        ),
    )
    assert days(starts(found)) == ["2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05"]


def test_rdate_adds_single_times_and_periods() -> None:
    found = rows(
        read(
            event(
                *WEEKLY,
                "RDATE;TZID=Europe/Oslo:20260916T145000",
                "RDATE;VALUE=PERIOD:20260918T060000Z/PT2H",
            )
        )
    )
    assert [(row["occurrence"], row["ends"]) for row in found] == [
        ("2026-09-14", "2026-09-14T13:35:00Z"),
        ("2026-09-16", "2026-09-16T13:35:00Z"),
        ("2026-09-18", "2026-09-18T08:00:00Z"),
    ]


def test_two_of_one_day_have_two_keys() -> None:
    found = read(event("DTSTART:20260914T080000Z", "RRULE:FREQ=DAILY;BYHOUR=8,14;COUNT=4"))
    assert [day for day, _at in times(found)] == [
        *("2026-09-14", "2026-09-14/2", "2026-09-15", "2026-09-15/2")
    ]


def test_a_series_without_an_end_is_read_within_the_window() -> None:
    found = read(event("DTSTART;VALUE=DATE:20101224", "RRULE:FREQ=YEARLY"))
    assert [day for day, _at in times(found)] == ["2026-12-24", "2027-12-24"]
    assert found.in_window == {"ev-1"}
    assert not found.told


@given(
    count=st.integers(1, 40),
    gone=st.sets(st.integers(0, 39), max_size=10),
    moved=st.dictionaries(st.integers(0, 39), st.integers(-30, 30), max_size=6),
)
def test_what_a_series_is_made_of(count: int, gone: set[int], moved: dict[int, int]) -> None:
    """Law: all times of the rule but those left out, each moved as said, under its own day."""
    first = datetime(2026, 9, 14, 8, 0)  # noqa: DTZ001  # on a wall

    def text(at: datetime) -> str:
        return at.strftime("%Y%m%dT%H%M%S")

    zone = ";TZID=Europe/Oslo:"
    exceptions = [f"EXDATE{zone}{text(first + timedelta(weeks=week))}" for week in sorted(gone)]
    single = [
        event(
            f"RECURRENCE-ID{zone}{text(first + timedelta(weeks=week))}",
            f"DTSTART{zone}{text(first + timedelta(weeks=week, days=by))}",
        )
        for week, by in moved.items()
        if week < count
    ]
    series = event(f"DTSTART{zone}{text(first)}", f"RRULE:FREQ=WEEKLY;COUNT={count}", *exceptions)
    wanted = {
        (first + timedelta(weeks=week)).date().isoformat(): first
        + timedelta(weeks=week, days=moved.get(week, 0))
        for week in range(count)
        if week not in gone
    }
    for parts in ([series, *single], [*single[::-1], series]):
        found = {day: local(at).replace(tzinfo=None) for day, at in times(read(*parts))}
        assert found == wanted
