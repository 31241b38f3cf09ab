"""A repeat rule: whether it is one, how far it goes, and its walk, bounded in time and number.

The rule is walked on the clock of the wall, lazily, and never beyond a last day that is given. A
rule that never meets a day would be walked until the year 9999. The calendar repeats itself every
400 years, so it is walked as late as possible: at most 400 years too far. How many years may be
walked for one import is bounded too (`Work`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time
from typing import Any

from dateutil.rrule import rrulestr

from kinkeeper.roster.records.calendars.problems import Broken

SLOW = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
LISTS = (
    *("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"),
    *("BYHOUR", "BYMINUTE", "BYSECOND"),
)
KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", *LISTS})
# Of the times of one day, and of all values of a rule.
MOST_TIMES, MOST_VALUES = 12, 500
CYCLE = 400  # years, after which days of the week and leap days are the same
MOST_YEARS = 20_000


class Work:
    """How many years of rules may still be walked."""

    def __init__(self, years: int = MOST_YEARS) -> None:
        self.years = years

    def spend(self, years: int) -> None:
        """Raises `Broken` when there are none left."""
        if self.years <= 0:
            raise Broken("calendar-too-much", "RRULE")
        self.years -= years


class TooDense(Exception):
    """It would take place every hour, minute or second."""


@dataclass(frozen=True)
class Rule:
    """`text` is the rule without its end. `until` is as it is written: a day, a time on the wall,
    or (`in_utc`) a time in UTC."""

    text: str
    count: int | None = None
    until: date | None = None
    in_utc: bool = False

    @property
    def ends(self) -> bool:
        return self.count is not None or self.until is not None

    @classmethod
    def of(cls, text: str) -> "Rule":
        """Raises `Broken` and `TooDense`."""
        from icalendar.prop import vRecur  # noqa: PLC0415  # as in `values`

        try:
            said = vRecur.from_ical(text.strip().strip(";"))
            parts: dict[str, list[Any]] = {
                str(name).upper(): value if isinstance(value, list) else [value]
                for name, value in said.items()
            }
        except Exception as error:  # whatever the library stumbles over is one rule
            raise Broken("calendar-rule", "RRULE", text[:200]) from error
        if not _is_sound(parts):
            raise Broken("calendar-rule", "RRULE", text[:200])
        if _is_dense(parts):
            raise TooDense
        until, in_utc = _until(parts, text)
        kept = ";".join(
            each for each in text.strip().strip(";").split(";") if _name(each) not in ENDS
        )
        return cls(kept, parts["COUNT"][0] if "COUNT" in parts else None, until, in_utc)


ENDS = frozenset({"COUNT", "UNTIL"})


def _name(part: str) -> str:
    return part.partition("=")[0].strip().upper()


def _is_sound(parts: Mapping[str, Sequence[Any]]) -> bool:
    single = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST")
    return (
        "FREQ" in parts
        and set(parts) <= KNOWN
        and all(len(parts.get(name, [0])) == 1 for name in single)
        and all(parts.get(name, [1])[0] >= 1 for name in ("INTERVAL", "COUNT"))
        and not set(parts) >= ENDS
    )


def _is_dense(parts: Mapping[str, Sequence[Any]]) -> bool:
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(set(parts.get(name, [0])))
    values = sum(len(parts.get(name, [])) for name in LISTS)
    return parts["FREQ"][0] not in SLOW or times > MOST_TIMES or values > MOST_VALUES


def _until(parts: Mapping[str, Sequence[Any]], text: str) -> tuple[date | None, bool]:
    if "UNTIL" not in parts:
        return None, False
    found = parts["UNTIL"][0]
    if isinstance(found, datetime):
        return found.replace(tzinfo=None), found.tzinfo is not None
    if isinstance(found, date):
        return found, False
    raise Broken("calendar-rule", "RRULE", text[:200])


def walked(
    rule: Rule, start: datetime, until: date | None, last: datetime, work: Work
) -> Iterator[datetime]:
    """The times on the wall of `start`, up to `last` and to `until` (on the same wall; a day counts
    whole), both included. Raises `Broken`."""
    end = last
    if isinstance(until, datetime):
        end = min(last, until)
    elif until is not None:
        end = min(last, datetime.combine(until, time(23, 59, 59)))
    work.spend(max(1, end.year - start.year))
    later = CYCLE * ((MAXYEAR - max(end.year, start.year)) // CYCLE)
    met = 0
    try:
        walk = rrulestr(rule.text, dtstart=_moved(start, later)).replace(until=_moved(end, later))
        for found in walk:
            if met == rule.count:
                break
            met += 1
            yield _moved(found, -later)
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise Broken("calendar-rule", "RRULE", rule.text[:200]) from error
    if not met:
        work.spend(CYCLE)


def _moved(at: datetime, years: int) -> datetime:
    return at.replace(year=at.year + years)
