"""When a source is due, over the clock changes too."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kinkeeper.sources.models import Source
from kinkeeper.sources.schedule import next_at

OSLO = ZoneInfo("Europe/Oslo")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_so_many_minutes() -> None:
    source = Source(every_minutes=15, made_at=at("2026-11-24T10:00"))
    assert next_at(source, None, OSLO) == at("2026-11-24T10:00")
    assert next_at(source, at("2026-11-24T10:07:00.6"), OSLO) == at("2026-11-24T10:22")


@pytest.mark.parametrize(
    ("last", "following"),
    [
        ("2026-11-24T01:29", "2026-11-24T01:30"),  # 02:30 in Oslo
        ("2026-11-24T01:30", "2026-11-25T01:30"),
        ("2027-03-27T12:00", "2027-03-28T01:30"),  # 02:30 does not come that night: 03:30
        ("2027-03-28T01:30", "2027-03-29T00:30"),
        ("2026-10-24T12:00", "2026-10-25T00:30"),  # 02:30 comes twice: the first
        ("2026-10-25T00:30", "2026-10-26T01:30"),
    ],
)
def test_every_day_at_a_time_once_a_day(last: str, following: str) -> None:
    source = Source(daily_at=time(2, 30), made_at=at("2026-01-01T00:00"))
    assert next_at(source, at(last), OSLO) == at(following)


def test_a_daily_source_begins_at_its_next_hour() -> None:
    source = Source(daily_at=time(3, 0), made_at=at("2026-11-24T10:00"))
    assert next_at(source, None, OSLO) == at("2026-11-25T02:00")
