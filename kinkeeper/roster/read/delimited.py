"""Delimited text in, a table out, read by Python's csv so that every row keeps its number."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import polars as pl

from kinkeeper.roster.detect import decode, delimiter_of
from kinkeeper.roster.fields import recognise
from kinkeeper.roster.read.litter import is_totals
from kinkeeper.roster.table import FileRefused, Table

CHUNK = 5_000  # few enough that the lists of a chunk are gone before anything looks for garbage
COLUMNS = 500
RAGGED = {"row": pl.UInt32, "have": pl.UInt32, "want": pl.UInt32}
TITLE_LINES = 10  # reports print a title, a school and a date above their headings
SAMPLES = 3

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
Note = tuple[str, dict[str, object]]


def read(data: bytes, *, encoding: str | None, delimiter: str | None, most_rows: int) -> Table:
    """Raises `FileRefused`: `empty-file`, `encoding`, `delimiter`, `too-large`."""
    found = decode(data, encoding)
    if not found.text.strip():
        raise FileRefused("empty-file")
    mark = "\t" if delimiter in {"tab", "\\t"} else delimiter or delimiter_of(found.text)
    if len(mark) != 1 or mark.isalnum() or mark in {'"', "\r", "\n", " "}:
        raise FileRefused("delimiter", delimiter=mark)
    table = table_of(found.text, delimiter=mark, most_rows=most_rows, encoding=found.encoding)
    if not found.guessed:
        return table
    detail: dict[str, object] = {"encoding": found.encoding, "samples": _samples(found.text, mark)}
    return replace(table, notes=(*table.notes, ("encoding-guessed", detail)))


def table_of(
    text: str, *, delimiter: str, most_rows: int, encoding: str = "utf-8", spreadsheet: bool = False
) -> Table:
    """Raises `FileRefused`: `empty-file`, `too-large`."""
    # newline="" leaves line breaks inside quotes to the csv reader; a StringIO of this text would
    # take four bytes for each character
    stored = io.BytesIO(text.encode("utf-8", "surrogatepass"))
    lines = io.TextIOWrapper(stored, "utf-8", "surrogatepass", newline="")
    reader = enumerate(csv.reader(lines, delimiter=delimiter), start=1)
    notes: list[Note] = []
    try:
        headings, blank, first_rows = _headings(reader, notes)
        body = _Body(len(headings), blank, most_rows)
        body.take(chain(first_rows, reader))
    except csv.Error as error:
        raise FileRefused("too-large", what="a cell", limit=csv.field_size_limit()) from error
    body.without_totals(notes)
    return Table(
        headings,
        body.cells(),
        body.ragged(),
        body.blank,
        encoding,
        delimiter,
        notes=tuple(notes),
        spreadsheet=spreadsheet,
    )


Rows = Iterator[tuple[int, list[str]]]


def _headings(reader: Rows, notes: list[Note]) -> tuple[tuple[str, ...], int, Rows]:
    """The heading line, how many blank lines stood above it, and the lines read beyond it.

    It is the first line that is not blank, unless nothing in that is known and one soon after has
    several headings that are.
    """
    head: list[tuple[int, list[str]]] = []
    blank = 0
    for number, line in reader:
        if any(cell.strip() for cell in line):
            head.append((number, line))
            if _known(line) >= 2 or len(head) == TITLE_LINES or _known(head[0][1]):
                break
        elif not head:
            blank += 1
    if not head:
        raise FileRefused("empty-file")
    at = max(range(len(head)), key=lambda place: (min(_known(head[place][1]), 2), -place))
    at = at if _known(head[at][1]) >= 2 else 0
    if at:
        notes.append(("lines-above", {"count": at, "line": head[at][0]}))
    line = head[at][1]
    while line and not line[-1].strip():
        line.pop()  # a trailing delimiter makes no column
    if len(line) > COLUMNS:
        raise FileRefused("too-large", what="columns", limit=COLUMNS)
    headings = tuple(CONTROL.sub("", cell).strip() for cell in line)
    return headings, blank, iter(head[at + 1 :])


def _known(line: list[str]) -> int:
    return sum(recognise(cell) is not None for cell in line)


def _samples(text: str, mark: str) -> str:
    """A few cells with letters beyond ASCII, for a person to see whether they were read well."""
    found: list[str] = []
    for line in text.splitlines():
        if not line.isascii():
            cells = [cell.strip(' "') for cell in line.split(mark) if not cell.isascii()]
            found += [cell[:40] for cell in cells if cell[:40] not in found]
        if len(found) >= SAMPLES:
            break
    return ", ".join(found[:SAMPLES])


class _Body:
    """Collects rows in chunks of columns; a million rows are never a million Python lists."""

    def __init__(self, width: int, blank: int, most_rows: int) -> None:
        self.width = width
        self.blank = blank
        self.most_rows = most_rows
        self.chunks: list[pl.DataFrame] = []
        self.odd: list[tuple[int, int, int]] = []
        self.last: tuple[int, list[str]] = (0, [])

    def take(self, reader: Rows) -> None:
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
            self.last = (number, line)
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
        if numbers[-1] > self.last[0]:
            self.last = (numbers[-1], rows[-1])

    def without_totals(self, notes: list[Note]) -> None:
        """A last line that adds up the others is nobody."""
        number, line = self.last
        if not is_totals(line):
            return
        self.odd = [each for each in self.odd if each[0] != number]
        self.chunks = [chunk.filter(pl.col("row") != number) for chunk in self.chunks]
        notes.append(("totals-line", {"line": number}))

    def cells(self) -> pl.DataFrame:
        if self.chunks:
            return pl.concat(self.chunks, rechunk=True)
        schema = {"row": pl.UInt32} | {f"c{place}": pl.String for place in range(self.width)}
        return pl.DataFrame(schema=schema)

    def ragged(self) -> pl.DataFrame:
        return pl.DataFrame(self.odd, schema=RAGGED, orient="row")
