"""The lines of a plan about relationships, as they are stored."""

from typing import Any

import polars as pl

from kinkeeper.intake.models import Import, PlannedRelationship, RelationshipAct
from kinkeeper.intake.sections import plan_lines
from kinkeeper.roster.cells.claim_words import WITHHOLDS
from kinkeeper.roster.fields import DAYS
from kinkeeper.roster.plan.section import Decided

# How long what a row says may be in a line of the plan.
RELATIONSHIPS = {"value": 200, "folded": 250, "kind_text": 100, "note": 500}


def store(roster_import: Import, decided: Decided) -> None:
    relationships = plan_lines.numbered(decided.lines)
    plan_lines.store(
        roster_import, PlannedRelationship, relationships, _relationships, RELATIONSHIPS
    )


def rows(roster_import: Import, first: int | None) -> list[dict[str, Any]]:
    planned = PlannedRelationship.objects.filter(roster_import=roster_import).order_by("number")
    return [
        {
            "row": each.row and roster_import.lines.line(each.row),
            "act": each.act,
            "match": each.match,
            "value": each.value,
            "why": each.note if each.act == RelationshipAct.PROPOSE else "",
        }
        for each in planned[:first]
    ]


def _relationships(relationships: pl.DataFrame) -> pl.DataFrame:
    withheld = pl.col("claim").is_in(WITHHOLDS).fill_null(value=False)
    unsaid = [
        name for name in DAYS if relationships[name].null_count() == relationships.height
    ]  # not written
    if not relationships["described"].any():
        unsaid.append("described")
    return relationships.select(pl.exclude("person", "claim", "areas", *unsaid), granted=~withheld)
