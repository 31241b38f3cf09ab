"""A calendar in a few lines, and what is read of it."""

from datetime import date
from typing import Any

from kinkeeper.roster.records.calendars.calendar import HEADINGS, Calendar, Reader
from kinkeeper.roster.records.calendars.series import Window

WINDOW = Window(date(2026, 1, 1), date(2028, 6, 30))


def event(*lines: str, uid: str = "ev-1@example.org", title: str = "Choir") -> str:
    said = [f"UID:{uid}"] if uid else []
    return "\r\n".join(["BEGIN:VEVENT", *said, f"SUMMARY:{title}", *lines, "END:VEVENT"])


def calendar(*parts: str, method: str = "") -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", *([f"METHOD:{method}"] if method else [])]
    return ("\r\n".join([*head, *parts, "END:VCALENDAR"]) + "\r\n").encode()


def read(*parts: str, data: bytes | None = None, method: str = "") -> Calendar:
    return Reader(WINDOW).read("c.ics", calendar(*parts, method=method) if data is None else data)


def rows(found: Calendar) -> list[dict[str, str]]:
    return [
        {heading: row[f"c{place}"] or "" for place, heading in enumerate(HEADINGS)}
        for row in found.table.cells.iter_rows(named=True)
    ]


def times(found: Calendar) -> list[tuple[str, str]]:
    """(original day, beginning) of each, in order."""
    return [(row["occurrence"], row["starts"]) for row in rows(found)]


def starts(found: Calendar) -> list[str]:
    return [row["starts"] for row in rows(found)]


def problems(found: Calendar) -> list[tuple[int, str, str]]:
    """(line, code, value)."""
    said: Any = found.table.found
    return list(said.select("row", "code", "value").iter_rows())


def codes(found: Calendar) -> list[str]:
    return [code for _row, code, _value in problems(found)]
