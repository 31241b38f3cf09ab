"""What a row says about the right to be shown a child: yes, no, unknown, or under a restriction.

Empty is unknown, not no; and unknown never grants (K26).
"""

import unicodedata

import polars as pl

YES = frozenset(
    ["1", "y", "yes", "true", "x", "ja", "j", "oui", "sí", "si", "sim", "tak", "kyllä", "já"]
)
NO = frozenset(["0", "n", "no", "false", "nei", "nein", "nej", "non", "não", "nie", "ei", "nee"])
UNKNOWN = frozenset({"", "u", "unknown", "?", "-", "n/a", "ukjent", "unbekannt"})
# From the most cautious to the least; null is a file without such columns.
RANK = {"restricted": 0, "no": 1, "unknown": 2, "yes": 3}
DENIES = ("restricted", "no")
WITHHOLDS = ("restricted", "no", "unknown")


def readable(cell: str) -> bool:
    return _folded(cell) in YES | NO | UNKNOWN


def claims(rows: pl.DataFrame, *, asked: bool) -> pl.DataFrame:
    """Adds `claim` (a key of `RANK`, or null) and `note` (the restriction's own words).

    `asked`: the file has a column for parental responsibility. Needs the columns
    `responsibility` and `restriction`.
    """
    said = rows["responsibility"].unique().drop_nulls().to_list()
    meant = {cell: _meant(cell) for cell in said}
    if asked:
        claim = pl.col("responsibility").replace_strict(
            meant or {"": "unknown"}, default="unknown", return_dtype=pl.String
        )
    else:
        claim = pl.lit(None, pl.String)
    restricted = pl.col("restriction").is_not_null()
    return rows.with_columns(
        claim=pl.when(restricted).then(pl.lit("restricted")).otherwise(claim),
        note=pl.col("restriction").fill_null(""),
    )


def meaning(cells: pl.Series) -> pl.Series:
    """`yes`, `no` or `unknown` for each cell; empty and unreadable ones are unknown."""
    return cells.map_elements(_meant, return_dtype=pl.String).fill_null("unknown")


def _meant(cell: str) -> str:
    folded = _folded(cell)
    return "yes" if folded in YES else "no" if folded in NO else "unknown"


def _folded(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip().casefold().rstrip(".")
