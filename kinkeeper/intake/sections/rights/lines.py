"""The lines of a plan about what parents may see, as they are stored."""

from typing import Any

import polars as pl

from kinkeeper.intake.copy_frames import array, integers
from kinkeeper.intake.models import Import, PlannedRights
from kinkeeper.intake.sections import plan_lines
from kinkeeper.roster.plan.section import Decided

# How long what a row says may be in a line of the plan.
RIGHTS = {"value": 200, "folded": 250}


def store(roster_import: Import, decided: Decided) -> None:
    rights = plan_lines.numbered(decided.lines)
    plan_lines.store(roster_import, PlannedRights, rights, _rights, RIGHTS)


def rows(roster_import: Import, first: int | None) -> list[dict[str, Any]]:
    planned = PlannedRights.objects.filter(roster_import=roster_import).order_by("number")
    return [
        {
            "row": each.row and roster_import.lines.line(each.row),
            "act": each.act,
            "match": each.match,
            "value": each.value,
            "areas": each.areas,
            "before": each.before,
        }
        for each in planned[:first]
    ]


def _rights(rights: pl.DataFrame) -> pl.DataFrame:
    before = pl.col("before")
    return rights.with_columns(
        areas=array(pl.col("areas")),
        before=pl.when(before.is_not_null()).then(array(before)),
        seen=integers(pl.col("seen")),
    )
