"""R-076: the 72 hours in which the authority is told."""

from datetime import UTC, datetime, timedelta

import pytest

from kinkeeper.breaches.clock import clock

NOTICED = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the hour of summer time is in these 72


@pytest.mark.parametrize(
    ("told", "now", "hours", "late"),
    [
        (None, 0, 72, False),
        (None, 71.5, 0, False),
        (None, 72, 0, False),
        (None, 72.1, 1, True),
        (10, 200, 62, False),
        (100, 200, 28, True),
    ],
)
def test_r_076_the_hours_are_counted_from_when_it_was_noticed(
    told: float | None, now: float, hours: int, late: bool
) -> None:
    at = None if told is None else NOTICED + timedelta(hours=told)
    found = clock(NOTICED, at, NOTICED + timedelta(hours=now))
    assert (found.hours, found.late, found.told) == (hours, late, told is not None)
