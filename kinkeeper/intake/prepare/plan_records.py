"""Plans files of school records."""

from collections.abc import Mapping, Sequence

from kinkeeper.intake.directory import records as directory
from kinkeeper.intake.models import Import
from kinkeeper.intake.upload import storage
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.guards import Limits
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.records import scopes
from kinkeeper.roster.records.plan import Draft, draft, plan
from kinkeeper.roster.records.scopes import Stated
from kinkeeper.roster.table import Bounds, FileRefused


def drafted(roster_import: Import, options: Options, bounds: Bounds) -> Draft:
    """The files, read. Raises `FileRefused`, `storage.Gone`."""
    if roster_import.home_id is None:  # records are of schools that a place holds already
        raise FileRefused("records-scope", scope=roster_import.place)
    files = list(zip(roster_import.file_names, storage.take(roster_import), strict=True))
    said: dict[str, list[Stated]] = {}
    for name, data in files:
        if _last(name) == scopes.FILE:
            said |= scopes.read(data)
    tables = [(_last(name), data) for name, data in files if _last(name) != scopes.FILE]
    if not tables:
        raise FileRefused("empty-file")
    sheets = sheets_of(
        [each for each in tables if each[1].strip() or len(tables) == 1],
        encoding=options.encoding,
        delimiter=options.delimiter,
        bounds=bounds,
    )
    names = [sheet.name for sheet in sheets]
    return draft(sheets, options.date_order, _stated(options, names, said))


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
