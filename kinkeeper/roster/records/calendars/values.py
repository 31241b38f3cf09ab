"""The lines of an event as properties, and what their values say. The library parses them; what it
cannot is a broken event and no more. It is started with the first line: most imports bring no
calendar, and it takes as long to start as all of the records."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kinkeeper.roster.records.calendars.lines import Line
from kinkeeper.roster.records.calendars.problems import Broken

# On a wall: without a zone.
type Wall = date | datetime

_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Property:
    name: str
    params: Mapping[str, str]
    value: str
    line: int = 0

    @property
    def zone(self) -> str:
        return self.params.get("TZID", "")


def property_of(line: Line) -> Property:
    """Raises `Broken`."""
    from icalendar.parser import Contentline  # noqa: PLC0415  # said above

    try:
        name, params, value = Contentline(line.text).parts()  # type: ignore[no-untyped-call]
        said = {str(key).upper(): _plain(params[key]) for key in params}
    except Exception as error:  # whatever the library stumbles over is one line
        raise Broken("calendar-line", line.text[:100], line=line.number) from error
    return Property(str(name).upper(), said, str(value).strip(), line.number)


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def words(value: str) -> str:
    r"""A text without its escapes: `\n` is a line, `\,` a comma."""
    from icalendar.prop import vText  # noqa: PLC0415  # as above

    found = re.sub(r"\\([\\;,nN])", lambda each: "\n" if each[1] in "nN" else each[1], value)
    return str(vText(found)).strip()


def naive(text: str, column: str = "DTSTART") -> Wall:
    """A day, or what a clock shows; in UTC where `is_utc` says so. Raises `Broken`."""
    text = text.strip()
    day, at = _DAY.fullmatch(text), _TIME.fullmatch(text)
    try:
        if day is not None:
            found: Wall = date(*map(int, day.groups()))
        elif at is not None:
            # a second of 60 is one that is inserted into a clock now and then
            year, month, of_month, hour, minute, second = map(int, at.groups()[:6])
            found = datetime(year, month, of_month, hour, minute, min(second, 59))  # noqa: DTZ001  # on a wall
        else:
            raise Broken("calendar-value", column, text[:100])
    except ValueError as error:
        raise Broken("calendar-value", column, text[:100]) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Broken("calendar-value", column, text[:100])
    return found


def is_utc(text: str) -> bool:
    return text.strip().upper().endswith("Z")


def duration(text: str, column: str = "DURATION") -> timedelta:
    """Raises `Broken`."""
    from icalendar.prop import vDuration  # noqa: PLC0415  # as above

    try:
        found = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError) as error:
        raise Broken("calendar-value", column, text[:100]) from error
    if not isinstance(found, timedelta) or found < timedelta(0):
        raise Broken("calendar-backwards", column, text[:100])
    return found


def number(text: str, column: str) -> int:
    """Raises `Broken`."""
    if not re.fullmatch(r"\d{1,9}", text.strip()):
        raise Broken("calendar-value", column, text[:100])
    return int(text)
