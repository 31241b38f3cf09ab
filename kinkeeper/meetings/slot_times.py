"""Days and clock times at a school become slots: pure, and right over a change of the clock."""

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from kinkeeper.lib.refusal import Refusal

SHORTEST, LONGEST_MEETING, LONGEST_PAUSE = 3, 240, 240  # minutes
MOST_DAYS, MOST = 10, 300
AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Times:
    """What someone at the school says: the same hours on each of the days; minutes."""

    days: Sequence[date]
    first: time
    last: time
    minutes: int
    pause: int = 0


@dataclass(frozen=True, order=True)
class SlotTime:
    """Both in UTC."""

    starts_at: datetime
    ends_at: datetime


def slots(said: Times, zone: zoneinfo.ZoneInfo) -> list[SlotTime]:
    """All slots that fit, the earliest first; each takes as long as it says, also where the clock
    changes meanwhile. Raises `Refusal`."""
    if not said.days:
        raise Refusal("day-missing", _("Choose at least one day."), "day1")
    if not SHORTEST <= said.minutes <= LONGEST_MEETING:
        raise Refusal("bad-length", _("A meeting takes from 3 to 240 minutes."), "minutes")
    if not 0 <= said.pause <= LONGEST_PAUSE:
        raise Refusal("bad-pause", _("A break takes from 0 to 240 minutes."), "pause")
    found: list[SlotTime] = []
    for day in sorted(set(said.days))[:MOST_DAYS]:
        found += _of_day(day, said, zone)
    if not found:
        raise Refusal(
            "none-fits", _("No meeting of this length fits in. Choose a later end."), "last"
        )
    if len(found) > MOST:
        raise Refusal(
            "too-many",
            _("These are more than 300 times. Choose fewer days, or make them in two steps."),
            "last",
        )
    return found


def _of_day(day: date, said: Times, zone: zoneinfo.ZoneInfo) -> list[SlotTime]:
    begins, ends = (_moment(day, clock, zone) for clock in (said.first, said.last))
    if ends <= begins:
        raise Refusal("bad-hours", _("The end is before the start. Correct one of them."), "last")
    found, length = [], timedelta(minutes=said.minutes)
    while begins + length <= ends:
        found.append(SlotTime(begins, begins + length))
        begins += length + timedelta(minutes=said.pause)
    return found


def _moment(day: date, clock: time, zone: zoneinfo.ZoneInfo) -> datetime:
    """Of an hour that comes twice on that day, the first. Raises `Refusal` for one that does not
    come at all."""
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).time() != clock:
        raise Refusal(
            "no-such-time",
            _("The clock changes that night, and this time does not exist. Choose another."),
            "first",
        )
    return moment
