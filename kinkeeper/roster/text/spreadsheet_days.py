"""Days as spreadsheets count them."""

import datetime

import polars as pl


def from_serial(cell: pl.Expr, zero: datetime.date) -> pl.Expr:
    """A spreadsheet counts days from 30 December 1899, or from 1904; in text such a number is no
    date."""
    serial = pl.when(cell.str.contains(r"^\d{4,5}$")).then(cell).cast(pl.Int64, strict=False)
    day = pl.lit(zero) + pl.duration(days=serial)
    return pl.coalesce(day.cast(pl.Date).cast(pl.String), cell)
