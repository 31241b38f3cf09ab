"""Several files with the same headings as one table."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.table import FileRefused, Table, numbered
from kinkeeper.roster.text.row_numbers import Lines


def join(tables: Sequence[Table], names: Sequence[str]) -> Table:
    """One table whose `lines` name the file of each row. Columns may stand in another order;
    raises `FileRefused` (`columns-differ`) where they are not the same."""
    first = tables[0]
    if len(tables) == 1:
        return first
    lines = Lines(tuple(names))
    cells, ragged, odd = [], [], []
    for part, table in enumerate(tables):
        number = numbered(lines, pl.col("row"), part).alias("row")
        places = _places(first, table)
        moved = [pl.col(f"c{there}").alias(f"c{here}") for here, there in enumerate(places)]
        cells.append(table.cells.select(number, *moved))
        ragged.append(table.ragged.with_columns(number))
        if table.odd is not None:
            odd.append(table.odd.with_columns(number))
    return replace(
        first,
        cells=pl.concat(cells),
        ragged=pl.concat(ragged),
        blank_rows=sum(table.blank_rows for table in tables),
        lines=lines,
        hidden_rows=sum(table.hidden_rows for table in tables),
        hidden_columns=tuple(dict.fromkeys(each for one in tables for each in one.hidden_columns)),
        odd=pl.concat(odd) if odd else None,
        day_zero=first.day_zero if len({table.day_zero for table in tables}) == 1 else None,
    )


def _places(first: Table, table: Table) -> list[int]:
    """Of columns with one heading the first is the first, the second the second."""
    there: dict[str, list[int]] = {}
    for place, heading in enumerate(table.headings):
        there.setdefault(fold_heading(heading), []).append(place)
    folded = [fold_heading(heading) for heading in first.headings]
    if sorted(folded) != sorted(map(fold_heading, table.headings)):
        raise FileRefused("columns-differ")
    return [there[each].pop(0) for each in folded]
