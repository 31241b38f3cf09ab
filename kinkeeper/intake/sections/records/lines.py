"""The lines of a plan about school records, as they are stored and shown."""

from typing import Any

import polars as pl

from kinkeeper.intake.copy_frames import copy_in, integers
from kinkeeper.intake.models import Import, NamedRecords, PlannedRecord
from kinkeeper.intake.sections import plan_lines
from kinkeeper.roster.plan.section import Decided


def store(roster_import: Import, decided: Decided) -> None:
    lines = plan_lines.numbered(decided.lines)
    plan_lines.store(roster_import, PlannedRecord, lines, plan_lines.as_it_is, {"key": 700})
    named = decided.noted["named"].with_columns(
        ids=integers(pl.col("ids")), roster_import_id=pl.lit(roster_import.pk)
    )
    copy_in("intake_namedrecords", named.columns, named)


def rows(roster_import: Import, first: int | None) -> list[dict[str, Any]]:
    """Each with its kind and key."""
    planned = PlannedRecord.objects.filter(roster_import=roster_import).order_by("number")
    return [
        {
            "row": each.row and roster_import.lines.line(each.row),
            "act": each.act,
            "kind": each.kind,
            "key": each.key,
        }
        for each in planned[:first]
    ]


def clear(roster_import: Import) -> None:
    plan_lines.clear(roster_import, PlannedRecord, NamedRecords)
