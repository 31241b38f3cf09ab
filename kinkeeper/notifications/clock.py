"""When e-mails are due, on the clock of a school. Pure: moments are given, none is asked for."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

DAY = timedelta(days=1)


def next_day(moment: datetime, zone: zoneinfo.ZoneInfo, at: time) -> datetime:
    """The first moment after this one at which it is so late there: once on each date. Where the
    clock jumps over that time, as much later; where it comes twice, the first."""
    return _next(moment, zone, at, (0,))


def next_week(moment: datetime, zone: zoneinfo.ZoneInfo, at: time, weekday: int) -> datetime:
    """The same on this day of the week; Monday is 0."""
    found = next_day(moment, zone, at)
    while found.astimezone(zone).weekday() != weekday:
        found = next_day(found, zone, at)
    return found


def quiet_ends(
    moment: datetime, zone: zoneinfo.ZoneInfo, begins: time, ends: time
) -> datetime | None:
    """When the quiet hours are over that hold at this moment; None: none hold. They may pass
    midnight. Where they end at a time that comes twice, the next of the two."""
    here = moment.astimezone(zone).time()
    quiet = begins <= here < ends if begins <= ends else here >= begins or here < ends
    return _next(moment, zone, ends, (0, 1)) if quiet else None


def _next(moment: datetime, zone: zoneinfo.ZoneInfo, at: time, folds: tuple[int, ...]) -> datetime:
    today = moment.astimezone(zone).date()
    found = (
        datetime.combine(today + days * DAY, at, zone).replace(fold=fold).astimezone(UTC)
        for days in range(-1, 3)
        for fold in folds
    )
    return min(each for each in found if each > moment)
