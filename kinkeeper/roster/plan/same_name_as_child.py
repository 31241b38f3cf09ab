"""Parents who bear the very name of the child they are said to be the parent of.

A file of pupils that is read as one of parents makes every pupil its own parent. Some fathers are
called like their sons; so these relationships are proposed, and a file of little else stops (K26).
"""

import polars as pl

from kinkeeper.roster.cells.claim_words import DESCRIBED, RANK
from kinkeeper.roster.fields import NAMES
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside

CLAIM = "own-name"
FEW = 3


def doubted(relationships: pl.DataFrame, rows: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """`relationships` as from `child_names.met_by`, those of new couples of one name less than
    granted. `rows` has `row` and the parents' names."""
    new = relationships.filter(pl.col("state_before").is_null() & pl.col("child_id").is_not_null())
    if new.is_empty():
        return relationships
    stored = directory.facts.named(new["child_id"].unique().sort().to_list())
    theirs = stored.select(child_id="id", childs=_name())
    mine = rows.select("row", parents=_name())
    alike = new.select("row", "child_id").join(theirs, on="child_id").join(mine, on="row")
    alike = alike.filter((pl.col("childs") == pl.col("parents")) & (pl.col("childs") != ""))
    if alike.is_empty():
        return relationships
    marked = alike.select("row", "child_id").unique().with_columns(alike=pl.lit(value=True))
    relationships = beside(relationships, marked, ["row", "child_id"])
    rank = pl.col("claim").replace_strict(RANK, default=RANK["yes"], return_dtype=pl.Int8)
    described = pl.col("claim").is_in(DESCRIBED).fill_null(value=False)
    weaker = pl.col("alike").fill_null(value=False) & (described | (rank > RANK[CLAIM]))
    return relationships.with_columns(
        claim=pl.when(weaker).then(pl.lit(CLAIM)).otherwise("claim")
    ).drop("alike")


def _name() -> pl.Expr:
    """The words of the name whatever their order, letter case or accents."""
    whole = pl.concat_str(NAMES, separator=" ", ignore_nulls=True).str.normalize("NFKD")
    bare = whole.str.replace_all(r"\p{Mn}", "").str.to_lowercase()
    return bare.str.extract_all(r"[\p{L}\p{N}]+").list.sort().list.join(" ")


def share(relationships: pl.DataFrame) -> tuple[int, int]:
    """How many of the plan's new couples are so, of how many."""
    new = relationships.filter(pl.col("act").is_in(["create", "propose", "pending"]))
    return new.filter(pl.col("claim") == CLAIM).height, new.height
