"""Decides what becomes of what a roster says a parent may see of a child (K16).

What the files of one series say is one voice, beside that of others and of hands: of these the
parent sees what all give. So a line compares the file with its own series alone. A first word where
only the school's default held, or would hold of two who are new to each other, may show more than
that default; that is widening, too.

A key that a person has answered for (another child is connected instead of the one whom it names)
speaks of the child chosen whenever it comes again; there it only takes away, and what it would add
is nobody's decision.
"""

from collections.abc import Callable
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


def decide(
    relationships: pl.DataFrame, directory: Directory, *, skipped: Callable[[], pl.Series]
) -> pl.DataFrame:
    """`relationships` as `decide_relationships.RELATIONSHIPS`, decided; `skipped`: the rows that
    count for nothing; the lines of `RIGHTS`."""
    said = relationships.filter(pl.col("areas").is_not_null())
    connected = said.filter(pl.col("act").is_in(list(OF_CHILDREN)))
    pending = said.filter(pl.col("act").is_in(list(OF_PENDING)))
    refused = said.filter(pl.col("act") == RelationshipAct.REJECTED)
    if refused.height:  # keys of somebody who is no pupil
        refused = refused.filter(~pl.col("row").is_in(skipped().implode()))
    instead = _instead(pl.concat([pending, refused]), directory)
    ends = ["parent_id", "child_id"]
    also = instead.select(*ends, also="areas")
    connected = beside(connected, also, ends).with_columns(
        pl.col("areas") & pl.col("also").fill_null(EVERY)
    )
    rest = instead.join(connected, on=ends, how="anti", maintain_order="left")
    return pl.concat(
        [
            _of_children(connected, directory),
            _of_children(rest, directory, only_less=True),
            _of_pending(pending, directory),
        ]
    )


def _instead(said: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The lines whose key a person has answered for, of the child chosen; of several for one child
    what all of them give."""
    key, ends = ["parent_id", "match", "folded"], ["parent_id", "child_id"]
    asked = said.filter(pl.col("parent_id").is_not_null()).select(key).unique().sort(key)
    if asked.is_empty():
        return said.clear()
    chosen = directory.facts.instead(list(asked.iter_rows()))
    theirs = said.drop("child_id", "state_before").join(
        chosen, on=key, how="inner", maintain_order="left"
    )
    lines = theirs.select(said.columns).with_columns(pending_id=pl.lit(None, pl.Int64))
    once = lines.unique(ends, keep="first", maintain_order=True)
    both = lines.group_by(ends).agg(both=pl.col("areas").bitwise_and())
    return beside(once, both, ends).with_columns(areas="both").select(said.columns)


def _of_children(
    said: pl.DataFrame, directory: Directory, *, only_less: bool = False
) -> pl.DataFrame:
    """`only_less`: what would show more, or first say what holds anyway, is not said."""
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
    said = said.with_columns(
        ours=ours,
        before=pl.coalesce(ours, pl.when(here).then(others)),
        limit=pl.coalesce(ours, others),
        seen=pl.coalesce("seen", pl.lit([], pl.List(pl.Int64))),
    )
    if only_less:
        said = said.with_columns(pl.col("areas") & pl.col("limit"))
        said = said.filter(pl.col("ours").is_not_null() | (pl.col("areas") != pl.col("limit")))
    return _lines(said, pending_id=pl.lit(None, pl.Int64))


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
