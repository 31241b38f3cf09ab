"""Several files with the same headings as one table."""

from collections.abc import Sequence

import polars as pl

from kinkeeper.roster.fields import fold_heading
from kinkeeper.roster.table import FileRefused, Table


def join(tables: Sequence[Table]) -> Table:
    """The rows of later files are numbered on from the last row of the one before. Columns may
    stand in another order; raises `FileRefused` (`missing-column`) where they are not the same."""
    first, *rest = tables
    cells, ragged = [first.cells], [first.ragged]
    blank = first.blank_rows
    offset = _last_row(first)
    for table in rest:
        places = _places(first, table)
        moved = table.cells.select(
            (pl.col("row") + offset).cast(pl.UInt32),
            *[pl.col(f"c{there}").alias(f"c{here}") for here, there in enumerate(places)],
        )
        cells.append(moved)
        ragged.append(table.ragged.with_columns((pl.col("row") + offset).cast(pl.UInt32)))
        blank += table.blank_rows
        offset += _last_row(table)
    return Table(
        first.headings, pl.concat(cells), pl.concat(ragged), blank, first.encoding, first.delimiter
    )


def _places(first: Table, table: Table) -> list[int]:
    there = {fold_heading(heading): place for place, heading in enumerate(table.headings)}
    lacking = [heading for heading in first.headings if fold_heading(heading) not in there]
    if lacking or len(table.headings) != len(first.headings):
        raise FileRefused("missing-column", columns=", ".join(lacking) or "the same columns")
    return [there[fold_heading(heading)] for heading in first.headings]


def _last_row(table: Table) -> int:
    rows = [frame["row"].max() for frame in (table.cells, table.ragged) if not frame.is_empty()]
    return max((int(str(row)) for row in rows), default=1)
