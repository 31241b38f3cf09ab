"""Which waiting relationships the pupils of a roster fulfil."""

import polars as pl

from kinkeeper.roster.cells.areas import BITS
from kinkeeper.roster.cells.claim_words import BY_KIND
from kinkeeper.roster.fields import DAYS, RELATIONSHIP
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.fulfilled import fulfilled
from kinkeeper.roster.plan.decide_relationships import RELATIONSHIPS
from kinkeeper.roster.vocabulary import ChildMatch


def fulfilled_pendings(persons: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The pending relationships that pupils of this roster fulfil, as relationships. `persons` as
    from `decide_people.decide`, with `person_id` given to the new ones too."""
    if directory.waits_for.is_empty():
        return pl.DataFrame(schema=RELATIONSHIPS)
    pupils = persons.filter(~pl.col("other_profile") & ~pl.col("asked"))
    pupils = pupils.select(
        "person", "number", "sync_key", "username_folded", "new_paths", child_id="person_id"
    )
    names, places = _names(pupils, directory), _places(pupils, directory)
    met = fulfilled(directory.waits_for, names, places)
    met = met.join(pupils.select("person", "number", "child_id"), on="child_id", how="inner")
    met = met.join(
        directory.waiting_relationships.rename({"state": "state_before"}).drop(*DAYS),
        on=["parent_id", "child_id"],
        how="left",
    )
    by_hand = pl.col("by_hand").fill_null(value=False)
    # two pending relationships of one parent may meet in one child: the more cautious decides for
    # both
    denied = ~pl.col("granted") & ~pl.col("note").is_in(BY_KIND)
    met = met.with_columns(
        granted=pl.col("granted").all().over("parent_id", "child_id"),
        denied=denied.any().over("parent_id", "child_id"),
    )
    # a kind that would be proposed now lowers nobody who is connected (K36)
    stays = (pl.col("state_before") == "active") & (by_hand | ~pl.col("denied"))
    act = (
        pl.when(pl.col("state_before") == "blocked")
        .then(pl.lit("held-back"))
        .when(pl.col("state_before") == "proposed")
        .then(pl.lit("existing"))
        .when(stays)
        .then(pl.lit("existing"))
        .when(~pl.col("granted") & ~by_hand)
        .then(pl.lit("propose"))
        .otherwise(pl.lit("create"))
    )
    return (
        met.select(
            row="number",
            person="person",
            parent_id="parent_id",
            child_id="child_id",
            match="match",
            value="value",
            folded="folded",
            claim=pl.lit(None, pl.String),
            note="note",
            adds_source=pl.lit(value=False),
            act=act,
            state_before="state_before",
            version="version",
            pending_id="id",
            areas=pl.lit(None, BITS),
            described=pl.lit(value=False),
            **{name: pl.col(name) for name in RELATIONSHIP},
        )
        .select(list(RELATIONSHIPS))
        .cast(pl.Schema(RELATIONSHIPS))
        .sort("row", "parent_id", "pending_id")
    )


def _names(pupils: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The names that the pupils will bear once the plan is applied."""
    ever = pl.lit(None, pl.Int64)
    bear = [
        pupils.select("child_id", match=pl.lit(match), folded=column, since=ever)
        for match, column in (
            (ChildMatch.SYNC_KEY, "sync_key"),
            (ChildMatch.USERNAME, "username_folded"),
        )
    ]
    lasting = directory.lasting.join(pupils.select("child_id"), on="child_id", how="semi")
    return pl.concat([*bear, lasting]).drop_nulls("folded")


def _places(pupils: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Where the pupils will belong."""
    now = directory.memberships.rename({"person_id": "child_id"})
    new = pupils.select("child_id", path="new_paths").explode("path").drop_nulls()
    return pl.concat([now.join(pupils, on="child_id", how="semi"), new])
