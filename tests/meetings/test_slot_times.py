"""Days and clock times become slots, whatever the clock does meanwhile."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.slot_times import Times, slots

OSLO = zoneinfo.ZoneInfo("Europe/Oslo")
ZONES = st.sampled_from(["Europe/Oslo", "America/St_Johns", "Asia/Tokyo", "Africa/Cairo"])
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(
    days=st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=1, max_size=4),
    clocks=st.tuples(CLOCKS, CLOCKS),
    minutes=st.integers(3, 90),
    pause=st.integers(0, 30),
    zone=ZONES,
)
def test_slots_lie_in_their_hours_apart_and_each_as_long_as_said(
    days: list[date], clocks: tuple[time, time], minutes: int, pause: int, zone: str
) -> None:
    at = zoneinfo.ZoneInfo(zone)
    try:
        found = slots(Times(days, min(clocks), max(clocks), minutes, pause), at)
    except Refusal as refusal:
        assume(refusal.code not in {"no-such-time", "none-fits", "bad-hours", "too-many"})
        raise
    assert found == sorted(found)
    for one, then in zip(found, found[1:], strict=False):
        assert then.starts_at - one.ends_at >= timedelta(minutes=pause)
    for each in found:
        assert each.ends_at - each.starts_at == timedelta(minutes=minutes)
        day = each.starts_at.astimezone(at).date()
        assert day in days
        assert each.starts_at >= datetime.combine(day, min(clocks), at)
        assert each.ends_at <= datetime.combine(day, max(clocks), at)


def codes(said: Times) -> str:
    with pytest.raises(Refusal) as caught:
        slots(said, OSLO)
    return caught.value.code


def test_over_a_change_of_the_clock_the_school_keeps_its_hours() -> None:
    """In the night of 25 October the hour from two comes twice; on 29 March it does not come."""
    days = [date(2026, 10, 24), date(2026, 10, 25)]
    found = slots(Times(days, time(17), time(18), 30), OSLO)
    assert [each.starts_at.astimezone(UTC).hour for each in found] == [15, 15, 16, 16]
    night = slots(Times([days[1]], time(1), time(4), 30), OSLO)
    assert len(night) == 8
    assert codes(Times([date(2026, 3, 29)], time(2, 30), time(4), 30)) == "no-such-time"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Times([], time(17), time(18), 10), "day-missing"),
        (Times([date(2026, 5, 5)], time(18), time(17), 10), "bad-hours"),
        (Times([date(2026, 5, 5)], time(17), time(17, 5), 10), "none-fits"),
        (Times([date(2026, 5, 5)], time(0), time(23), 3), "too-many"),
        (Times([date(2026, 5, 5)], time(17), time(18), 2), "bad-length"),
        (Times([date(2026, 5, 5)], time(17), time(18), 10, -1), "bad-pause"),
    ],
)
def test_what_cannot_be_is_refused(said: Times, code: str) -> None:
    assert codes(said) == code
