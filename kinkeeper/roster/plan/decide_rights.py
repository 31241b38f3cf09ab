"""Decides what becomes of what a roster says a parent may see of a child (K16).

What the files of one series say is one voice, beside that of others and of hands: of these the
parent sees what all give. So a line compares the file with its own series alone. A first word where
only the school's default held, or would hold of two who are new to each other, may show more than
that default; that is widening, too.
"""

from typing import Any

import polars as pl

from kinkeeper.roster.cells.areas import BITS, EVERY, listed, within
from kinkeeper.roster.match.directory import STATED, Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.vocabulary import RelationshipAct, RightsAct

# One line a relationship, or a pending one (`child_id` is null). `before`: what the parent saw of
# the child as far as this voice goes; null where the two were not connected. `seen`: what was said
# of the two (by internal ID). `pending_id`: the pending relationship that is there already.
RIGHTS: dict[str, Any] = {
    "row": pl.UInt32,
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "match": pl.String,
    "value": pl.String,
    "folded": pl.String,
    "act": pl.String,
    "areas": pl.List(pl.String),
    "before": pl.List(pl.String),
    "seen": pl.List(pl.Int64),
    "pending_id": pl.Int64,
}
OF_CHILDREN = (
    RelationshipAct.CREATE,
    RelationshipAct.PROPOSE,
    RelationshipAct.EXISTING,
    RelationshipAct.REDATE,
    RelationshipAct.HELD_BACK,
)
OF_PENDING = (
    RelationshipAct.PENDING,
    RelationshipAct.WAITING,
    RelationshipAct.WITHHOLD,
    RelationshipAct.REWAIT,
)


def decide(relationships: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """`relationships` as `decide_relationships.RELATIONSHIPS`, decided; the lines of `RIGHTS`."""
    said = relationships.filter(pl.col("areas").is_not_null())
    connected = said.filter(pl.col("act").is_in(list(OF_CHILDREN)))
    pending = said.filter(pl.col("act").is_in(list(OF_PENDING)))
    return pl.concat([_of_children(connected, directory), _of_pending(pending, directory)])


def _of_children(said: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    if said.is_empty():
        return pl.DataFrame(schema=RIGHTS)
    said = beside(said, _stated(said, directory), ["parent_id", "child_id"])
    waited = directory.pendings.filter("ours").select(pending_id="id", waited="areas")
    said = beside(said, waited, "pending_id")
    here = pl.col("state_before").is_in(["active", "proposed", "blocked"]).fill_null(value=False)
    silent = said.filter(pl.col("seen").is_null())["child_id"].unique().sort()
    default = directory.facts.default_areas(silent.to_list()).rename({"areas": "default"})
    said = beside(said, default, "child_id")
    ours = pl.coalesce("ours", "waited")
    others = pl.when(pl.col("seen").is_not_null()).then(pl.lit(EVERY, BITS)).otherwise("default")
    return _lines(
        said.with_columns(
            ours=ours,
            before=pl.coalesce(ours, pl.when(here).then(others)),
            limit=pl.coalesce(ours, others),
            seen=pl.coalesce("seen", pl.lit([], pl.List(pl.Int64))),
        ),
        pending_id=pl.lit(None, pl.Int64),
    )


def _stated(said: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Of each parent and child of whom something was said what this series gives together, null
    where it is silent, and all that was `seen`."""
    relationships = list(said.select("parent_id", "child_id").unique().iter_rows())
    stated = directory.facts.stated(relationships)
    if stated.is_empty():
        stated = pl.DataFrame(schema=STATED)
    mine = pl.when("ours").then("areas")
    return stated.group_by("parent_id", "child_id").agg(
        ours=mine.drop_nulls().bitwise_and(), seen=pl.col("id").sort()
    )


def _of_pending(said: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """What another series gave a pending relationship it gives still: the two are joined."""
    if said.is_empty():
        return pl.DataFrame(schema=RIGHTS)
    there = directory.pendings.select(
        "parent_id", "match", "folded", pending="id", mine="ours", gives="areas"
    )
    said = said.join(there, on=["parent_id", "match", "folded"], how="left", maintain_order="left")
    new = pl.col("pending").is_null()
    joined = pl.when("mine").then("areas").otherwise(pl.col("areas") & pl.col("gives"))
    before = pl.when(~new).then(pl.col("gives").fill_null(EVERY))
    return _lines(
        said.with_columns(
            areas=pl.coalesce(joined, "areas"),
            ours="gives",
            before=before,
            limit=before,
            seen=pl.lit([], pl.List(pl.Int64)),
        ),
        pending_id=pl.col("pending"),
    )


def _lines(said: pl.DataFrame, *, pending_id: pl.Expr) -> pl.DataFrame:
    """`ours`: what the voice gave, null where it was silent. `limit`: what nobody need look at,
    null where that is anything."""
    silent = pl.col("ours").is_null()
    narrower = pl.col("limit").is_null() | within(pl.col("areas"), pl.col("limit"))
    act = (
        pl.when(pl.col("ours") == pl.col("areas"))
        .then(pl.lit(RightsAct.EXISTING.value))
        .when(~narrower)
        .then(pl.lit(RightsAct.WIDEN.value))
        .when(silent)
        .then(pl.lit(RightsAct.SET.value))
        .otherwise(pl.lit(RightsAct.NARROW.value))
    )
    said = said.with_columns(act=act, pending_id=pending_id)
    lists = {name: listed(pl.col(name)) for name in ("areas", "before")}
    return said.with_columns(**lists).select(list(RIGHTS)).cast(pl.Schema(RIGHTS))
