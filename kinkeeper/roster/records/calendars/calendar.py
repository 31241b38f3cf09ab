"""A calendar in, a table of events out, with the headings of `events.csv`; and what it says of what
it does not name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, SCHEMA, WARNING
from kinkeeper.roster.records.calendars import event as events
from kinkeeper.roster.records.calendars.event import Time, uid_of
from kinkeeper.roster.records.calendars.lines import Component, cut
from kinkeeper.roster.records.calendars.problems import Broken
from kinkeeper.roster.records.calendars.rules import Work
from kinkeeper.roster.records.calendars.series import Complete, Occurrence, Window, taken
from kinkeeper.roster.records.calendars.zones import Zones
from kinkeeper.roster.table import RAGGED, Table

HEADINGS = (
    *("org_id", "class_id", "event_id", "starts", "ends", "all_day", "title", "location"),
    *("occurrence", "category", "status", "private", "sequence", "changed_at"),
)
MOST_ROWS = 200_000  # of all calendars of one import
CANCEL = "CANCEL"
# What cancels events: `row`, and of an event by its number all times (empty) or one `occurrence`.
CANCELS: dict[str, Any] = {
    "row": pl.UInt32,
    "number": pl.String,
    "occurrence": pl.String,
    "sequence": pl.String,
}


@dataclass(frozen=True)
class Calendar:
    """`told`: the events by number of which all times are in the table; `in_window` those of which
    all between `window.first` and `window.last` are. `skipped` are those that could not be read,
    or not wholly, `nameless` how many events have no number. `cancels`: see `CANCELS`. `at`: whose
    it is, by the internal IDs of the school and of the class or group (empty: the whole school)."""

    name: str
    table: Table
    window: Window
    told: frozenset[str]
    in_window: frozenset[str]
    skipped: frozenset[str]
    nameless: int
    cancels: pl.DataFrame
    at: tuple[str, str] = ("", "")

    @property
    def stem(self) -> str:
        return self.name.rsplit(".", 1)[0]


class Reader:
    """Reads the calendars of one import, whose work is bounded together."""

    def __init__(self, window: Window, encoding: str | None = None) -> None:
        self.window, self.encoding = window, encoding
        self.work, self.rows = Work(), 0

    def read(self, name: str, data: bytes) -> Calendar:
        """Raises `FileRefused` where it is no whole calendar."""
        return _File(self, name, data).calendar()


class _File:
    def __init__(self, reader: Reader, name: str, data: bytes) -> None:
        self.reader, self.name = reader, name
        self.cut = cut(name, data, reader.encoding)
        self.zones = Zones(self.cut.zones, reader.work)
        self.rows: list[dict[str, Any]] = []
        self.cancels: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        self.told: dict[Complete, set[str]] = {each: set() for each in Complete}
        self.skipped: set[str] = set()
        self.nameless = 0

    def calendar(self) -> Calendar:
        self._read()
        unread = sorted(events.unread(self.cut.events))[:50]
        headings = (*HEADINGS, *unread)
        columns = {f"c{place}": pl.String for place in range(len(headings))}
        cells = pl.DataFrame(
            [
                {"row": row["row"]}
                | {f"c{place}": row.get(heading) for place, heading in enumerate(HEADINGS)}
                for row in self.rows
            ],
            schema={"row": pl.UInt32, **columns},
        )
        table = Table(
            headings,
            cells,
            pl.DataFrame(schema=RAGGED),
            0,
            self.cut.encoding,
            "",
            notes=self._notes(),
            found=pl.concat([NO_PROBLEMS, pl.DataFrame(self.problems, schema=SCHEMA)]),
            data_rows=len(self.cut.events),
        )
        return Calendar(
            self.name,
            table,
            self.reader.window,
            frozenset(self.told[Complete.ALWAYS] - self.skipped),
            frozenset(self.told[Complete.WINDOW] - self.skipped),
            frozenset(self.skipped),
            self.nameless,
            pl.DataFrame(self.cancels, schema=CANCELS),
        )

    def _read(self) -> None:
        by_uid: dict[str, list[Component]] = {}
        for component in self.cut.events:
            by_uid.setdefault(uid_of(component), []).append(component)
        numbers: dict[str, set[str]] = {}
        for uid in by_uid:
            numbers.setdefault(number_of(uid), set()).add(uid)
        for uid, components in by_uid.items():
            number = number_of(uid)
            try:
                if uid and len(numbers[number]) > 1:
                    raise Broken("calendar-twins", "UID", uid)
                self._event(uid, number, components)
            except Broken as broken:
                self._skip(uid, number, components, broken)
            except Exception:  # noqa: BLE001  # one event, whatever is in it, costs no other
                self._skip(uid, number, components, Broken("calendar-event", "VEVENT"))

    def _event(self, uid: str, number: str, components: Sequence[Component]) -> None:
        if not uid:
            raise Broken("calendar-no-uid", "UID")
        versions = [events.read(each, self.zones) for each in components]
        cancels = [
            version
            for version, each in zip(versions, components, strict=True)
            if each.method == CANCEL
        ]
        versions = [each for each in versions if each not in cancels]
        if versions:
            found = taken(versions, self.reader.window, self.reader.work)
            rows = [_row(number, each) for each in found.occurrences]
            self.reader.rows += len(rows)
            if self.reader.rows > MOST_ROWS:
                raise Broken("calendar-too-much", "RRULE")
            self.rows += rows
            self.told[found.complete].add(number)
            for each in found.older:
                self._say("calendar-older", "SEQUENCE", uid, each.line, WARNING)
            for each in versions:
                if each.too_dense:
                    self.skipped.add(number)
                    self._say("calendar-dense", "RRULE", uid, each.line, WARNING)
        for each in cancels:
            self.cancels.append(
                {
                    "row": each.line,
                    "number": number,
                    "occurrence": _day_of(each.original),
                    "sequence": str(each.sequence),
                }
            )

    def _skip(self, uid: str, number: str, components: Sequence[Component], broken: Broken) -> None:
        """All that the file says of the event: half of it would be another event."""
        if uid:
            self.skipped.add(number)
        else:
            self.nameless += len(components)
        for each in components if not uid else components[:1]:
            value = broken.value or uid
            detail = {"uid": uid[:200], **broken.detail}
            self._say(
                broken.code, broken.column, value, broken.line or each.number, ERROR, **detail
            )

    def _say(
        self, code: str, column: str, value: str, line: int, severity: str, **detail: object
    ) -> None:
        self.problems.append(
            {
                "row": line,
                "column": column,
                "code": code,
                "severity": severity,
                "value": value[:200],
                "detail": json.dumps(detail, ensure_ascii=False) if detail else None,
            }
        )

    def _notes(self) -> list[tuple[str, dict[str, object]]]:
        notes: list[tuple[str, dict[str, object]]] = []
        if self.cut.stray:
            notes.append(("calendar-stray", {"count": self.cut.stray, "file": self.name}))
        if self.cut.others:
            others = ", ".join(f"{name} ({n})" for name, n in sorted(self.cut.others.items()))
            notes.append(("calendar-parts", {"parts": others[:200], "file": self.name}))
        return notes


def number_of(uid: str) -> str:
    """An event's number is its UID before the `@`."""
    return uid.partition("@")[0].strip() or uid


