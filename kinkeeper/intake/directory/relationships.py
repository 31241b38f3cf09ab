"""The relationships as they stand in the site, and who asserts them; asked of the staged tables."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from kinkeeper.families.withheld_reasons import UNSAID_NOTES
from kinkeeper.intake.directory.staged_tables import StagedTables
from kinkeeper.lib.sql import listed
from kinkeeper.roster.fields import DAYS
from kinkeeper.roster.match import directory as shape

RELATIONSHIP = f"""
relationship.parent_id, relationship.child_id, relationship.state, relationship.version,
array_to_string(relationship.sources, ' '),
relationship.state = 'proposed' AND relationship.reason NOT IN {UNSAID_NOTES},
{listed(DAYS, "relationship")}
"""
RELATIONSHIPS = f"""
SELECT {RELATIONSHIP} FROM families_relationship relationship
JOIN met parent ON parent.id = relationship.parent_id JOIN met child ON child.id =
    relationship.child_id
"""  # noqa: S608  # no data in it
WAITING = f"""
SELECT {RELATIONSHIP} FROM families_relationship relationship JOIN met ON met.id =
    relationship.child_id
WHERE relationship.parent_id IN (SELECT parent_id FROM families_pendingrelationship WHERE state =
    'waiting')
"""  # noqa: S608  # as above
ASSERTED = f"""
SELECT {RELATIONSHIP}, coalesce(person.sync_key, person.username)
FROM families_relationship relationship
JOIN met ON met.id = relationship.parent_id
JOIN people_person person ON person.id = relationship.child_id
WHERE relationship.state IN ('active', 'proposed') AND {{within}}
"""  # noqa: S608  # as above
COPIED: dict[str, Any] = {
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "state": pl.String,
    "version": pl.Int64,
    "sources": pl.String,
    "restricted": pl.Boolean,
    **dict.fromkeys(DAYS, pl.String),
}


def both_ends(tables: StagedTables) -> pl.DataFrame:
    """Relationships both ends of which the roster meets."""
    return _whose(tables, tables.frame(RELATIONSHIPS, COPIED), shape.RELATIONSHIPS)


def of_waiting_parents(tables: StagedTables, *, pupils: bool) -> pl.DataFrame:
    """Relationships of the roster's pupils with parents who wait for anybody."""
    if not pupils:
        return pl.DataFrame(schema=shape.RELATIONSHIPS)
    return _whose(tables, tables.frame(WAITING, COPIED), shape.RELATIONSHIPS)


def asserted(
    tables: StagedTables, within: str, params: Sequence[Any], *, needed: bool
) -> pl.DataFrame:
    """What this series of files says of the roster's parents; asked where more may end than the
    roster names."""
    if not needed:
        return pl.DataFrame(schema=shape.ASSERTED)
    found = tables.frame(ASSERTED.format(within=within), COPIED | {"value": pl.String}, params)
    return _whose(tables, found, shape.ASSERTED)


def _whose(tables: StagedTables, found: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    """Judges each set of sources once: a site has few, and a subquery for each relationship took
    half of the time in which they are read."""
    series = set(tables.frame("SELECT source FROM series", {"source": pl.String})["source"])
    sets = [text for text in found["sources"].unique() if text]
    judged = pl.DataFrame(
        [
            (
                text,
                not series.isdisjoint(said),
                bool(said - series),
                bool(said - series - {"manual"}),
                "manual" in said,
            )
            for text in sets
            for said in (set(text.split(" ")),)
        ],
        schema={
            "sources": pl.String,
            "ours": pl.Boolean,
            "others": pl.Boolean,
            "files": pl.Boolean,
            "by_hand": pl.Boolean,
        },
        orient="row",
    )
    flags = pl.col("ours", "others", "files", "by_hand").fill_null(value=False)
    return (
        found.join(judged, on="sources", how="left", maintain_order="left")
        .with_columns(flags)
        .select(list(schema))
    )
