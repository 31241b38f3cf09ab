"""What is found beside the values of one sheet, whatever the kind of spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass, field

# Spreadsheets keep errors as one byte; MS-XLS 2.5.10 and, of the newer ones, MS-XLSB 2.5.97.2.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
WIDEST = 16_384  # columns; no spreadsheet program has more
MOST_CELLS = 5_000_000
ERROR, FORMULA, MERGED = "error", "formula", "merged"


class Unreadable(Exception):
    """The file is not as such files are, and nobody can say what of it is hidden."""


@dataclass
class Marks:
    """Rows count from 1 and columns from 0. `rows` and `columns` are ranges (first, last) of what
    is hidden. `odd`: (row, column) -> what the cell holds that is no value (`ERROR`, `FORMULA`,
    `MERGED`), and the text of an error. `zeros`: (row, column) -> the digits that are shown, zeros
    in front. `since_1904`: from which of its two years the days of dates are counted."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    odd: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    zeros: dict[tuple[int, int], int] = field(default_factory=dict)
    since_1904: bool = False

    def hide_row(self, first: int, last: int) -> None:
        if self.rows and self.rows[-1][1] == first - 1:
            self.rows[-1] = (self.rows[-1][0], last)
        else:
            self.rows.append((first, last))

    def error(self, row: int, column: int, text: str) -> None:
        self.odd[row, column] = (ERROR, text)

    def code(self, row: int, column: int, code: int) -> None:
        self.error(row, column, ERRORS.get(code, "#UNKNOWN!"))

    def merge(self, top: int, bottom: int, left: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merged.append((top, bottom, left, right))

    def hidden_rows(self, height: int) -> set[int]:
        return {row for first, last in self.rows for row in range(first, min(last, height) + 1)}

    def hidden_columns(self, width: int) -> list[int]:
        return sorted(
            {
                place
                for first, last in self.columns
                for place in range(first, min(last, width - 1) + 1)
            }
        )

    def covered(self, height: int, width: int) -> Iterator[tuple[int, int, int, int]]:
        """(row, column, row and column of the value) of the cells that a merged one lies over.
        Raises `Unreadable` where they are more than a grid has."""
        most = MOST_CELLS
        for top, bottom, left, right in self.merged:
            rows = range(top, min(bottom, height) + 1)
            columns = range(left, min(right, width - 1) + 1)
            most -= len(rows) * len(columns)
            if most < 0:
                raise Unreadable
            for row in rows:
                for column in columns:
                    if (row, column) != (top, left):
                        yield row, column, top, left
