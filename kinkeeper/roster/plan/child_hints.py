"""What would find the children of a file in which nobody finds them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.columns.mapping import asks_for_children
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.relationship_stage import RelationshipStage

MOST_ASKED = 1_000  # of unknown keys: then a few examples will do


@dataclass(frozen=True)
class Hint:
    """A problem of the whole file, and the `options` that would mend it."""

    code: str
    detail: Mapping[str, Any]
    options: Mapping[str, Any]


# Unknown keys of children, and whether others were found -> what would find them.
type AskForHint = Callable[[Sequence[str], bool], Hint | None]


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
