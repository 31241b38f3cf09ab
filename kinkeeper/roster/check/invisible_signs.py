"""Signs in names that nobody sees and nobody typed: exports of Hebrew and Arabic carry them along.

Not the joiners (U+200C, U+200D), which Persian and Indic names need.
"""

import json
import re
import unicodedata

import polars as pl

from kinkeeper.roster.headings.fields import NAMES
from kinkeeper.roster.problems import SCHEMA, WARNING

# Marks for the direction, breaks of no width, soft hyphens and byte-order marks.
_MARKS = "[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]"
# Variation selectors mean something after Chinese characters and symbols, and are stray elsewhere.
_SELECTORS = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
_STRAY = f"([\x00-\u1fff]|^){_SELECTORS}"


def as_seen(name: str) -> str:
    """The name without such signs, composed."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", re.sub(_STRAY, r"\1", re.sub(_MARKS, "", name)))


def column_as_seen(names: pl.Expr) -> pl.Expr:
    """`as_seen` of each, and null where nothing is left."""
    seen = names.str.replace_all(_MARKS, "").str.replace_all(_STRAY, "${1}").str.normalize("NFC")
    seen = seen.str.strip_chars()
    return pl.when(seen != "").then(seen)


def names_as_seen(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with their names as they are seen, and a problem of the file (`problems.SCHEMA`)
    where that made a difference."""
    found = pl.any_horizontal(pl.col(NAMES).str.contains(f"{_MARKS}|{_STRAY}"))
    count = rows.select(found.fill_null(value=False).sum()).item()
    if not count:
        return rows, pl.DataFrame(schema=SCHEMA)
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
