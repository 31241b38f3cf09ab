"""When a source is due; no database and no clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kinkeeper.sources.models import Source


def next_at(source: Source, last: datetime | None, zone: ZoneInfo) -> datetime:
    """When the source is due after its run that started at `last` (None: it never ran). Times are
    aware; a time of day is meant in `zone`.

    A source that never ran is due at once with a number of minutes, and at its next hour with a
    time of day.
    """
    if source.every_minutes is not None:
        if last is None:
            return source.made_at
        # counted from the full minute: who asks looks once a minute, a moment earlier each time
        return last.replace(second=0, microsecond=0) + timedelta(minutes=source.every_minutes)
    assert source.daily_at is not None  # noqa: S101  # one of the two is set: a constraint
    return _following(last or source.made_at, source.daily_at, zone)


def _following(moment: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The first such time of day after the moment. An hour that a clock change leaves out falls
    on the hour after it, one that comes twice on its first coming: once a day either way."""
    day = moment.astimezone(zone).date()
    while True:
        wanted = datetime.combine(day, at, zone)
        if wanted.timestamp() > moment.timestamp():
            return wanted.astimezone(UTC)
        day += timedelta(days=1)
