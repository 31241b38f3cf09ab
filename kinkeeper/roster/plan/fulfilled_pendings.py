"""Which waiting relationships the pupils of a roster fulfil."""

import polars as pl

from kinkeeper.roster.cells.claims import BY_KIND
from kinkeeper.roster.cells.placeholder_columns import placeholder
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan.decide_relationships import RELATIONSHIPS


def fulfilled_pendings(persons: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The pending relationships that pupils of this roster fulfil, as relationships. `persons` as
    from `decide_people.decide`, with `person_id` given to the new ones too."""
    # what an earlier version let wait for a placeholder waits for nobody (K33)
    pendings = directory.waits_for.filter(~placeholder(pl.col("folded")))
    if pendings.is_empty():
        return pl.DataFrame(schema=RELATIONSHIPS)
    pupils = persons.filter(~pl.col("other_profile") & ~pl.col("asked")).select(
        "person",
        "number",
        child_id="person_id",
        by_key="sync_key",
        by_name="username_folded",
        by_id=pl.col("person_id").cast(pl.String),
    )
    former = pupils.select("person", "number", "child_id").join(
        directory.former, left_on="child_id", right_on="person_id", how="inner"
    )
    pupils = pl.concat(
        [
            pupils,
            former.select(
                "person",
                "number",
                "child_id",
                by_key="sync_key",
                by_name="username_folded",
                by_id="gone_id",
            ),
        ]
    )
    met = pl.concat(
        [
            pendings.filter(pl.col("match") == match)
            .join(pupils, left_on="folded", right_on=column, how="inner", coalesce=False)
            .select(*pendings.columns, "person", "number", "child_id")
            for match, column in (
                ("sync-key", "by_key"),
                ("username", "by_name"),
                ("internal-id", "by_id"),
            )
        ]
    ).filter(pl.col("parent_id") != pl.col("child_id"))
    met = _inside(met, persons, directory)
    met = met.join(
        directory.waiting_relationships.rename({"state": "state_before"}).drop(
            "starts_on", "ends_on"
        ),
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
            kind="kind",
            kind_text="kind_text",
            claim=pl.lit(None, pl.String),
            note="note",
            adds_source=pl.lit(value=False),
            act=act,
            state_before="state_before",
            version="version",
            pending_id="id",
            starts_on="starts_on",
            ends_on="ends_on",
        )
        .cast(pl.Schema(RELATIONSHIPS))
        .sort("row", "parent_id", "pending_id")
    )


def _inside(met: pl.DataFrame, persons: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Only pupils inside the organisations of a pending relationship's maker fulfil it (K8)."""
    free = met.filter(pl.col("reach").is_null())
    bound = met.filter(pl.col("reach").is_not_null())
    if bound.is_empty():
        return free
    before = directory.memberships.rename({"person_id": "child_id"})
    after = persons.select(child_id="person_id", path="new_paths").explode("path")
    places = pl.concat([before, after.drop_nulls()])
    inside = (
        bound.select("id", "child_id", root="reach")
        .explode("root")
        .join(places, on="child_id", how="inner")
        .filter(
            (pl.col("path") == pl.col("root"))
            | pl.col("path").str.starts_with(pl.concat_str(pl.col("root"), pl.lit("/")))
        )
        .select("id", "child_id")
        .unique()
    )
    return pl.concat([free, bound.join(inside, on=["id", "child_id"], how="semi")])
