"""What the rows of a frame say about the right to be shown a child: yes, no, unknown, or under a
restriction; that its adult is disabled or suspended (K35); and what its kind says: one that stands
for no parent, or none in a format that needs one. The words of it are in `claim_words.py`.
"""

import polars as pl

from kinkeeper.roster.cells import claim_words
from kinkeeper.roster.cells.claim_words import RANK
from kinkeeper.roster.cells.kinds import UNSTATED, kind_of, stands_for_parent


def claims(rows: pl.DataFrame, *, asked: bool) -> pl.DataFrame:
    """Adds `claim` (a key of `RANK`, or null) and `note` (the restriction's own words).

    `asked`: the file has a column for parental responsibility. Needs the columns
    `responsibility` and `restriction`.
    """
    said = rows["responsibility"].unique().drop_nulls().to_list()
    meant = {cell: claim_words.meaning(cell) for cell in said}
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


def by_kind(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `meant` (the stored kind) to rows of `kind` and `claim`. Where the word stands for no
    parent, nobody is connected by it, whatever else the row grants (K36)."""
    said = rows["kind"].unique().drop_nulls().to_list()
    kinds = {word: kind_of(word) for word in said}
    others = [word for word in said if kinds[word] != UNSTATED]
    others = [word for word in others if not stands_for_parent(kinds[word])]
    meant = pl.col("kind").replace_strict(
        kinds or {"": ""}, default=UNSTATED, return_dtype=pl.String
    )
    rows = rows.with_columns(meant=meant)
    if not others:
        return rows
    rank = pl.col("claim").replace_strict(RANK, default=RANK["yes"], return_dtype=pl.Int8)
    weaker = (rank > RANK["kind"]) & pl.col("kind").is_in(others).fill_null(value=False)
    return rows.with_columns(claim=pl.when(weaker).then(pl.lit("kind")).otherwise("claim"))


def meaning(cells: pl.Series) -> pl.Series:
    """`yes`, `no` or `unknown` for each cell; empty and unreadable ones are unknown."""
    return cells.map_elements(claim_words.meaning, return_dtype=pl.String).fill_null("unknown")
