"""Uploaded files in, tables out: whatever is text, spreadsheet or archive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinkeeper.roster.read import archive, delimited, spreadsheet
from kinkeeper.roster.read.documents import from_json, from_xml
from kinkeeper.roster.read.documents.join import joined
from kinkeeper.roster.read.file_kind import ARCHIVE, DOCUMENT, SPREADSHEET, content_of
from kinkeeper.roster.table import Bounds, FileRefused, Table

type Note = tuple[str, dict[str, object]]


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
    documents: list[dict[str, Table]] = []
    for name, data in files:
        kind = content_of(name, data)
        if kind == ARCHIVE:
            sheets, inside = _unpacked(name, data, encoding, delimiter, bounds)
            found += sheets
            documents += inside
        elif kind == DOCUMENT:
            tables = _of_document(name, data, bounds)
            if tables is None:
                raise FileRefused("not-a-table", name=name)
            documents.append(tables)
        else:
            found.append(Sheet(name, _table(name, data, encoding, delimiter, bounds)))
    found += [Sheet(name, table) for name, table in joined(documents).items()]
    return found if len(found) == 1 else list(map(_named, found))


def _unpacked(
    name: str, data: bytes, encoding: str | None, delimiter: str | None, bounds: Bounds
) -> tuple[list[Sheet], list[dict[str, Table]]]:
    """The tables of an archive and those of its documents; what is neither is named once."""
    inside, others = archive.files_in(data, bounds)
    sheets: list[Sheet] = []
    documents: list[dict[str, Table]] = []
    for each, content in inside:
        if not content.strip():
            continue  # an empty file beside others says nothing
        if content_of(each, content) != DOCUMENT:
            table = _table(each, content, encoding, delimiter, bounds, inside=True)
            sheets.append(Sheet(each, table))
        elif (tables := _of_document(each, content, bounds)) is not None:
            documents.append(tables)
        else:
            others.append(each)
    if not sheets and not documents:
        raise FileRefused("not-a-table" if others else "empty-file", name=name)
    if others:
        note: Note = ("not-read", {"files": ", ".join(sorted(others))[:200]})
        if sheets:
            sheets[0] = Sheet(sheets[0].name, _noted(sheets[0].table, note))
        else:
            stem, table = next(iter(documents[0].items()))
            documents[0] = {**documents[0], stem: _noted(table, note)}
    return sheets, documents


def _noted(table: Table, note: Note) -> Table:
    return replace(table, notes=(*table.notes, note))


def _of_document(name: str, data: bytes, bounds: Bounds) -> dict[str, Table] | None:
    if from_xml.is_xml(data):
        return from_xml.tables_in(name, data, bounds.rows)
    return from_json.tables_in(name, data, bounds.rows)


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
