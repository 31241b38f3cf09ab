"""Rows that could not be read in the files beside the one a package's people stand in."""

from dataclasses import replace

from kinkeeper.roster.formats.build import Note, Package
from kinkeeper.roster.table import Table

MOST = 10


def with_unread(made: Table, package: Package) -> Table:
    """The rows of the people's own file are in `made` with their numbers; of the other files only
    these words tell, and they forbid what needs the whole truth."""
    if len(package.sheets) == 1 or made.origin is None:
        return made
    notes: list[Note] = []
    count = 0
    for sheet in package.sheets:
        lost = sheet.table.ragged["row"].sort()
        if sheet.table is made.origin or lost.is_empty():
            continue
        rows = ", ".join(map(str, lost.head(MOST))) + (", …" if lost.len() > MOST else "")
        notes.append(("rows-not-read", {"file": sheet.name, "count": lost.len(), "rows": rows}))
        count += lost.len()
    return replace(made, notes=(*made.notes, *notes), beside=count)
