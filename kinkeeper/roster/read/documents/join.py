"""Documents of one roster as one: the pages that an interface answers in, pupils and parents in two
files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from kinkeeper.roster.read.documents.rows import bound_cells
from kinkeeper.roster.table import Table


def joined(documents: Sequence[Mapping[str, Table]]) -> dict[str, Table]:
    """The tables of all of them by stem, the records of one kind one below the other; their rows
    count on. Raises `FileRefused`: `too-large`."""
    found: dict[str, list[Table]] = {}
    for tables in documents:
        for stem, table in tables.items():
            found.setdefault(stem, []).append(table)
    return {
        stem: several[0] if len(several) == 1 else _one(several) for stem, several in found.items()
    }


def _one(tables: Sequence[Table]) -> Table:
    headings = tuple(dict.fromkeys(heading for table in tables for heading in table.headings))
    bound_cells(sum(table.cells.height for table in tables), len(headings))
    frames, first = [], 2
    for table in tables:
        named = {f"c{at}": heading for at, heading in enumerate(table.headings)}
        height = table.cells.height
        numbers = pl.Series("row", range(first, first + height), dtype=pl.UInt32)
        frames.append(table.cells.drop("row").rename(named).insert_column(0, numbers.alias("#row")))
        first += height
    whole = pl.concat(frames, how="diagonal")
    cells = whole.select(
        pl.col("#row").alias("row"),
        *[pl.col(heading).fill_null("").alias(f"c{at}") for at, heading in enumerate(headings)],
    )
    notes = tuple(note for table in tables for note in table.notes)
    taken = {table.headings[at] for table in tables for at in table.taken}
    places = {at for at, heading in enumerate(headings) if heading in taken}
    return replace(tables[0], headings=headings, cells=cells, notes=notes, taken=places)
