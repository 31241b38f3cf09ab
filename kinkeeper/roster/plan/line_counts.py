"""How many lines of a plan a page would show of each kind: people by what happens to them, and by
what happens to their relationships."""

from typing import Any

import polars as pl

from kinkeeper.roster.vocabulary import Profile


def of(people: pl.DataFrame, relationships: pl.DataFrame, profile: str) -> dict[str, Any]:
    """`people`: act -> lines. `relationships`: act -> people who have one of it. `left_out`: lines
    that are left out, or of which a relationship is."""
    mine = "child_id" if profile == Profile.PUPIL else "parent_id"
    here = people.select(person_id="person_id", out=pl.col("act") == "rejected")
    theirs = relationships.select("act", person_id=mine).drop_nulls().unique()
    theirs = theirs.join(here.select("person_id").unique(), on="person_id", how="semi")
    partly = theirs.filter(pl.col("act") == "rejected").select("person_id")
    kept = here.filter(~pl.col("out"))
    return {
        "people": dict(people["act"].value_counts().iter_rows()),
        "relationships": dict(theirs["act"].value_counts().iter_rows()),
        "left_out": here["out"].sum() + kept.join(partly, on="person_id", how="semi").height,
    }
