"""Columns about rights that a format itself does not have: *metadata.custody*, *Ext.custody*.

Whatever file of a package they stand in, what they say holds for the relationships that the row is
about, as in a plain table (K26); of several the most cautious.
"""

from collections.abc import Sequence

import polars as pl

from kinkeeper.roster.cells.claim_words import RANK
from kinkeeper.roster.cells.claims import meaning
from kinkeeper.roster.fields import RIGHTS
from kinkeeper.roster.headings.heading_subject import said_of
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table

SAID = {"row": pl.UInt32, "right": pl.String, "because": pl.String}
WORDS = {rank: word for word, rank in RANK.items()}


def of_rows(table: Table | None, options: Options) -> pl.DataFrame:
    """`row`, `right` (a key of `RANK`) and `because` (the restriction's own words) of each row of
    a table that has such columns; without them no rows."""
    places = {field: [] for field in RIGHTS} if table is None else _places(table, options)
    if table is None or not any(places.values()):
        return pl.DataFrame(schema=SAID)
    table.taken.update(place for several in places.values() for place in several)
    texts = [pl.col(f"c{at}").str.strip_chars().replace("", None) for at in places["restriction"]]
    because = pl.concat_str([*texts, pl.lit(None)], separator="; ", ignore_nulls=True)
    answers = [meaning(table.cells[f"c{at}"]) for at in places["responsibility"]]
    said = table.cells.select("row", because=because).hstack(
        [each.replace_strict(RANK).alias(f"answer{at}") for at, each in enumerate(answers)]
    )
    rank = pl.min_horizontal([f"answer{at}" for at in range(len(answers))] or [pl.lit(None)])
    restricted = pl.when(pl.col("because") != "").then(RANK["restricted"])
    said = said.select("row", "because", right=pl.min_horizontal(restricted, rank))
    right = pl.col("right").replace_strict(WORDS, default=None, return_dtype=pl.String)
    return said.select("row", right=right, because="because").cast(pl.Schema(SAID))


def _places(table: Table, options: Options) -> dict[str, list[int]]:
    """The columns that nobody has read and that are about rights, by their words or by hand."""
    chosen = {
        fold_heading(heading.rpartition(": ")[2]): field
        for heading, field in options.mapping.items()
    }
    found: dict[str, list[int]] = {field: [] for field in RIGHTS}
    for place, heading in enumerate(table.headings):
        field = chosen.get(fold_heading(heading), said_of(heading).what)
        if place not in table.taken and field in RIGHTS:
            found[field].append(place)
    return found


def lay(relationships: pl.DataFrame, said: pl.DataFrame, on: str | Sequence[str]) -> pl.DataFrame:
    """The relationships with `claim` and `note` as they are when what is `said` (`right`,
    `because`, and the columns `on`) holds for them too."""
    if said.is_empty():
        return relationships
    rank = pl.col("right").replace_strict(RANK, default=None, return_dtype=pl.Int8)
    on = [on] if isinstance(on, str) else list(on)
    one = (
        said.with_columns(rank=rank)
        .drop_nulls(on)
        .group_by(on)
        .agg(
            laid=pl.col("rank").min(),
            because=pl.col("because").drop_nulls().unique(maintain_order=True).str.join("; "),
        )
    )
    lacking = [
        pl.lit(None, pl.String).alias(name)
        for name in ("claim", "note")
        if name not in relationships.columns
    ]
    both = relationships.with_columns(lacking).join(one, on=on, how="left", maintain_order="left")
    own = pl.col("claim").replace_strict(RANK, default=None, return_dtype=pl.Int8)
    lower = pl.col("laid").is_not_null() & (pl.col("laid") < own.fill_null(RANK["yes"] + 1))
    laid = pl.col("laid").replace_strict(WORDS, default=None, return_dtype=pl.String)
    words = [pl.col(name).replace("", None) for name in ("note", "because")]
    return both.with_columns(
        claim=pl.when(lower).then(laid).otherwise("claim"),
        note=pl.concat_str(words, separator="; ", ignore_nulls=True),
    ).drop("laid", "because")
