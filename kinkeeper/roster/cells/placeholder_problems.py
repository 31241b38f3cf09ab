"""Says which cells are placeholders (K33), and which names are nobody's."""

import polars as pl

from kinkeeper.roster.cells.placeholder_columns import placeholders
from kinkeeper.roster.cells.placeholders import may_be_name
from kinkeeper.roster.fields import NAMES
from kinkeeper.roster.problems import NO_PROBLEMS, WARNING, as_problems

WHOLE_NAME = pl.concat_str(*NAMES, separator=" ", ignore_nulls=True)


def tell(rows: pl.DataFrame, column: str | pl.Expr, value: pl.Expr) -> pl.DataFrame:
    """The problem `placeholder` of each of these rows."""
    if rows.is_empty():
        return NO_PROBLEMS
    return rows.select(
        "row",
        column=pl.lit(column) if isinstance(column, str) else column,
        code=pl.lit("placeholder"),
        severity=pl.lit(WARNING),
        value=value.str.slice(0, 200),
        detail=pl.lit(None, pl.String),
    ).pipe(as_problems)


def nameless(rows: pl.DataFrame) -> pl.Series:
    """Whether all that a row has of first and last name are placeholders: two of them, or one that
    nobody is called."""
    given, family = (rows[field] for field in NAMES)
    nothing = (placeholders(given) | given.is_null()) & (placeholders(family) | family.is_null())
    said = nothing & (given.is_not_null() | family.is_not_null())
    if not said.any():
        return said
    alone = (given.is_null() | family.is_null()) & said
    lone = rows.select(pl.coalesce(*NAMES)).to_series().filter(alone).unique()
    names = [text for text in lone if may_be_name(text)]
    kept = rows.select(pl.coalesce(*NAMES).is_in(names)).to_series() & alone
    return said & ~kept.fill_null(value=False)
