"""What a page shows of school records, and at which moment it is asked."""

import re
from collections import Counter
from datetime import datetime

import pytest
from pytest_django import Settings

from kinkeeper.access.wall.clock import set_clock

RECORD = re.compile(r'data-record="([^"]+)"')


def records_on(page: str) -> list[str]:
    """`kind:id` of each row, as often as it is there."""
    return sorted(RECORD.findall(page))


def once_each(page: str) -> set[str]:
    found = Counter(records_on(page))
    assert set(found.values()) <= {1}, found
    return set(found)


def at(settings: Settings, moment: datetime | None) -> None:
    """From here on pages ask at this moment."""
    settings.DEMO, settings.CLOCK = moment is not None, moment
    set_clock(moment)


@pytest.fixture
def clock(settings: Settings):  # type: ignore[no-untyped-def]  # a function
    return lambda moment: at(settings, moment)
