"""Rows that could not be cut into cells, as problems."""

import polars as pl

from kinkeeper.roster.problems import ERROR, as_problems
from kinkeeper.roster.table import Table


def ragged(table: Table) -> pl.DataFrame:
    few = pl.col("have") < pl.col("want")
    detail = pl.format('{{"have": {}, "want": {}}}', "have", "want")
    ragged = table.ragged
    if table.odd is not None:  # left out for that, and told so
        ragged = ragged.join(table.odd.select("row").unique(), on="row", how="anti")
    return ragged.select(
        "row",
        column=pl.lit(""),
        code=pl.when(pl.col("have").is_null())
        .then(pl.lit("stray-quote"))
        .when(few)
        .then(pl.lit("cells-missing"))
        .otherwise(pl.lit("cells-extra")),
        severity=pl.lit(ERROR),
        value=pl.lit(""),
        detail=detail,
    ).pipe(as_problems)
