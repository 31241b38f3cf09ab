"""A file as it was written: headings and cells as text, nothing judged yet."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kinkeeper.roster.headings.unread import Unread
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.text.row_numbers import Lines


class FileRefused(Exception):
    """The file as a whole cannot be used; `code` is a problem code, `detail` fills its sentence."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def numbered(lines: Lines, line: pl.Expr, part: int = 0) -> pl.Expr:
    """The rows of lines, for one part of them."""
    return (line * lines.stride + part).cast(pl.UInt32)


def listed(lines: Lines, rows: str) -> pl.Expr:
    """The lines of a list column of rows as a text, `4, 9`; a long list is cut."""
    found = pl.col(rows).list.eval(pl.element() // lines.stride).list.unique(maintain_order=True)
    return found.list.head(10).cast(pl.List(pl.String)).list.join(", ")


# Rows that could not be cut into cells: how many they have and should have; null where a stray
# quotation mark lets nobody say.
RAGGED: dict[str, Any] = {"row": pl.UInt32, "have": pl.UInt32, "want": pl.UInt32}

# When what a row says of a person or a relationship holds (K35): the first and the last day, ISO
# dates, and *ended* (or deleted) or *disabled* (or suspended); null: it says nothing.
HOLDS: dict[str, Any] = {
    "starts_on": pl.String,
    "ends_on": pl.String,
    "holds": pl.String,
}
# What a format says of children beside the cells: `row` is the parent's; `claim` as in `claims`.
LINKS: dict[str, Any] = {
    "row": pl.UInt32,
    "value": pl.String,
    "kind": pl.String,
    "claim": pl.String,
    "note": pl.String,
    **HOLDS,
}

# What a file calls children beside their keys: the one child whom a row names (`value` null), that
# of a key wherever it is named (`row` null), or that of a key in a row.
CALLED: dict[str, Any] = {
    "row": pl.UInt32,
    "value": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
}

# A child whom a row of a parent names without a key: which of the row's it is, the texts in which
# its name stands (one, or one for each of two family names), its class, its birth date (ISO, null
# where the cell is none), what the row calls it (`shown`), and `texts`: all that the row says of
# the two. The columns of `LINKS` stand beside, where the format has them beside the cells.
DESCRIBED: dict[str, Any] = {
    "row": pl.UInt32,
    "which": pl.UInt32,
    "heading": pl.String,
    "names": pl.List(pl.String),
    "class": pl.String,
    "birth_date": pl.String,
    "shown": pl.String,
    "texts": pl.List(pl.String),
}

# Cells of a spreadsheet that hold no value: what they hold is an `error`, whose text is the value,
# a `formula` that was never calculated, or a part of a `merged` cell, whose value it is.
ODD: dict[str, Any] = {
    "row": pl.UInt32,
    "column": pl.String,
    "holds": pl.String,
    "value": pl.String,
}


@dataclass(frozen=True)
class Table:
    """`cells` has the column `row` (UInt32, as the spreadsheet counts: the first line is 1; see
    `lines`) and one String column `c0`, `c1`, … for each heading. `ragged` (see `RAGGED`) are the
    rows that `cells` lacks. `blank_rows` are counted and gone. `notes` are (code, detail) of
    warnings about the file as a whole.

    Where a format knows its columns, `fields` says of each what it is, and `links` (see `LINKS`)
    the children, found in the column called `child_heading`. `found` are problems of single rows
    that a format sees (`problems.SCHEMA`). `child_names` (see `CALLED`) are the children's
    names. `described` (see `DESCRIBED`) are children without a key. `held` (`row` and `HOLDS`) is
    when what rows of a plain table say holds; of the rows that are `over` nobody is made, changed
    or placed: they end what their series said before.
    `heeded` are the places of columns that were read for that.
    `means` says of a column (by its place) which field its cells make of it, or none, whatever its
    heading. `told`: a column says of each row that it is of the profile. `nobody` is the refusal
    of a file that names nobody of the profile; it is raised by whoever reads the whole file, not
    only its first lines. `origin` is the file the rows stand in, as written, and `data_rows` how
    many it has, where one line makes several rows. `joins` counts the rows of a package's
    other files that could not be read.
    `taken` are the places of the columns that a format has read something from, noted as it goes;
    `unread` are the others, of all its files, and `others` their headings, folded.

    Of a spreadsheet `hidden_rows` counts the rows that nobody sees and that are left out, and
    `hidden_columns` are headings of columns that nobody sees and that are read; `odd` (see `ODD`)
    are cells of the file without a value; a number that is a date counts days from `day_zero`.
    """

    headings: tuple[str, ...]
    cells: pl.DataFrame
    ragged: pl.DataFrame
    blank_rows: int
    encoding: str
    delimiter: str
    fields: tuple[str | None, ...] | None = None
    links: pl.DataFrame | None = None
    child_heading: str = ""
    lines: Lines = field(default_factory=Lines)
    notes: Sequence[tuple[str, Mapping[str, object]]] = ()
    found: pl.DataFrame | None = None
    called: pl.DataFrame | None = None
    described: pl.DataFrame | None = None
    held: pl.DataFrame | None = None
    over: pl.Series | None = None
    heeded: frozenset[int] = frozenset()
    means: Mapping[int, str | None] = field(default_factory=dict)
    told: bool = False
    nobody: FileRefused | None = None
    taken: set[int] = field(default_factory=set, compare=False)
    unread: tuple[Unread, ...] = ()
    others: frozenset[str] = frozenset()
    spreadsheet: bool = False
    origin: "Table | None" = None
    data_rows: int | None = None
    beside: int = 0
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()
    odd: pl.DataFrame | None = None
    day_zero: datetime.date | None = datetime.date(1899, 12, 30)

    @property
    def rows(self) -> int:
        """Data rows that are not blank."""
        if self.data_rows is not None:
            return self.data_rows
        return self.cells.height + self.ragged.height

    @property
    def lost(self) -> int:
        """Rows that could not be cut into cells, wherever they stand."""
        return self.ragged.height + self.beside

    def place(self, *names: str) -> int | None:
        """The column whose heading is one of these, whatever its case; else one that is written
        otherwise: `contact_id`, *Contact ID* and `contactID` are one."""
        for told in (_cased, fold_heading):
            here = list(map(told, self.headings))
            for name in map(told, names):
                if name in here:
                    return here.index(name)
        return None

    def writes(self, *names: str) -> bool:
        """Whether these are among its headings, letter for letter but for case: by words that any
        file may have a format is known only as it writes them."""
        return set(names) <= set(map(_cased, self.headings))


def _cased(heading: str) -> str:
    return heading.casefold().strip()


@dataclass(frozen=True)
class Bounds:
    """What one upload may hold: rows, entries of an archive, bytes when unpacked, and how many
    times its size it may grow by that."""

    rows: int = 2_000_000
    entries: int = 64
    unpacked: int = 1_000_000_000
    ratio: int = 200
