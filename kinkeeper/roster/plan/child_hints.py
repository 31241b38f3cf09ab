"""What would find the children of a file in which nobody finds them."""

import polars as pl

from kinkeeper.roster.columns.mapping import asks_for_children
from kinkeeper.roster.plan.asked_of_the_site import AskForHint, Hint
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.relationship_stage import RelationshipStage

MOST_ASKED = 1_000  # of unknown keys: then a few examples will do


def hinted(draft: Draft, stage: RelationshipStage, hint: AskForHint) -> Hint | None:
    """Asked only where a child that the file may name was not found."""
    if not asks_for_children(draft.options) or draft.table.links is not None:
        return None
    named = stage.frame.filter(~pl.col("act").is_in(["remove", "unwait", "drop"]))
    told = pl.concat([each.select("code", "value") for each in stage.problems])
    told = told.filter(pl.col("code") == "child-unknown").select("value")
    waiting = named.filter(pl.col("child_id").is_null()).select("value")
    unknown = pl.concat([told, waiting])["value"].unique().sort().head(MOST_ASKED)
    return hint(unknown.to_list(), named["child_id"].drop_nulls().len() > 0)
