"""Which of the records that are there a row means, and whose they are.

A record is of the series in which it was first brought; that stays so, whoever changes it later.
Files of one name of several organisations speak of the same records where they overlap: a record of
the own series, or from above, may be moved and removed; one that an office below brought is changed
at most, and stays where that office has it.
"""

import polars as pl

from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.read_rows import Rows

# Of a record that is there, beside the columns of its kind. `own`: of a series from which the files
# go on; `below`: of these, one of an organisation below theirs.
STANDING = {
    "id": pl.String,
    "key": pl.String,
    "source": pl.String,
    "series": pl.String,
    "own": pl.Boolean,
    "below": pl.Boolean,
}
# Where a record is: of a school, which is nowhere, its name.
PLACE = ("school_id", "name")


def _place(kind: Kind) -> str:
    return next(name for name in PLACE if name in kind.names)


def stands_in(kind: Kind) -> bool:
    """Whether two organisations can speak of one of these."""
    return any(name in kind.names for name in PLACE)


def met_by(kind: Kind, rows: Rows, own: pl.DataFrame) -> pl.DataFrame:
    """Of each key the record that a row of it means: where the row says it is, or else of the own
    series or from above."""
    if not stands_in(kind):
        return own.unique("key", keep="first", maintain_order=True)
    said = rows.good.select("key", _said=_place(kind))
    found = own.join(said, on="key", how="left", maintain_order="left").with_columns(
        _elsewhere=pl.col("_said").ne_missing(pl.col(_place(kind)))
    )
    found = found.sort("_elsewhere", "below", maintain_order=True).unique(
        "key", keep="first", maintain_order=True
    )
    return found.drop("_said", "_elsewhere")


def taken(kind: Kind, rows: Rows, met: pl.DataFrame) -> pl.DataFrame:
    """The rows that would take a record from where an office below has it."""
    if not stands_in(kind):
        return rows.good.clear()
    place = _place(kind)
    below = met.filter("below").select("key", _place=place)
    held = rows.good.join(below, on="key", how="inner", maintain_order="left")
    return held.filter(pl.col("_place").ne_missing(pl.col(place))).drop("_place")


def meant(rows: pl.DataFrame) -> pl.DataFrame:
    """Of each key the record that it means where another record names it: that of the own series or
    from above, or else the only one that an office below brought, or the only one at all. A key of
    which there are more means none: it would be another school's as well as this one's."""
    rank = pl.when(pl.col("own")).then(pl.when("below").then(1).otherwise(0)).otherwise(2)
    rows = rows.drop_nulls("key").with_columns(_rank=rank)
    rows = rows.filter(pl.col("_rank") == pl.col("_rank").min().over("key"))
    sole = (pl.col("_rank") == 0) | (pl.len().over("key") == 1)
    return rows.filter(sole).drop("_rank").unique("key", keep="first", maintain_order=True)
