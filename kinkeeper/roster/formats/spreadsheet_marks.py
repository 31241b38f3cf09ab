"""What spreadsheets in a package have beside their cells: what nobody sees, and cells without a
value (K31, K33)."""

from dataclasses import replace

import polars as pl

from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.read.files import Sheet
from kinkeeper.roster.table import RAGGED, Table


def with_hidden(made: Table, package: Package) -> Table:
    """What is hidden in one of the files is hidden in what is made of them."""
    tables = [sheet.table for sheet in package.sheets]
    columns = dict.fromkeys(each for one in tables for each in one.hidden_columns)
    rows = sum(one.hidden_rows for one in tables)
    return replace(made, hidden_rows=rows, hidden_columns=tuple(columns))


def without_odd(package: Package) -> Package:
    """Rows of one file say something of those of another: one with a cell that holds no value is
    not read at all, and counts among those that cannot be. A file by itself stays: which of its
    columns are read is known later."""
    if len(package.sheets) == 1 or all(sheet.table.odd is None for sheet in package.sheets):
        return package
    sheets = [Sheet(sheet.name, _without_odd(sheet.table)) for sheet in package.sheets]
    return replace(package, sheets=sheets)


def _without_odd(table: Table) -> Table:
    if table.odd is None:
        return table
    named = table.odd.filter(pl.col("column").is_in(table.headings))
    rows = named["row"].unique().implode()
    lost = table.cells.filter(pl.col("row").is_in(rows)).select(
        "row", have=pl.lit(None), want=pl.lit(None)
    )
    return replace(
        table,
        cells=table.cells.filter(~pl.col("row").is_in(rows)),
        ragged=pl.concat([table.ragged, lost.cast(pl.Schema(RAGGED))]),
    )
