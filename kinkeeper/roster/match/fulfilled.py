"""Which pending relationships pupils fulfil: those that wait for a name they bear, made by somebody
to whose organisations they belong (K8). The database's view `families_fulfilled` has the same rule.
"""

from typing import Any

import polars as pl

from kinkeeper.roster.cells.placeholder_columns import placeholder
from kinkeeper.roster.text.organisation_paths import within

# By what pupils can be meant: `match` and `folded` as in `PENDINGS`. An internal ID is given by the
# site alone, so it means nobody before `since`; null: the name holds for every time.
NAMES: dict[str, Any] = {
    "child_id": pl.Int64,
    "match": pl.String,
    "folded": pl.String,
    "since": pl.Int64,
}
# Where pupils belong.
PLACES: dict[str, Any] = {"child_id": pl.Int64, "path": pl.String}


def fulfilled(pendings: pl.DataFrame, names: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The lines of `pendings` (`directory.PENDINGS`), each with the `child_id` of a pupil who
    fulfils it. `names` and `places` are all that these pupils have, as above."""
    # what an earlier version let wait for a placeholder waits for nobody (K33)
    waiting = pendings.filter(~placeholder(pl.col("folded")))
    met = waiting.join(names, on=["match", "folded"], how="inner")
    early = (pl.col("since") <= pl.col("made_at")) | pl.col("since").is_null()
    met = met.filter(early & (pl.col("parent_id") != pl.col("child_id"))).drop("since")
    bound = pl.col("reach").is_not_null()
    return pl.concat([met.filter(~bound), _inside(met.filter(bound), places)])


def _inside(met: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Where the pupil belongs to one of the organisations of the pending relationship's maker."""
    if met.is_empty():
        return met
    inside = (
        met.select("id", "child_id", root="reach")
        .explode("root")
        .join(places, on="child_id", how="inner")
        .filter(within(pl.col("path"), pl.col("root")))
    )
    return met.join(inside, on=["id", "child_id"], how="semi")
