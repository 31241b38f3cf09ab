"""Time zones of a calendar: by their name, else as the file defines them.

A name that is known wins over what the file says of it. A definition of the file's own is read
here, and not by the library: that remembers one file's definition for all later files.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from kinkeeper.roster.records.calendars.lines import Component, Line
from kinkeeper.roster.records.calendars.problems import Broken
from kinkeeper.roster.records.calendars.rules import Rule, TooDense, Work, walked
from kinkeeper.roster.records.calendars.values import naive, property_of

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
LATEST = datetime(2100, 1, 1)  # noqa: DTZ001  # on a wall
MOST_CHANGES = 600


class Zone(Protocol):
    """What a clock on a wall there shows, and when that is."""

    def moment(self, wall: datetime, *, strict: bool) -> datetime:
        """In UTC; of an hour that comes twice the first. One that does not come raises `Broken`, or
        (not `strict`) is read by the clock as it went before."""

    def wall(self, moment: datetime) -> datetime: ...


@dataclass(frozen=True)
class Named:
    zone: ZoneInfo

    def moment(self, wall: datetime, *, strict: bool) -> datetime:
        found = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if strict and self.wall(found) != wall:
            raise Broken("calendar-no-such-time", "DTSTART", wall.isoformat())
        return found

    def wall(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)


@dataclass(frozen=True)
class Defined:
    """`changes`: from which time on a wall (as it was before) which offset holds, in order."""

    changes: Sequence[tuple[datetime, timedelta, timedelta]]

    def moment(self, wall: datetime, *, strict: bool) -> datetime:
        before, after = self._around(bisect_right([at for at, _b, _a in self.changes], wall) - 1)
        at = self.changes[max(0, bisect_right([at for at, _b, _a in self.changes], wall) - 1)][0]
        if after > before and at <= wall < at + (after - before):
            if strict:
                raise Broken("calendar-no-such-time", "DTSTART", wall.isoformat())
            after = before
        return (wall - after).replace(tzinfo=UTC)

    def wall(self, moment: datetime) -> datetime:
        plain = moment.astimezone(UTC).replace(tzinfo=None)
        begins = [at - before for at, before, _after in self.changes]
        _before, after = self._around(bisect_right(begins, plain) - 1)
        return plain + after

    def _around(self, place: int) -> tuple[timedelta, timedelta]:
        """Before the first change its own *from* holds."""
        if place < 0:
            return self.changes[0][1], self.changes[0][1]
        return self.changes[place][1], self.changes[place][2]


class Zones:
    """Those of one calendar, by the names that its times bear."""

    def __init__(self, components: Sequence[Component], work: Work) -> None:
        self.work = work
        self.defined: dict[str, Component] = {}
        for component in components:
            for line in component.lines:
                if line.text.upper().startswith("TZID"):
                    self.defined.setdefault(line.text.partition(":")[2].strip(), component)
                    break
        self.found: dict[str, Zone] = {}

    def named(self, name: str) -> Zone:
        """Raises `Broken` where nobody knows it."""
        if name not in self.found:
            self.found[name] = self._named(name)
        return self.found[name]

    def _named(self, name: str) -> Zone:
        known = known_zone(name)
        if known is not None:
            return Named(known)
        if name in self.defined:
            try:
                return _defined(self.defined[name], self.work)
            except (Broken, TooDense, ValueError, KeyError, OverflowError) as error:
                raise Broken("calendar-zone", "TZID", name) from error
        raise Broken("calendar-zone", "TZID", name)


def known_zone(name: str) -> ZoneInfo | None:
    """By its name, that of Windows, or the one at the end of a path such as
    `/example.org/Europe/Oslo`."""
    plain = name.strip().strip('"')
    if plain.upper() in {"UTC", "GMT", "Z", "ETC/UTC"}:
        return ZoneInfo("UTC")
    parts = plain.strip("/").split("/")
    ends = ["/".join(parts[-count:]) for count in (len(parts), 3, 2) if count <= len(parts)]
    names, of_windows = _names()
    for each in (*ends, of_windows.get(plain.casefold(), "")):
        if each.casefold() in names:
            return ZoneInfo(names[each.casefold()])
    return None


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The zones of this machine, and those that Windows has other names for, by their names in
    small letters. Six hundred files are looked at, so not before a calendar asks."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415  # as in `values`

    names = {name.casefold(): name for name in available_timezones()}
    return names, {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _defined(component: Component, work: Work) -> Defined:
    changes: list[tuple[datetime, timedelta, timedelta]] = []
    now: list[Line] | None = None
    for line in component.lines:
        word = line.text.upper().strip()
        if word in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}:
            now = []
        elif word in {"END:STANDARD", "END:DAYLIGHT"} and now is not None:
            changes += _changes(now, work)
            now = None
        elif now is not None:
            now.append(line)
    if not changes:
        raise Broken("calendar-zone", "TZID")
    return Defined(sorted(changes))


def _changes(lines: Sequence[Line], work: Work) -> list[tuple[datetime, timedelta, timedelta]]:
    said: dict[str, list[str]] = {}
    for line in lines:
        found = property_of(line)
        said.setdefault(found.name, []).append(found.value)
    before, after = _offset(said["TZOFFSETFROM"][0]), _offset(said["TZOFFSETTO"][0])
    start = naive(said["DTSTART"][0])
    if not isinstance(start, datetime):
        raise Broken("calendar-zone", "TZID")
    times = {start}
    for text in said.get("RRULE", ()):
        rule = Rule.of(text)
        until = rule.until
        if isinstance(until, datetime) and rule.in_utc:
            until += before
        times |= set(islice(walked(rule, start, until, LATEST, work), MOST_CHANGES))
    for text in said.get("RDATE", ()):
        named = (naive(each) for each in text.split(",")[:MOST_CHANGES])
        times |= {each for each in named if isinstance(each, datetime)}
    return [(at, before, after) for at in times]


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        raise Broken("calendar-zone", "TZID")
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
