"""Where the headings of a text stand, and what stood above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kinkeeper.roster.headings.heading_subject import recognise
from kinkeeper.roster.read.quotes import BREAK, LONGEST, Marks
from kinkeeper.roster.read.records import Row
from kinkeeper.roster.read.two_line_headings import joined, stands_over
from kinkeeper.roster.table import FileRefused

COLUMNS = 500
TITLE_LINES = 10  # reports print a title, a school and a date above their headings
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Top:
    """`row` has the headings, or the lower line of them; `blank` lines stood above, and `titles`
    other ones."""

    row: Row
    headings: tuple[str, ...]
    blank: int
    titles: int


def top_of(rows: Iterator[Row], delimiter: str | None) -> Top:
    """The headings are the first line that is not blank, unless nothing in that is known and one
    soon after has several headings that are. `delimiter`: None where every cell is known to be
    one. A line with words over some of its columns alone is above the headings if the next has more
    that is known. Raises `FileRefused`: `empty-file`, `too-large`, `quote-in-headings`."""
    head: list[Row] = []
    blank = 0
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            head.append(row)
            over = len(head) == 1 and stands_over(row.cells)
            if not over and (_known(row) >= 2 or len(head) == TITLE_LINES or _known(head[0])):
                break
        elif not head:
            blank += 1
    if not head:
        raise FileRefused("empty-file")
    at = max(range(len(head)), key=lambda place: (min(_known(head[place]), 2), -place))
    at = at if _known(head[at]) >= 2 else 0
    if at == 0 and stands_over(head[0].cells) and _known(head[-1]) > _known(head[0]):
        at = len(head) - 1
    row = head[at]
    if row.broken or (delimiter is not None and _swallowed(row, delimiter)):
        raise FileRefused("quote-in-headings", line=row.number)
    cells = list(row.cells)
    while cells and not cells[-1].strip():
        cells.pop()  # a trailing delimiter makes no column
    if len(cells) > COLUMNS:
        raise FileRefused("too-large", what="columns", limit=COLUMNS)
    both = joined(head[at - 1].cells, cells) if at else None
    headings = tuple(CONTROL.sub("", cell).strip() for cell in both or cells)
    return Top(row, headings, blank, at - 1 if both else at)


def _known(row: Row) -> int:
    return sum(recognise(cell) is not None for cell in row.cells)


def _swallowed(row: Row, delimiter: str) -> bool:
    """Whether rows are in a heading: it goes on over the delimiter on another line, and one of
    these has as many cells as the first."""
    if len(row.lines) == 1:
        return False
    goes_on = [cell[found.end() :] for cell in row.cells if (found := BREAK.search(cell))]
    width = row.lines[0].count(delimiter) + 1
    return any(delimiter in rest for rest in goes_on) and any(
        line.count(delimiter) + 1 == width
        or len(Marks("".join(row.lines[at:]), delimiter).cells()) == width
        for at, line in enumerate(row.lines[:LONGEST])
        if at
    )
