"""The first lines of an uploaded roster, for a person to say what each column is."""

from dataclasses import dataclass

from kinkeeper.intake import transit
from kinkeeper.intake.models import Import
from kinkeeper.roster.mapping import map_columns, suggest
from kinkeeper.roster.options import Options
from kinkeeper.roster.read.delimited import read
from kinkeeper.roster.table import Table

LINES = 200
SHOWN = 3


@dataclass(frozen=True)
class Column:
    """One column of the file: its heading, the field it would be read as, and its first cells."""

    heading: str
    field: str | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Top:
    columns: tuple[Column, ...]
    encoding: str
    delimiter: str

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def top_of(roster: Import, options: Options) -> Top:
    """Raises `FileRefused` where even the headings cannot be read, and `transit.Gone`."""
    table = _table(roster, options)
    fields = suggest(table.headings, options)
    columns = tuple(
        Column(heading, fields.get(heading), _cells(table, place, fields.get(heading)))
        for place, heading in enumerate(table.headings)
    )
    return Top(columns, table.encoding, table.delimiter)


def try_out(top: Top, options: Options) -> None:
    """Raises `FileRefused` where the columns could not be read with these options."""
    map_columns(top.headings, options)


def _table(roster: Import, options: Options) -> Table:
    return read(
        transit.head(roster),
        encoding=options.encoding,
        delimiter=options.delimiter,
        most_rows=10_000_000,
    )


def _cells(table: Table, place: int, field: str | None) -> tuple[str, ...]:
    """A few filled cells; of a password none (K12)."""
    if field == "password":
        return ("••••••",)
    cells = [cell.strip() for cell in table.cells[f"c{place}"].head(LINES)]
    return tuple(cell[:60] for cell in cells if cell)[:SHOWN]
