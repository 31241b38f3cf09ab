"""The children in further columns of a row, *Child 2*, *Child 3*: as those in the first (K5)."""

from typing import Any

import polars as pl

from kinkeeper.roster.cells import allowed
from kinkeeper.roster.cells.find_row_problems import problems_of
from kinkeeper.roster.check.placeholders import children_alone
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS
from kinkeeper.roster.table import Table

# One line for each filled cell; `heading` is that of its column.
CHILDREN: dict[str, Any] = {"row": pl.UInt32, "child": pl.String, "heading": pl.String}


def more_children(
    table: Table, mapping: Mapping, options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`CHILDREN` without placeholders, and the problems of these cells."""
    found, problems = [pl.DataFrame(schema=CHILDREN)], [NO_PROBLEMS]
    for place, heading in zip(mapping.more_children, mapping.more_headings, strict=True):
        cell = pl.col(f"c{place}").str.strip_chars().str.normalize("NFC")
        rows = table.cells.select("row", child=cell).filter(pl.col("child") != "")
        rows, told = children_alone(rows, heading, options)
        rows = rows.drop_nulls("child").with_columns(heading=pl.lit(heading))
        found.append(rows.select(list(CHILDREN)).cast(pl.Schema(CHILDREN)))
        odd = rows.filter(pl.col("child").str.contains(allowed.UNSHOWN))
        problems += [
            told,
            problems_of(odd, heading, "bad-character", ERROR, pl.col("child")),
        ]
    return pl.concat(found), pl.concat(problems)
