"""Moments and days as people read them; `--json` gives them as ISO 8601."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime


def as_read(written: str | None) -> str:
    """In the site's time zone, as the pages write it, from ISO 8601; – where there is none."""
    if not written:
        return "–"
    if len(written) == len("2026-08-01"):
        return date_format(date.fromisoformat(written), "SHORT_DATE_FORMAT")
    return date_format(localtime(datetime.fromisoformat(written)), "SHORT_DATETIME_FORMAT")
