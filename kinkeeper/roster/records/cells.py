"""What a single cell of a school record says: a day, a moment, a number, yes or no.

Each reader takes the trimmed text and the school's time zone, and gives the value as it is kept (an
ISO day; a moment in UTC) or `Unread`. Nothing is guessed: what can be read in two ways is
*unclear*, and a person decides.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from kinkeeper.roster.vocabulary import DateOrder


@dataclass(frozen=True)
class Unread:
    """Why a cell has no value: the code of a problem, and what would have been one. `ways`: where
    it can be read in several, texts that each say one of them."""

    code: str
    wanted: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Where:
    """What decides besides the text: the school's time zone, and the order of day and month that
    whoever imports the file has said."""

    zone: str
    order: str | None = None


type Value = str | Unread
type Read = Callable[[str, Where], Value]

UNCLEAR, WRONG = "record-unclear", "record-value"
FIRST_YEAR, LAST_YEAR = 1900, 2200
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")
_DOTTED = re.compile(r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})")
_STROKES = re.compile(r"(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<y>\d{4}|\d{2})")
_CLOCK = re.compile(
    r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)? ?(?P<off>Z|[+-]\d{2}:?\d{2})?"
)
_MIDNIGHT = re.compile(r"[T ]0?0:00(?::00(?:\.0+)?)?")


def day(text: str, where: Where) -> Value:
    """An ISO date."""
    text = _MIDNIGHT.sub("", text) if _MIDNIGHT.search(text[8:]) else text
    found = _day(text, where)
    return found.isoformat() if isinstance(found, date) else found


def _day(text: str, where: Where) -> date | Unread:
    named = _ISO.fullmatch(text) or _DOTTED.fullmatch(text)
    if named:
        return _date(named["y"], named["m"], named["d"])
    strokes = _STROKES.fullmatch(text)
    if strokes is None:
        return Unread(WRONG, "day")
    one, two, year = strokes["one"], strokes["two"], strokes["y"]
    if len(year) != 4:
        both = (_date(f"20{year}", two, one), _date(f"20{year}", one, two))
        return Unread(UNCLEAR, ways=_iso(both))
    ways = {
        DateOrder.DAY_FIRST: _date(year, two, one),
        DateOrder.MONTH_FIRST: _date(year, one, two),
    }
    if where.order is not None:
        return ways[DateOrder(where.order)]
    days = {each for each in ways.values() if isinstance(each, date)}
    if not days:
        return Unread(WRONG, "day")
    return days.pop() if len(days) == 1 else Unread(UNCLEAR, ways=_iso(days))


def _iso(days: Iterable[date | Unread]) -> tuple[str, ...]:
    return tuple(sorted({each.isoformat() for each in days if isinstance(each, date)}))


def _date(year: str, month: str, day_of_month: str) -> date | Unread:
    try:
        found = date(int(year), int(month), int(day_of_month))
    except ValueError:
        return Unread(WRONG, "day")
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else Unread(WRONG, "day")


def moment(text: str, where: Where) -> Value:
    """In UTC. In the hour that a school's clocks show twice, it is unclear which was meant."""
    found = _moment(text, where, twice_is_first=False)
    return in_utc(found) if isinstance(found, datetime) else found


def in_utc(found: datetime) -> str:
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(on: str, zone: str) -> datetime:
    """When a day, as ISO has it, begins there."""
    return datetime.combine(date.fromisoformat(on), time(), ZoneInfo(zone))


def _moment(text: str, where: Where, *, twice_is_first: bool) -> datetime | Unread:
    at = re.search(r"[T ]\d{1,2}:\d{2}", text)
    if at is None:
        return Unread(WRONG, "moment")
    on = _day(text[: at.start()], where)
    clock = _CLOCK.fullmatch(text[at.start() + 1 :])
    if isinstance(on, Unread):
        ways = tuple(f"{each}{text[at.start() :]}" for each in on.ways)
        return Unread(UNCLEAR, ways=ways) if on.code == UNCLEAR else Unread(WRONG, "moment")
    if clock is None:
        return Unread(WRONG, "moment")
    try:
        plain = datetime.combine(on, time(int(clock["h"]), int(clock["min"]), int(clock["s"] or 0)))
        if clock["off"]:
            return datetime.fromisoformat(f"{plain.isoformat()}{clock['off']}")
    except ValueError:
        return Unread(WRONG, "moment")
    return _local(plain, ZoneInfo(where.zone), twice_is_first=twice_is_first)


