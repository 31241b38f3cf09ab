"""One event as it is written: a version of a series, or of one time that it takes place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kinkeeper.roster.records.calendars.lines import Component
from kinkeeper.roster.records.calendars.problems import Broken
from kinkeeper.roster.records.calendars.rules import Rule, TooDense
from kinkeeper.roster.records.calendars.values import (
    Property,
    Wall,
    duration,
    is_utc,
    naive,
    number,
    property_of,
    words,
)
from kinkeeper.roster.records.calendars.zones import Zone, Zones

READ = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION"),
        *("SUMMARY", "LOCATION", "CATEGORIES", "STATUS", "CLASS"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
    }
)
ONCE = ("UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "RECURRENCE-ID", "STATUS", "CLASS")
UTC = "UTC"
STATES = frozenset({"", "confirmed", "tentative", "cancelled"})
OPEN_TO_ALL, ONWARDS = "PUBLIC", "THISANDFUTURE"
MOST_RULES, MOST_DATES = 10, 2_000


@dataclass(frozen=True)
class Time:
    """A day, or a time on the wall of a zone; `zone` is None where it is the school's own."""

    wall: Wall
    zone: Zone | None = None

    def on(self, zone: Zone | None) -> Wall:
        """What the clocks of another zone show then. The school's own clock is nobody's but the
        school's: a time without a zone is taken as it stands."""
        if zone is None or self.zone is None or not isinstance(self.wall, datetime):
            return self.wall
        return zone.wall(self.zone.moment(self.wall, strict=False))


@dataclass(frozen=True)
class Event:
    """`lasts` is None where the event has no end. `original`: which time of its series it stands
    for, and `onwards` that it does for all later ones. `rules` and `more` are when it repeats,
    `not_on` when it does not; `too_dense`: a rule of it is not followed. `version`: a later one is
    greater."""

    uid: str
    line: int
    start: Time
    lasts: timedelta | None
    title: str
    location: str
    category: str
    status: str
    private: bool
    sequence: int
    stamp: str
    original: Time | None = None
    onwards: bool = False
    rules: Sequence[Rule] = ()
    more: Sequence[tuple[Time, timedelta | None]] = ()
    not_on: Sequence[Time] = ()
    too_dense: bool = False

    @property
    def version(self) -> tuple[int, str]:
        return (self.sequence, self.stamp)

    @property
    def repeats(self) -> bool:
        return bool(self.rules or self.more or self.too_dense)


class Said:
    """The properties of an event, by name."""

    def __init__(self, component: Component) -> None:
        self.line = component.number
        self.all: dict[str, list[Property]] = {}
        for line in component.lines:
            found = property_of(line)
            self.all.setdefault(found.name, []).append(found)

    def __getitem__(self, name: str) -> list[Property]:
        return self.all.get(name, [])

    def text(self, name: str) -> str:
        return self[name][0].value if self[name] else ""

    def one(self, name: str) -> Property | None:
        return self[name][0] if self[name] else None


def uid_of(component: Component) -> str:
    """Whatever else is broken."""
    for line in component.lines:
        if line.text[:4].upper() in {"UID:", "UID;"}:
            return words(line.text.partition(":")[2])
    return ""


def read(component: Component, zones: Zones) -> Event:
    """Raises `Broken`."""
    if not component.whole:
        raise Broken("calendar-event", "VEVENT")
    said = Said(component)
    for name in ONCE:
        if len({(each.value, *each.params.items()) for each in said[name]}) > 1:
            raise Broken("calendar-twice", name, line=said[name][1].line)
    uid = words(said.text("UID"))
    if not uid:
        raise Broken("calendar-no-uid", "UID")
    if said["EXRULE"]:
        raise Broken("calendar-rule", "EXRULE", said.text("EXRULE")[:200])
    start = said.one("DTSTART")
    if start is None:
        raise Broken("calendar-empty", "DTSTART")
    begins = _time(start, zones)
    if begins.zone is not None and isinstance(begins.wall, datetime):
        begins.zone.moment(begins.wall, strict=True)
    rules, too_dense = _rules(said)
    original = said.one("RECURRENCE-ID")
    status = said.text("STATUS").casefold()
    return Event(
        uid=uid,
        line=component.number,
        start=begins,
        lasts=_lasts(said, begins, zones),
        title=words(said.text("SUMMARY")),
        location=words(said.text("LOCATION")),
        category=", ".join(words(each.value) for each in said["CATEGORIES"]),
        status=status if status in STATES else "",
        private=said.text("CLASS").upper() not in {"", OPEN_TO_ALL},
        sequence=number(said.text("SEQUENCE") or "0", "SEQUENCE"),
        stamp=max(_stamp(said.text("DTSTAMP")), _stamp(said.text("LAST-MODIFIED"))),
        original=_time(original, zones) if original else None,
        onwards=original is not None and original.params.get("RANGE", "").upper() == ONWARDS,
        rules=() if original else rules,
        more=() if original else _more(said, zones),
        not_on=() if original else _not_on(said, zones),
        too_dense=too_dense and not original,
    )


