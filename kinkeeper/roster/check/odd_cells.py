"""Cells of a spreadsheet that hold no value: an error of the row where the column is read (K33)."""

import json

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import NAMES, OF_RELATIONSHIP
from kinkeeper.roster.headings.heading_subject import NAME, NOBODY, said_of
from kinkeeper.roster.headings.rights_words import speaks_of_rights
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, as_problems
from kinkeeper.roster.table import Table

CODE = "cell-error"
# What is looked at in columns that are no field of the row's person: whom else it names.
LOOKED_AT = (*NAMES, NAME, *OF_RELATIONSHIP, "areas")


def told(table: Table, mapping: Mapping, rows: pl.DataFrame) -> pl.DataFrame:
    """The problems (`problems.SCHEMA`), on each row that a line of the file has become; where it
    became none, on its first. `rows` has `row`."""
    if table.odd is None:
        return NO_PROBLEMS
    odd = table.odd.filter(pl.col("column").is_in(_read(table, mapping)))
    stride = table.lines.stride
    if table.origin is None:
        kept = pl.concat([rows["row"], table.ragged["row"]])
        odd = odd.filter(pl.col("row").is_in(kept.implode()))
    elif stride > 1:
        parts = rows.select(line=pl.col("row") // stride, part="row")
        odd = odd.join(parts, left_on="row", right_on="line", how="left", maintain_order="left")
        odd = odd.with_columns(row=pl.coalesce("part", pl.col("row") * stride))
    what = {name: json.dumps({"holds": name}) for name in odd["holds"].unique()}
    return odd.select(
        "row",
        "column",
        code=pl.lit(CODE),
        severity=pl.lit(ERROR),
        value="value",
        detail=pl.col("holds").replace_strict(what, default=None, return_dtype=pl.String),
    ).pipe(as_problems)


def without_echoes(problems: pl.DataFrame) -> pl.DataFrame:
    """What else is said of such a cell is said of the error's own text."""
    odd = problems.filter(pl.col("code") == CODE).select("row", "column").unique()
    if odd.is_empty():
        return problems
    others = problems.filter(pl.col("code") != CODE).join(
        odd, on=["row", "column"], how="anti", maintain_order="left"
    )
    return pl.concat([problems.filter(pl.col("code") == CODE), others])


def lost(problems: pl.DataFrame, rows: pl.DataFrame) -> int:
    """Lines with such cells of which no row was made."""
    odd = problems.filter(pl.col("code") == CODE).select("row").unique()
    return odd.join(rows, on="row", how="anti").height


def _read(table: Table, mapping: Mapping) -> list[str]:
    if table.fields is not None:
        source = table.origin or table
        return [each for at, each in enumerate(source.headings) if each and at in source.taken]
    taken = {*mapping.headings.values(), *(table.headings[place] for place in table.heeded)}
    return [
        heading for heading in (*table.headings, *taken) if heading in taken or _looked_at(heading)
    ]


def _looked_at(heading: str) -> bool:
    said = said_of(heading)
    if said.what in OF_RELATIONSHIP or speaks_of_rights(heading):
        return True
    return said.whom != NOBODY and said.what in LOOKED_AT
