"""The 72 hours in which the authority is told (Article 33(1)). They begin when the breach was
noticed; who tells later says why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=72)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Clock:
    """`hours` are left, or have passed since the end; a part of one counts as one that passed."""

    ends_at: datetime
    hours: int
    told: bool
    late: bool


def clock(noticed: datetime, told: datetime | None, now: datetime) -> Clock:
    ends = noticed + WITHIN
    at = told or now
    late = at > ends
    hours = -((ends - at) // HOUR) if late else (ends - at) // HOUR
    return Clock(ends, int(hours), told is not None, late)
