"""A file as it was written: headings and cells as text, nothing judged yet."""

from dataclasses import dataclass

import polars as pl


class FileRefused(Exception):
    """The file as a whole cannot be used; `code` is a problem code, `detail` fills its sentence."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Table:
    """`cells` has the column `row` (UInt32, as the spreadsheet counts: the first line is 1) and
    one String column `c0`, `c1`, … for each heading. `ragged` has `row`, `have`, `want` of rows
    with too few or too many cells, which `cells` lacks. `blank_rows` are counted and gone."""

    headings: tuple[str, ...]
    cells: pl.DataFrame
    ragged: pl.DataFrame
    blank_rows: int
    encoding: str
    delimiter: str

    @property
    def rows(self) -> int:
        return self.cells.height + self.ragged.height
