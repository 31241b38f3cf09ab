"""Delimited text in, a table out, read by Python's csv so that every row keeps its number."""

import csv
import io
from collections.abc import Iterator

import polars as pl

from kinkeeper.roster.detect import decode, delimiter_of
from kinkeeper.roster.table import FileRefused, Table

CHUNK = 50_000
COLUMNS = 500
RAGGED = {"row": pl.UInt32, "have": pl.UInt32, "want": pl.UInt32}


def read(data: bytes, *, encoding: str | None, delimiter: str | None, most_rows: int) -> Table:
    """Raises `FileRefused`: `empty-file`, `encoding`, `delimiter`, `too-large`."""
    text, found_encoding = decode(data, encoding)
    if not text.strip():
        raise FileRefused("empty-file")
    mark = "\t" if delimiter in {"tab", "\\t"} else delimiter or delimiter_of(text)
    if len(mark) != 1 or mark in {'"', "\r", "\n", " "}:
        raise FileRefused("delimiter", delimiter=mark)
    # newline="" leaves line breaks inside quotes to the csv reader
    reader = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), start=1)
    try:
        headings, above = _headings(reader)
        body = _Body(len(headings), above, most_rows)
        body.take(reader)
    except csv.Error as error:
        raise FileRefused("too-large", what="a cell", limit=csv.field_size_limit()) from error
    return Table(headings, body.cells(), body.ragged(), body.blank, found_encoding, mark)


def _headings(reader: Iterator[tuple[int, list[str]]]) -> tuple[tuple[str, ...], int]:
    """The first line that is not blank, and how many blank ones stood above it."""
    for number, line in reader:
        if any(cell.strip() for cell in line):
            while line and not line[-1].strip():
                line.pop()  # a trailing delimiter makes no column
            if len(line) > COLUMNS:
                raise FileRefused("too-large", what="columns", limit=COLUMNS)
            return tuple(cell.strip() for cell in line), number - 1
    raise FileRefused("empty-file")


class _Body:
    """Collects rows in chunks of columns; a million rows are never a million Python lists."""

    def __init__(self, width: int, blank: int, most_rows: int) -> None:
        self.width = width
        self.blank = blank
        self.most_rows = most_rows
        self.chunks: list[pl.DataFrame] = []
        self.odd: list[tuple[int, int, int]] = []

    def take(self, reader: Iterator[tuple[int, list[str]]]) -> None:
        numbers: list[int] = []
        rows: list[list[str]] = []
        count = 0
        for number, line in reader:
            if not line:
                self.blank += 1
                continue
            if len(line) != self.width and not self._mend(number, line):
                continue
            numbers.append(number)
            rows.append(line)
            if len(rows) == CHUNK:
                count += CHUNK
                self._keep(numbers, rows)
                numbers, rows = [], []
                if count > self.most_rows:
                    break
        self._keep(numbers, rows)
        found = sum(chunk.height for chunk in self.chunks) + len(self.odd)
        if found > self.most_rows:
            raise FileRefused("too-large", what="rows", limit=self.most_rows, found=found)

    def _mend(self, number: int, line: list[str]) -> bool:
        """Cuts blank cells beyond the last heading; False where the row is blank or odd."""
        if not any(cell.strip() for cell in line):
            self.blank += 1
            return False
        while len(line) > self.width and not line[-1].strip():
            line.pop()
        if len(line) != self.width:
            self.odd.append((number, len(line), self.width))
            return False
        return True

    def _keep(self, numbers: list[int], rows: list[list[str]]) -> None:
        if not rows:
            return
        columns = zip(*rows, strict=True)
        frame = pl.DataFrame(
            {"row": pl.Series(numbers, dtype=pl.UInt32)}
            | {
                f"c{place}": pl.Series(cells, dtype=pl.String)
                for place, cells in enumerate(columns)
            }
        )
        written = pl.any_horizontal(pl.exclude("row").str.strip_chars() != "")
        full = frame.filter(written)
        self.blank += frame.height - full.height
        self.chunks.append(full)

    def cells(self) -> pl.DataFrame:
        if self.chunks:
            return pl.concat(self.chunks, rechunk=True)
        schema = {"row": pl.UInt32} | {f"c{place}": pl.String for place in range(self.width)}
        return pl.DataFrame(schema=schema)

    def ragged(self) -> pl.DataFrame:
        return pl.DataFrame(self.odd, schema=RAGGED, orient="row")
