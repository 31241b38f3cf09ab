"""Uploaded files in, tables out: whatever is text, spreadsheet or archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinkeeper.roster.read import archive, delimited, spreadsheet
from kinkeeper.roster.read.file_kind import ARCHIVE, SPREADSHEET, content_of
from kinkeeper.roster.table import Bounds, FileRefused, Table


@dataclass(frozen=True)
class Sheet:
    """A table with the name of its file."""

    name: str
    table: Table

    @property
    def stem(self) -> str:
        """`users` of `Users.CSV`; what a package's files are known by."""
        return self.name.rsplit(".", 1)[0].casefold()


def sheets_of(
    files: Sequence[tuple[str, bytes]],
    *,
    encoding: str | None,
    delimiter: str | None,
    bounds: Bounds,
) -> list[Sheet]:
    """`files` are (name, content). Raises `FileRefused`."""
    found: list[Sheet] = []
    for name, data in files:
        if content_of(name, data) == ARCHIVE:
            inside, others = archive.files_in(data, bounds)
            sheets = [
                Sheet(each, _table(each, content, encoding, delimiter, bounds, inside=True))
                for each, content in inside
                if content.strip()  # an empty file beside others says nothing
            ]
            if not sheets:
                raise FileRefused("empty-file")
            if others:
                note = ("not-read", {"files": ", ".join(sorted(others))[:200]})
                first = sheets[0]
                noted = replace(first.table, notes=(*first.table.notes, note))
                sheets[0] = Sheet(first.name, noted)
            found += sheets
        else:
            found.append(Sheet(name, _table(name, data, encoding, delimiter, bounds)))
    return found if len(found) == 1 else list(map(_named, found))


def _named(sheet: Sheet) -> Sheet:
    """Of several files each says in which one rows are hidden."""
    notes = [
        (code, {**detail, "rows": f"{detail['rows']} · {sheet.name}"})
        if code == "hidden-rows"
        else (code, detail)
        for code, detail in sheet.table.notes
    ]
    return Sheet(sheet.name, replace(sheet.table, notes=tuple(notes)))


def _table(
    name: str,
    data: bytes,
    encoding: str | None,
    delimiter: str | None,
    bounds: Bounds,
    *,
    inside: bool = False,
) -> Table:
    kind = content_of(name, data)
    if kind == ARCHIVE and inside:
        raise FileRefused("archive-refused", reason="nested")
    if kind == SPREADSHEET:
        return spreadsheet.read(data, bounds)
    return delimited.read(data, encoding=encoding, delimiter=delimiter, most_rows=bounds.rows)
