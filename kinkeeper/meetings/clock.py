"""Moments of meetings on the clock of the school that offers them."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

from kinkeeper.meetings.models import Offer
from kinkeeper.organisations.local_date import zone_at


def zone_of(offer: Offer) -> zoneinfo.ZoneInfo:
    return zone_at(offer.organisation.path)


def told(offer: Offer, moment: datetime) -> dict[str, str]:
    """For the journal: what and when, at the school; nothing of whom."""
    return {
        "title": offer.title,
        "at": moment.astimezone(zone_of(offer)).strftime("%Y-%m-%d %H:%M"),
    }


def end_of(day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    """The midnight after it, there."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def last_day(offer: Offer) -> date:
    """The last day on which parents book."""
    return (offer.closes_at - timedelta(seconds=1)).astimezone(zone_of(offer)).date()
