"""Which sources are to be asked now."""

from datetime import datetime

from django.utils.timezone import get_default_timezone, now

from kinkeeper.sources import locks
from kinkeeper.sources.models import Run, Source
from kinkeeper.sources.schedule import next_at


def due(moment: datetime | None = None) -> list[Source]:
    """Those that are not paused, not at work, and whose time has come."""
    moment = moment or now()
    busy = locks.running()
    open_sources = Source.objects.filter(paused_at=None)
    return [source for source in open_sources if source.pk not in busy and _comes(source) <= moment]


def next_time(source: Source) -> datetime | None:
    """When the source is asked next; None while it is paused."""
    return None if source.paused_at is not None else _comes(source)


def _comes(source: Source) -> datetime:
    """A run whose process died is due again at once, but only once: what kills every process
    that tries must not do it every minute."""
    last, before = [*Run.objects.filter(source=source).order_by("-pk")[:2], None, None][:2]
    if last is not None and last.ended_at is None and (before is None or before.code != "killed"):
        return last.started_at
    since = last.started_at if last is not None else None
    return next_at(source, since, get_default_timezone())
