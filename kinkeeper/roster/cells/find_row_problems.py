"""Problems of rows, all of one kind."""

import polars as pl

from kinkeeper.roster.cells import allowed
from kinkeeper.roster.problems import NO_PROBLEMS, as_problems


def problems_of(
    rows: pl.DataFrame,
    heading: str | pl.Expr,
    code: str,
    severity: str,
    value: pl.Expr,
    *,
    detail: pl.Expr | None = None,
) -> pl.DataFrame:
    """`value` is cut to what a sentence can show, and control characters are made visible."""
    if rows.is_empty():
        return NO_PROBLEMS
    shown = value.str.slice(0, 200).str.replace_all(allowed.UNSHOWN, "\ufffd").fill_null("")
    return rows.select(
        pl.col("row"),
        (pl.lit(heading) if isinstance(heading, str) else heading).alias("column"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        shown.alias("value"),
        (pl.lit(None, pl.String) if detail is None else detail).alias("detail"),
    ).pipe(as_problems)
