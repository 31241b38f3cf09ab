"""Whom the keys of children find, and how the relationships stand that rows name."""

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.options import Options


def met_by(
    rows: pl.DataFrame, children: pl.DataFrame, directory: Directory, options: Options
) -> pl.DataFrame:
    """The children that rows name, with who names them, whom the keys find, and how the
    relationships stand."""
    about = rows.select(
        "row", "person", "person_id", "good", "asked", "sync_key", "username_folded"
    )
    relationships = beside(children, about, "row")
    if relationships["good"].null_count():  # of rows that no table could hold
        relationships = relationships.filter(pl.col("good").is_not_null())
    return _resolved(relationships, directory, options)


def _resolved(relationships: pl.DataFrame, directory: Directory, options: Options) -> pl.DataFrame:
    """Adds the child as the maker may know it: out of reach is the same as unknown (K14)."""
    by = {
        "sync-key": pl.col("sync_key"),
        "username": pl.col("username_folded"),
        "internal-id": pl.col("id").cast(pl.String),
    }[options.child_match]
    known = pl.col("within") & (pl.col("state") != "trashed")
    people = directory.people.select(
        known=known, folded=by, child_id="id", is_pupil=pl.col("profile") == "pupil"
    )
    known_people = people.filter("known").drop("known")
    del people
    # also of whom the own key was cleared
    former = directory.former.rename({"person_id": "child_id"}).join(
        known_people.drop("folded"), on="child_id", how="inner"
    )
    children = known_people.drop_nulls("folded")
    del known_people
    led = {
        "sync-key": "sync_key",
        "username": "username_folded",
        "internal-id": "gone_id",
    }[options.child_match]
    former = former.select("child_id", "is_pupil", folded=led).drop_nulls("folded")
    children = pl.concat([children, former.select(children.columns)])
    relationships = beside(relationships, children, "folded")
    existing = directory.relationships.rename(
        {
            "parent_id": "person_id",
            "state": "state_before",
            "starts_on": "site_starts_on",
            "ends_on": "site_ends_on",
        }
    )
    return beside(relationships, existing, ["person_id", "child_id"])