def _local(plain: datetime, zone: ZoneInfo, *, twice_is_first: bool) -> datetime | Unread:
    """A clock's time without an offset is the school's."""
    first = plain.replace(tzinfo=zone)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != plain:
        return Unread("record-no-such-time")
    second = first.replace(fold=1)
    if not twice_is_first and first.utcoffset() != second.utcoffset():
        return Unread(UNCLEAR, ways=(first.isoformat(), second.isoformat()))
    return first


def event_moment(text: str, where: Where) -> Value:
    """When an event begins or ends; empty where it is a day. Of an hour that comes twice, the
    first."""
    if not re.search(r"\d:\d", text):
        return ""
    found = _moment(text, where, twice_is_first=True)
    return in_utc(found) if isinstance(found, datetime) else found


def event_day(text: str, where: Where) -> Value:
    """The day on which that is at the school."""
    if not re.search(r"\d:\d", text):
        return day(text, where)
    found = _moment(text, where, twice_is_first=True)
    if isinstance(found, Unread):
        return found
    return found.astimezone(ZoneInfo(where.zone)).date().isoformat()


def occurrence(text: str, where: Where) -> Value:
    """The day that an event has in its series; `2026-09-14/2` is the second one of that day."""
    day_of, stroke, number = text.partition("/")
    if not stroke or not re.fullmatch(r"[1-9]\d{0,3}", number):
        return event_day(text, where)
    found = event_day(day_of, where)
    return found if isinstance(found, Unread) else f"{found}/{number}"


def words(text: str, _where: Where) -> Value:
    return text


YES = frozenset({"yes", "true", "1", "ja", "oui", "si", "sí", "kyllä", "y", "j"})
NO = frozenset({"no", "false", "0", "nei", "nej", "nein", "non", "ei", "nee", "n"})


def flag(text: str, _where: Where) -> Value:
    folded = text.casefold()
    if folded in YES:
        return "true"
    return "false" if folded in NO else Unread(WRONG, "flag")


def one_of(*codes: str, also: Mapping[str, str] | None = None) -> Read:
    """One of these words, whatever its case; `also` are others for them."""
    known = {code.casefold(): code for code in codes} | dict(also or {})

    def read(text: str, _where: Where) -> Value:
        return known.get(text.casefold(), Unread(WRONG, "word"))

    return read


_MINUTES = re.compile(r"(-?\d{1,6})(?:[.,]0+)?\s*(?:min(?:\.|s|utes?|uten|utter)?)?", re.IGNORECASE)


def minutes(text: str, _where: Where) -> Value:
    """Whole minutes; `0:20` may be a clock's time or twenty seconds."""
    clock = re.fullmatch(r"(\d{1,3}):(\d{2})", text)
    if clock is not None:
        ways = (str(int(clock[1]) * 60 + int(clock[2])), str(int(clock[1])))
        return Unread(UNCLEAR, ways=ways)
    named = _MINUTES.fullmatch(text)
    if named is None or int(named[1]) < 0:
        return Unread(WRONG, "minutes")
    return str(int(named[1]))


# With a comma before three digits it may be a thousand or one.
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
_NUMBER = re.compile(r"(\d{1,9})(?:[.,](\d{1,14}))?")


def points(text: str, where: Where) -> Value:
    """A decimal number that is not negative, as `14.5`; or a share of the maximum, as `80%`."""
    share = text.removesuffix("%").rstrip()
    number = _number(share, where)
    if share != text and not isinstance(number, Unread):
        return f"{number}%"
    return number


def maximum(text: str, where: Where) -> Value:
    """A decimal number above nought."""
    number = _number(text, where)
    return Unread(WRONG, "maximum") if number == "0" else number


def _number(text: str, _where: Where) -> Value:
    if _THOUSANDS.fullmatch(text):
        return Unread(UNCLEAR, ways=(text.replace(",", ""), text.replace(",", ".")))
    named = _NUMBER.fullmatch(text)
    if named is None:
        return Unread(WRONG, "number")
    return plain(Decimal(f"{named[1]}.{named[2] or 0}"))


def plain(number: Decimal) -> str:
    """Without noughts that say nothing, as the database writes it."""
    whole, _, rest = f"{number:f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' * bool(rest)}{rest}"


def clock(text: str, _where: Where) -> Value:
    """A time of the day, as `08:30`."""
    named = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", text)
    if named is None or int(named[1]) > 23 or int(named[2]) > 59:
        return Unread(WRONG, "clock")
    return f"{int(named[1]):02}:{named[2]}"


def zone(text: str, _where: Where) -> Value:
    """The name of a time zone."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # unknown, or no name at all
        return Unread(WRONG, "zone")
    return text
