"""The times that an event takes place: its rule, what is added, what is left out, and what is
otherwise on single days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from kinkeeper.roster.records.calendars.event import Event, Time
from kinkeeper.roster.records.calendars.problems import Broken
from kinkeeper.roster.records.calendars.rules import Rule, Work, walked
from kinkeeper.roster.records.calendars.values import Wall

MOST = 1_000  # of one event


@dataclass(frozen=True)
class Window:
    """The days, both included, in which events without an end are looked at."""

    first: date
    last: date


@dataclass(frozen=True)
class Occurrence:
    """`said` is the event that speaks of it, at `start`. `original`: the day that it has in its
    series, empty where there is none; a second one of a day has a number."""

    said: Event
    start: Time
    lasts: timedelta | None
    original: str = ""


class Complete(Enum):
    """Of which days the times of an event are all that there are."""

    ALWAYS = "always"
    WINDOW = "window"
    NEVER = "never"


@dataclass(frozen=True)
class Taken:
    """What else is known of the event is over, as far as it is `complete`. `older` are versions
    that a later one replaces."""

    occurrences: Sequence[Occurrence]
    complete: Complete
    older: Sequence[Event] = ()


def taken(versions: Sequence[Event], window: Window, work: Work) -> Taken:
    """Of all versions of one event. Raises `Broken`."""
    newest, older = _newest(versions)
    series = newest.pop(None, None)
    if series is None:  # only times of a series that is not in the file
        alone = [
            Occurrence(each, each.start, each.lasts, _day(each.original.wall))
            for each in newest.values()
            if each.original is not None
        ]
        return Taken(alone, Complete.NEVER, older)
    others = list(newest.values())
    if not series.repeats and not others:
        alone = [Occurrence(series, series.start, series.lasts)]
        return Taken(alone, Complete.ALWAYS, older)
    times, whole = _times(series, window, work)
    found = _with_exceptions(series, times, others)
    if len(found) > MOST:
        raise Broken("calendar-too-much", "RRULE")
    complete = Complete.ALWAYS if whole else Complete.WINDOW
    return Taken(_numbered(found), Complete.NEVER if series.too_dense else complete, older)


def _newest(versions: Sequence[Event]) -> tuple[dict[Wall | None, Event], list[Event]]:
    """By the time for which each stands. Two of the same version that say different things are
    broken: nobody knows which holds."""
    masters = [each for each in versions if each.original is None]
    zone = max(masters, key=lambda each: each.version).start.zone if masters else None
    found: dict[Wall | None, Event] = {}
    older: list[Event] = []
    for each in versions:
        slot = each.original.on(zone) if each.original is not None else None
        before = found.get(slot)
        if before is None or before.version < each.version:
            older += [before] if before is not None else []
            found[slot] = each
        elif before.version > each.version:
            older.append(each)
        elif _content(before) != _content(each):
            raise Broken("calendar-twins", "UID", each.uid, line=each.line)
    return found, older


def _content(event: Event) -> tuple[object, ...]:
    return tuple(value for name, value in vars(event).items() if name != "line")


def _times(
    series: Event, window: Window, work: Work
) -> tuple[dict[datetime, timedelta | None], bool]:
    """When it takes place by itself, on the wall of its zone (a day as its midnight), and how long;
    and whether these are all."""
    start = _at(series.start.wall)
    walked_to, whole = _walked(series, window, work)
    times: dict[datetime, timedelta | None] = dict.fromkeys(walked_to, series.lasts)
    if whole or start.date() >= window.first:
        times.setdefault(start, series.lasts)
    for more, lasts in series.more:
        at = _at(more.on(series.start.zone))
        if isinstance(more.wall, datetime) or not isinstance(series.start.wall, datetime):
            times[at] = series.lasts if lasts is None else lasts
        else:
            times[datetime.combine(at.date(), start.time())] = series.lasts
    for gone in series.not_on:
        for at in _meant(gone.on(series.start.zone), times, series):
            del times[at]
    return times, whole


def _walked(series: Event, window: Window, work: Work) -> tuple[list[datetime], bool]:
    """What its rules say; all of it, or, where that has no end or is too much, what is in the
    window."""
    last = _end_of(window.last)
    ends = whole = all(rule.ends for rule in series.rules)
    found: list[datetime] = []
    for rule in series.rules:
        until, met = _until(rule, series), 0
        for at in walked(rule, _at(series.start.wall), until, last, work):
            met += 1
            if not ends and at.date() < window.first:
                continue
            found.append(at)
            if ends and len(found) > MOST:
                ends = whole = False
                found = [each for each in found if each.date() >= window.first]
            if len(found) > MOST:
                raise Broken("calendar-too-much", "RRULE")
        whole &= rule.count is None or met == rule.count
        whole &= until is None or _end_of(until) <= last
    return found, whole


def _end_of(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time(23, 59, 59))


def _meant(wall: Wall, times: Mapping[datetime, object], series: Event) -> list[datetime]:
    """A bare day means whatever takes place on it; and of a series of days, a time means its
    day."""
    if isinstance(wall, datetime) and isinstance(series.start.wall, datetime):
        return [wall] if wall in times else []
    day = wall.date() if isinstance(wall, datetime) else wall
    return [each for each in times if each.date() == day]


def _until(rule: Rule, series: Event) -> date | None:
    """The last time on the wall of the series."""
    until, zone = rule.until, series.start.zone
    if not isinstance(until, datetime):
        return until
    if not isinstance(series.start.wall, datetime):
        return until.date()
    if rule.in_utc and zone is not None:
        return zone.wall(until.replace(tzinfo=UTC))
    return until


def _with_exceptions(
    series: Event, times: Mapping[datetime, timedelta | None], others: Sequence[Event]
) -> list[tuple[datetime, Occurrence]]:
    zone = series.start.zone
    single: dict[datetime, Event] = {}
    onwards: list[tuple[datetime, Event]] = []
    for each in others:
        wall = each.original.on(zone) if each.original is not None else series.start.wall
        if each.onwards:
            onwards.append((_at(wall), each))
        else:
            for at in _meant(wall, times, series) or [_at(wall)]:
                single[at] = each
    onwards.sort(key=lambda each: each[0])
    gone = [each.on(zone) for each in series.not_on]
    found = []
    for at in sorted({*times, *(at for at in single if not _is_gone(at, gone, series))}):
        said = single.get(at)
        ruling = [(since, each) for since, each in onwards if since <= at]
        if said is not None:
            made = Occurrence(said, said.start, said.lasts)
        elif ruling:
            since, later = ruling[-1]
            made = Occurrence(later, _moved(later.start, at - since), later.lasts)
        else:
            made = Occurrence(series, _start(series, at), times[at])
        found.append((at, made))
    if series.status == "cancelled":  # of the whole series, whatever was said of one day before
        found = [(at, _cancelled(each)) for at, each in found]
    return found


def _cancelled(occurrence: Occurrence) -> Occurrence:
    return replace(occurrence, said=replace(occurrence.said, status="cancelled"))


def _is_gone(at: datetime, gone: Sequence[Wall], series: Event) -> bool:
    return any(at in _meant(wall, {at: None}, series) for wall in gone)


def _start(series: Event, at: datetime) -> Time:
    days = not isinstance(series.start.wall, datetime)
    return Time(at.date() if days else at, series.start.zone)


def _moved(start: Time, by: timedelta) -> Time:
    return Time(start.wall + by, start.zone)


def _numbered(found: Sequence[tuple[datetime, Occurrence]]) -> list[Occurrence]:
    """Each by its original day."""
    seen: dict[str, int] = {}
    made = []
    for at, each in found:
        day = _day(at)
        seen[day] = seen.get(day, 0) + 1
        original = day if seen[day] == 1 else f"{day}/{seen[day]}"
        made.append(Occurrence(each.said, each.start, each.lasts, original))
    return made


def _at(wall: Wall) -> datetime:
    return wall if isinstance(wall, datetime) else datetime.combine(wall, time())


def _day(wall: Wall) -> str:
    return (wall.date() if isinstance(wall, datetime) else wall).isoformat()
