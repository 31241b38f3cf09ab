"""Delimited text in, a table out; every row keeps its number."""

import csv
from dataclasses import replace

from kinkeeper.roster.read.body_rows import Body
from kinkeeper.roster.read.detect import decode, delimiter_of
from kinkeeper.roster.read.find_header import top_of
from kinkeeper.roster.read.quotes import Letters, Swallowed
from kinkeeper.roster.read.records import Records
from kinkeeper.roster.table import FileRefused, Table

# So many lines are named.
MOST = 10
SAMPLES = 3


def read(data: bytes, *, encoding: str | None, delimiter: str | None, most_rows: int) -> Table:
    """Raises `FileRefused`: `empty-file`, `encoding`, `delimiter`, `too-large`,
    `quote-in-headings`."""
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
    """Raises `FileRefused`: `empty-file`, `too-large`, `quote-in-headings`."""
    records = Records(text, delimiter)
    # the marks in a spreadsheet's text are our own: its cells are cells, whatever is in them
    letters = None if spreadsheet else Letters(delimiter)
    notes: list[tuple[str, dict[str, object]]] = []
    try:
        top = top_of(records.one_by_one(), None if spreadsheet else delimiter)
        if top.titles:
            notes.append(("lines-above", {"count": top.titles, "line": top.row.number}))
        head = "".join(top.row.lines)
        if letters:
            letters.look_at(top.row.number, head)
        records.go_on(top.row)
        body = Body(top.headings, top.blank, letters)
        swallowed = None if spreadsheet else Swallowed(top.headings, delimiter, head)
        for block in records.blocks(swallowed):
            body.take(block)
            if body.count > most_rows:
                raise FileRefused("too-large", what="rows", limit=most_rows, found=body.count)
    except csv.Error as error:
        raise FileRefused("too-large", what="a cell", limit=csv.field_size_limit()) from error
    total = body.without_totals()
    if total is not None:
        notes.append(("totals-line", {"line": total}))
    again = body.without_headings(top.headings)
    if again:
        lines = ", ".join(map(str, again[:MOST])) + (", …" if len(again) > MOST else "")
        notes.append(("headings-again", {"count": len(again), "lines": lines}))
    if letters and letters.row:
        notes.append(("quote-as-letter", {"line": letters.row}))
    return Table(
        top.headings,
        body.cells(),
        body.ragged(),
        body.blank,
        encoding,
        delimiter,
        notes=tuple(notes),
        spreadsheet=spreadsheet,
    )


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
