"""When e-mails are due: once on each date, never in quiet hours, whatever the clock does there."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.notifications import clock

ZONES = ("Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)
FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2024, 2029))
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
times = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))


@given(moments, zones, times)
def test_a_day_has_one_time(moment: datetime, zone: zoneinfo.ZoneInfo, at: time) -> None:
    first = clock.next_day(moment, zone, at)
    second = clock.next_day(first, zone, at)
    assert moment < first < second
    dates = [each.astimezone(zone).date() for each in (first, second)]
    assert dates[1] - dates[0] == timedelta(days=1)
    assert first - moment <= timedelta(hours=26)
    shown = first.astimezone(zone).time()
    assert shown == at or shown > at  # later only where the clock jumps over it
    assert (shown.hour * 60 + shown.minute) - (at.hour * 60 + at.minute) <= 60


@given(moments, zones, times, st.integers(0, 6))
def test_a_week_has_one_day(
    moment: datetime, zone: zoneinfo.ZoneInfo, at: time, weekday: int
) -> None:
    found = clock.next_week(moment, zone, at, weekday)
    assert found.astimezone(zone).weekday() == weekday
    assert moment < found <= moment + timedelta(days=7, hours=2)


@given(moments, zones, times, times)
def test_rec_060_quiet_hours_end_as_soon_as_the_clock_says_so(
    moment: datetime, zone: zoneinfo.ZoneInfo, begins: time, ends: time
) -> None:
    found = clock.quiet_ends(moment, zone, begins, ends)
    here = moment.astimezone(zone).time()
    inside = begins <= here < ends or (begins > ends and not ends <= here < begins)
    assert (found is not None) == inside
    if found is not None:
        assert moment < found <= moment + timedelta(hours=26)
        assert clock.quiet_ends(found, zone, begins, ends) is None or _jumped(found, zone, ends)


def _jumped(found: datetime, zone: zoneinfo.ZoneInfo, ends: time) -> bool:
    """The clock jumps back over the end of the hours, or over it."""
    return found.astimezone(zone).time() != ends or found.astimezone(zone).fold == 1


def test_an_hour_that_comes_twice_keeps_no_one_waiting_for_a_day() -> None:
    oslo = zoneinfo.ZoneInfo("Europe/Oslo")
    again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    found = clock.quiet_ends(again, oslo, time(21), time(2, 30))
    assert found == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert clock.next_day(again, oslo, time(2, 30)) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    missing = clock.next_day(datetime(2026, 3, 28, 12, tzinfo=UTC), oslo, time(2, 30))
    assert missing.astimezone(oslo).time() == time(3, 30)
