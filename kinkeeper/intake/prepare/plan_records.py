"""Plans files of school records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kinkeeper.intake.directory import records as directory
from kinkeeper.intake.models import Import
from kinkeeper.intake.upload import storage
from kinkeeper.organisations.local_date import today_at
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.guards import Limits
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.read.archive import TABLES, files_in
from kinkeeper.roster.read.file_kind import ARCHIVE, content_of
from kinkeeper.roster.read.files import Sheet, sheets_of
from kinkeeper.roster.records import scopes
from kinkeeper.roster.records.calendars.calendar import Reader
from kinkeeper.roster.records.calendars.lines import is_calendar
from kinkeeper.roster.records.calendars.series import Window
from kinkeeper.roster.records.plan import Draft, draft, plan
from kinkeeper.roster.records.scopes import Stated
from kinkeeper.roster.table import Bounds, FileRefused


def drafted(roster_import: Import, options: Options, bounds: Bounds) -> Draft:
    """The files, read. Raises `FileRefused`, `storage.Gone`."""
    if roster_import.home_id is None:  # records are of schools that a place holds already
        raise FileRefused("records-scope", scope=roster_import.place)
    sent = list(zip(roster_import.file_names, storage.take(roster_import), strict=True))
    files, others = unpacked([(_last(name), data) for name, data in sent], bounds)
    said: dict[str, list[Stated]] = {}
    theirs: dict[str, str] = {}
    for name, data in files:
        if name == scopes.FILE:
            said |= scopes.read(data)
            theirs |= scopes.calendars(data)
    reader = Reader(window(today_at(roster_import.place)), options.encoding)
    calendars = [reader.read(name, data) for name, data in files if is_calendar(data)]
    tables = [each for each in files if each[0] != scopes.FILE and not is_calendar(each[1])]
    if not tables and not calendars:
        raise FileRefused("empty-file")
    sheets = sheets_of(
        [each for each in tables if each[1].strip() or len(files) == 1],
        encoding=options.encoding,
        delimiter=options.delimiter,
        bounds=bounds,
    )
    names = [*(sheet.name for sheet in sheets), *(calendar.name for calendar in calendars)]
    twice = {each.name for each in calendars if names.count(each.name) > 1}
    if twice:
        raise FileRefused("records-same-name", files=", ".join(sorted(twice))[:200])
    if others and sheets:
        note = ("not-read", {"files": ", ".join(sorted(others))[:200]})
        sheets[0] = Sheet(
            sheets[0].name, replace(sheets[0].table, notes=(*sheets[0].table.notes, note))
        )
    if options.calendar_of:
        theirs = dict.fromkeys(names, options.calendar_of)
    return draft(sheets, options.date_order, _stated(options, names, said), calendars, theirs)


def unpacked(
    files: Sequence[tuple[str, bytes]], bounds: Bounds
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """What is in ZIP files among them, besides tables also calendars and the scopes, each once; and
    the names of what is left alone. Raises `FileRefused`."""
    found: list[tuple[str, bytes]] = []
    others: list[str] = []
    for name, data in files:
        if is_calendar(data) or name == scopes.FILE or content_of(name, data) != ARCHIVE:
            found.append((name, data))
        else:
            inside, left = files_in(data, bounds, (*TABLES, ".ics", scopes.FILE))
            found, others = [*found, *inside], [*others, *left]
    return list(dict.fromkeys(found)), others


def window(today: date) -> Window:
    """Of events without an end the past year and the next one and a half. It moves once a month, so
    a calendar that is fetched every night brings nothing new on most of them."""
    first = today.replace(day=1)
    last = (first + timedelta(days=31 * 18)).replace(day=1) - timedelta(days=1)
    return Window(first.replace(year=first.year - 1), last)


def planned(roster_import: Import, draft: Draft, limits: Limits) -> Plan:
    """Raises `FileRefused` where a scope names no school."""
    return plan(draft, directory.fetch(roster_import, draft), limits)


def _stated(
    options: Options, names: Sequence[str], said: Mapping[str, list[Stated]]
) -> dict[str, list[Stated]]:
    """What the command or the page says holds for all files, instead of what a file says."""
    if options.scope:
        chosen = [
            Stated(options.scope_from, options.scope_until, path=path) for path in options.scope
        ]
        return dict.fromkeys(names, chosen)
    return {name: said[name] for name in names if name in said}


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]