def _time(found: Property, zones: Zones) -> Time:
    wall = naive(found.value, found.name)
    if not isinstance(wall, datetime):
        return Time(wall)
    name = UTC if is_utc(found.value) else found.zone
    return Time(wall, zones.named(name) if name else None)


def _lasts(said: Said, start: Time, zones: Zones) -> timedelta | None:
    """Of a day how many days; an end that is the beginning is one day, or no time."""
    end, length = said.one("DTEND"), said.one("DURATION")
    lasts: timedelta | None
    days = not isinstance(start.wall, datetime)
    if end is not None:
        found = _time(end, zones)
        if isinstance(found.wall, datetime) == days:
            raise Broken("calendar-value", "DTEND", end.value[:100])
        lasts = _between(start, found)
        if lasts < timedelta(0):
            raise Broken("calendar-backwards", "DTEND", end.value[:100])
    elif length is not None:
        lasts = duration(length.value)
    else:
        lasts = timedelta(days=1) if days else None
    return max(lasts, timedelta(days=1)) if days and lasts is not None else lasts


def _between(start: Time, end: Time) -> timedelta:
    """How long it really takes; on the school's own clocks that is not known yet."""
    if start.zone is None or end.zone is None:
        return end.wall - start.wall  # type: ignore[operator]  # both days, or both times
    return end.zone.moment(end.wall, strict=True) - start.zone.moment(  # type: ignore[arg-type]  # times have zones
        start.wall,  # type: ignore[arg-type]  # as above
        strict=True,
    )


def _rules(said: Said) -> tuple[list[Rule], bool]:
    found, dense = [], False
    if len(said["RRULE"]) > MOST_RULES:
        raise Broken("calendar-too-much", "RRULE")
    for each in said["RRULE"]:
        try:
            found.append(Rule.of(each.value))
        except TooDense:
            dense = True
    return ([] if dense else found), dense


def _dates(said: Said, name: str) -> list[tuple[Property, str]]:
    found = [(each, text) for each in said[name] for text in each.value.split(",") if text.strip()]
    if len(found) > MOST_DATES:
        raise Broken("calendar-too-much", name)
    return found


def _single(of: Property, text: str) -> Property:
    return Property(of.name, of.params, text.strip(), of.line)


def _more(said: Said, zones: Zones) -> list[tuple[Time, timedelta | None]]:
    found: list[tuple[Time, timedelta | None]] = []
    for each, text in _dates(said, "RDATE"):
        first, stroke, last = text.partition("/")
        start = _time(_single(each, first), zones)
        lasts = None
        if stroke and last.strip().upper().startswith("P"):
            lasts = duration(last.strip(), "RDATE")
        elif stroke:
            lasts = _between(start, _time(_single(each, last), zones))
            if lasts < timedelta(0):
                raise Broken("calendar-backwards", "RDATE", text[:100])
        found.append((start, lasts))
    return found


def _not_on(said: Said, zones: Zones) -> list[Time]:
    return [_time(_single(each, text), zones) for each, text in _dates(said, "EXDATE")]


def _stamp(text: str) -> str:
    """ISO, in UTC; stamps compare as texts. Empty where there is none."""
    if not text:
        return ""
    try:
        found = naive(text, "DTSTAMP")
    except Broken:
        return ""
    return found.isoformat() + ("Z" if isinstance(found, datetime) else "T00:00:00Z")


def unread(components: Sequence[Component]) -> Mapping[str, int]:
    """Names of properties that nothing is read from."""
    found: dict[str, int] = {}
    for component in components:
        for line in component.lines:
            name = line.text.partition(":")[0].partition(";")[0].strip().upper()
            if name and name not in READ and len(name) < 60:
                found[name] = found.get(name, 0) + 1
    return found
