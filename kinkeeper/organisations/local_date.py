"""The date it is at an organisation, by its own time zone (K16, K35)."""

import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from kinkeeper.organisations.own_settings import contacts


def moment() -> datetime:
    """The moment whose date decides what has begun and what is over: now, but where the clock of
    a demo is set (`access.wall.clock` has it, too)."""
    return (settings.CLOCK if settings.DEMO else None) or timezone.now()


def today_at(path: str) -> date:
    """The date now at the organisation of this path, or where the next is that there is above."""
    return timezone.localdate(moment(), zone_at(path))


def zone_at(path: str) -> zoneinfo.ZoneInfo:
    """The time zone there."""
    return zoneinfo.ZoneInfo(contacts().one(path, "time_zone") or settings.TIME_ZONE)
