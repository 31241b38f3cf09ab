"""What a problem is, and the shape of a list of them."""

from dataclasses import dataclass
from typing import Any

import polars as pl

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """`happened` and `todo` may name {value}, {column}, {row} and the problem's own detail.

    They are what a person is told; `label` names the problem where there is room for a few words
    alone; `why` and `example` are for whoever looks the problem up.
    """

    code: str
    severity: str
    label: str
    happened: str
    why: str
    todo: str
    example: str


# row is null for the file; detail is a JSON text with what the sentence needs besides
SCHEMA: dict[str, Any] = {
    "row": pl.UInt32,
    "column": pl.String,
    "code": pl.String,
    "severity": pl.String,
    "value": pl.String,
    "detail": pl.String,
}
NO_PROBLEMS = pl.DataFrame(schema=SCHEMA)


def as_problems(found: pl.DataFrame) -> pl.DataFrame:
    """The frame in the types of `SCHEMA`. Most have them, and to cast them all the same would be a
    query for each kind of problem."""
    if dict(zip(found.columns, found.dtypes, strict=True)) == SCHEMA:
        return found
    return found.cast(pl.Schema(SCHEMA))