def _row(number: str, of: Occurrence) -> dict[str, Any]:
    said = of.said
    return {
        "row": said.line,
        "event_id": number,
        "starts": _text(of.start),
        "ends": _ends(of),
        "all_day": "no" if isinstance(of.start.wall, datetime) else "yes",
        "title": said.title,
        "location": said.location,
        "occurrence": of.original,
        "category": said.category,
        "status": said.status,
        "private": "yes" if said.private else "no",
        "sequence": str(said.sequence),
        "changed_at": said.stamp,
    }


def _ends(of: Occurrence) -> str:
    if of.lasts is None:
        return ""
    if not isinstance(of.start.wall, datetime):  # its last day; the end of a day is the next one
        days = max(of.lasts, timedelta(days=1)) - timedelta(days=1)
        return (of.start.wall + days).isoformat()
    if of.start.zone is None:
        return (of.start.wall + of.lasts).isoformat()
    return _utc(of.start.zone.moment(of.start.wall, strict=False) + of.lasts)


def _text(at: Time) -> str:
    if not isinstance(at.wall, datetime) or at.zone is None:
        return at.wall.isoformat()
    return _utc(at.zone.moment(at.wall, strict=False))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day_of(original: Time | None) -> str:
    if original is None:
        return ""
    wall = original.wall
    return (wall.date() if isinstance(wall, datetime) else wall).isoformat()


def placed(calendar: Calendar, school: str, group: str) -> Table:
    """Its table, whose rows are those of a school, or of one of its classes; by their keys."""
    keys = {"org_id": school, "class_id": group}
    return replace(
        calendar.table,
        cells=calendar.table.cells.with_columns(
            pl.lit(key or None, pl.String).alias(f"c{HEADINGS.index(heading)}")
            for heading, key in keys.items()
        ),
    )
