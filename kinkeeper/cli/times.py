"""Moments and days as people write and read them; `--json` gives them as ISO 8601."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import is_naive, localtime, make_aware

from kinkeeper.cli.output import Exit, Refused


def as_read(written: str | None) -> str:
    """In the site's time zone, as the pages write it, from ISO 8601; – where there is none."""
    if not written:
        return "–"
    if len(written) == len("2026-08-01"):
        return date_format(date.fromisoformat(written), "SHORT_DATE_FORMAT")
    return date_format(localtime(datetime.fromisoformat(written)), "SHORT_DATETIME_FORMAT")


def day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("usage", f"{text}: write the day as 2026-08-01.", Exit.USAGE) from error


def moment(option: str, text: str | None) -> datetime | None:
    """In the site's time zone where it names none."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{option} {text}: write it as 2026-08-01T03:00."
        raise Refused("usage", message, Exit.USAGE) from error
    return make_aware(found) if is_naive(found) else found
