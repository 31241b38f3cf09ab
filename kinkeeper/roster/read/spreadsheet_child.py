"""Runs alone: a spreadsheet on standard input, delimited text on standard output.

Its first line is JSON: what the text cannot say (`Said`). Ends with 3 where the file cannot be
read, 4 where it needs a password, 5 where nobody can say what of it is hidden, and by the kernel's
hand where it wants too much memory or time.
"""

import csv
import datetime
import io
import json
import resource
import sys
from dataclasses import asdict, dataclass, field
from typing import cast

import python_calamine

from kinkeeper.roster.read.marks.errors import with_known
from kinkeeper.roster.read.marks.types import ERROR, Marks, Unreadable
from kinkeeper.roster.read.marks.workbook import Cells, marks_of, sheets, spread

MEMORY = 3 << 30
SECONDS = 120


@dataclass
class Said:
    """Names of other sheets that are seen and of those that are not; the hidden rows that have
    cells, by their numbers; the places of hidden columns that have; (row, place, what, value) of
    the cells that hold no value; and from which year days are counted."""

    others: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    odd: list[tuple[int, int, str, str]] = field(default_factory=list)
    since_1904: bool = False


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = sys.stdin.buffer.read()
    said = Said()
    marks = Marks()
    try:
        try:
            index, cells = _cells(data, said)
        except python_calamine.PasswordError:
            return 4
        except python_calamine.CalamineError:
            index, cells = _cells(with_known(data), said)
        if index is not None:
            marks = marks_of(data, index)
            spread(marks, cells)
    except python_calamine.CalamineError:
        return 3
    except Unreadable:
        return 5
    _tell(cells, marks, said)
    _write(cells, marks, said)
    return 0


def _cells(data: bytes, said: Said) -> tuple[int | None, Cells]:
    """The place of the first sheet that is seen, and its cells; None where there is none."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    shown, said.unseen = sheets(book)
    said.others = [name for _index, name in shown[1:]]
    if not shown:
        return None, []
    sheet = book.get_sheet_by_index(shown[0][0])
    return shown[0][0], cast("Cells", sheet.to_python(skip_empty_area=False))


def _tell(cells: Cells, marks: Marks, said: Said) -> None:
    hidden = marks.hidden_rows(len(cells))
    width = max(map(len, cells), default=0)
    said.rows = [each for each in sorted(hidden) if any(cell != "" for cell in cells[each - 1])]
    said.columns = [
        place for place in marks.hidden_columns(width) if any(row[place] != "" for row in cells)
    ]
    said.since_1904 = marks.since_1904
    for (row, column), (what, value) in sorted(marks.odd.items()):
        if row in hidden or row > len(cells) or column >= width:
            continue
        said.odd.append((row, column, what, value[:200]))
        if what == ERROR:  # calamine gives nothing for it, and nothing is an answer
            cells[row - 1][column] = value
    for row in hidden:  # an empty line, so that all others keep their numbers
        cells[row - 1] = []


def _write(cells: Cells, marks: Marks, said: Said) -> None:
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    out.write(json.dumps(asdict(said)) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    for number, row in enumerate(cells, start=1):
        writer.writerow([_text(cell, marks.zeros.get((number, at))) for at, cell in enumerate(row)])
    out.flush()


def _text(cell: object, zeros: int | None) -> str:
    """The cell as a person sees it; a number that was a key comes back as its digits."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(float(cell), zeros)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _number(value: float, zeros: int | None) -> str:
    if not value.is_integer():
        return f"{value:.15g}"
    if abs(value) >= 1e15:  # the digits beyond are lost; this way the loss is seen (K2)
        return f"{value:.5E}"
    return str(int(value)).zfill(zeros or 0)


if __name__ == "__main__":
    sys.exit(main())
