"""The cells of a document, gathered as its elements open and close."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from kinkeeper.roster.read.documents.shapes import Record, Shape
from kinkeeper.roster.table import RAGGED, FileRefused, Table

# What stands in no record.
DOCUMENT = Record("document")
# What a row says a second time under one heading.
MORE = " (more)"
MOST_HEADINGS, DEEPEST = 400, 60
# Of one table, filled or not: each record has one under every heading that any of them has.
MOST_CELLS = 50_000_000
Row = dict[str, list[str]]


@dataclass
class _Open:
    """A record that has not ended yet, at its depth in the document."""

    record: Record
    depth: int
    row: Row = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    inside: list["_Open"] = field(default_factory=list)


class Rows:
    """`open`, `text` and `close` are told of each element in turn."""

    def __init__(self, shape: Shape, most: int) -> None:
        self.shape, self.most = shape, most
        self.rows: dict[str, list[Row]] = {}
        self.path: list[str] = []
        self.texts: list[list[str]] = []
        self.records = [_Open(DOCUMENT, 0)]
        self.count = 0
        self.repeats: frozenset[str] = frozenset()

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        self.path.append(name)
        self.texts.append([])
        if len(self.path) > DEEPEST:
            raise refuse_depth(len(self.path))
        record = self.shape.record_at(self.path)
        if record is not None:
            self.count += 1
            if self.count > self.most:
                raise FileRefused("too-large", what="rows", limit=self.most, found=self.count)
            opened = _Open(record, len(self.path))
            self.records[-1].inside.append(opened)
            self.records.append(opened)
        for attribute, value in attributes.items():
            self._put(attribute, value)

    def text(self, text: str) -> None:
        if self.texts:
            self.texts[-1].append(text)

    def close(self) -> None:
        text = "".join(self.texts.pop()).strip()
        if text:
            self._put("", text)
        if len(self.records) > 1 and self.records[-1].depth == len(self.path):
            self._end()
        self.path.pop()

    def _put(self, last: str, value: str) -> None:
        """A value of the element at the end of the path, or of one of its attributes."""
        here = self.records[-1]
        names = self.path[here.depth :] if here.record is not DOCUMENT else self.path[1:]
        heading = "/".join(names)
        if last:
            heading = f"{heading}@{last}" if heading else last
        here.row.setdefault(heading or here.record.stem, []).append(value.strip())

    def _end(self) -> None:
        """Of a record that stands in no other everything is known: what stands in it as well."""
        ended = self.records.pop()
        if self.records[-1].record is DOCUMENT:
            self._keep(ended)
            self._spread(ended)
            self.records[-1].inside.clear()

    def _spread(self, outer: _Open) -> None:
        """What records inside repeat of the one they stand in, which may repeat it itself."""
        for inner in outer.inside:
            names = {
                each: each if each in outer.repeats else f"{outer.record.stem}/{each}"
                for each in inner.record.outer
            }
            inner.row |= {
                name: outer.row[each] for each, name in names.items() if each in outer.row
            }
            inner.repeats = frozenset(names.values())
            self.repeats |= inner.repeats
            self._keep(inner)
            self._spread(inner)

    def _keep(self, ended: _Open) -> None:
        self.rows.setdefault(ended.record.stem, []).append(ended.row)

    def tables(self, how: str) -> dict[str, Table]:
        """A table for each kind of record, by its stem; the first record is row 2."""
        document = self.records[0].row
        if document:
            self.rows[DOCUMENT.stem] = [document]
        return {stem: _table_of(rows, how, self.repeats) for stem, rows in self.rows.items()}


def _table_of(rows: list[Row], how: str, repeats: frozenset[str]) -> Table:
    """What a row only repeats is read where it stands first."""
    headings: dict[str, None] = {}
    for row in rows:
        for heading, values in row.items():
            headings[heading] = None
            if len(values) > 1:
                headings[heading + MORE] = None
        if len(headings) > MOST_HEADINGS:
            raise FileRefused("too-large", what="columns", limit=MOST_HEADINGS, found=len(headings))
    bound_cells(len(rows), len(headings))
    columns = {
        f"c{at}": pl.Series([_cell(row, heading) for row in rows], dtype=pl.String)
        for at, heading in enumerate(headings)
    }
    numbers = pl.Series("row", range(2, len(rows) + 2), dtype=pl.UInt32)
    cells = pl.DataFrame([numbers, *(each.alias(name) for name, each in columns.items())])
    taken = {at for at, heading in enumerate(headings) if heading in repeats}
    return Table(tuple(headings), cells, pl.DataFrame(schema=RAGGED), 0, how, "", taken=taken)


def refuse_depth(found: int) -> FileRefused:
    return FileRefused("too-large", what="depth", limit=DEEPEST, found=found)


def bound_cells(rows: int, headings: int) -> None:
    """Raises `FileRefused`, `too-large`, for a table of more cells than may be made."""
    if rows * headings > MOST_CELLS:
        raise FileRefused("too-large", what="cells", limit=MOST_CELLS, found=rows * headings)


def _cell(row: Row, heading: str) -> str:
    said = row.get(heading)
    if said is not None:
        return said[0]
    several = row.get(heading.removesuffix(MORE), [])
    return "; ".join(several[1:]) if heading.endswith(MORE) else ""
