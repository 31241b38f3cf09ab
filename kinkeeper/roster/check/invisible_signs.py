"""Takes out of names what nobody sees, and says so."""

import json

import polars as pl

from kinkeeper.roster.fields import NAMES
from kinkeeper.roster.problems import NO_PROBLEMS, SCHEMA, WARNING
from kinkeeper.roster.text.invisible import MARKS, STRAY
from kinkeeper.roster.text.invisible_columns import column_as_seen


def names_as_seen(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with their names as they are seen, and a problem of the file (`problems.SCHEMA`)
    where that made a difference."""
    found = pl.any_horizontal(pl.col(NAMES).str.contains(f"{MARKS}|{STRAY}"))
    count = rows.select(found.fill_null(value=False).sum()).item()
    if not count:
        return rows, NO_PROBLEMS
    problem = {
        "row": None,
        "column": "",
        "code": "signs-left-out",
        "severity": WARNING,
        "value": "",
        "detail": json.dumps({"count": count}),
    }
    told = pl.DataFrame([problem], schema=SCHEMA)
    return rows.with_columns(column_as_seen(pl.col(field)).alias(field) for field in NAMES), told
