"""Days as spreadsheets count them."""

import datetime

import polars as pl


def from_serial(cell: pl.Expr) -> pl.Expr:
    """A spreadsheet counts days from 30 December 1899; in text such a number is no date."""
    serial = pl.when(cell.str.contains(r"^\d{4,5}$")).then(cell).cast(pl.Int64, strict=False)
    day = pl.lit(datetime.date(1899, 12, 30)) + pl.duration(days=serial)
    return pl.coalesce(day.cast(pl.Date).cast(pl.String), cell)
