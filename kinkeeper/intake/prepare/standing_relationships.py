"""The pairs as they stand in the site, and who asserts them; asked from the tables that
`directory` staged."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from kinkeeper.families.withheld_reasons import UNSAID_NOTES
from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.roster.match import directory as shape

PAIR = f"""
pair.parent_id, pair.child_id, pair.state, pair.version, array_to_string(pair.sources, ' '),
pair.state = 'proposed' AND pair.reason NOT IN {UNSAID_NOTES}, pair.starts_on, pair.ends_on
"""
PAIRS = f"""
SELECT {PAIR} FROM families_relationship pair
JOIN met parent ON parent.id = pair.parent_id JOIN met child ON child.id = pair.child_id
"""  # noqa: S608  # no data in it
WAITING = f"""
SELECT {PAIR} FROM families_relationship pair JOIN met ON met.id = pair.child_id
WHERE pair.parent_id IN (SELECT parent_id FROM families_pending WHERE state = 'waiting')
"""  # noqa: S608  # as above
ASSERTED = f"""
SELECT {PAIR}, coalesce(person.sync_key, person.username)
FROM families_relationship pair
JOIN met ON met.id = pair.parent_id
JOIN people_person person ON person.id = pair.child_id
WHERE pair.state IN ('active', 'proposed') AND {{within}}
"""  # noqa: S608  # as above
COPIED: dict[str, Any] = {
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "state": pl.String,
    "version": pl.Int64,
    "sources": pl.String,
    "restricted": pl.Boolean,
    "starts_on": pl.String,
    "ends_on": pl.String,
}


def pairs() -> pl.DataFrame:
    """Pairs both ends of which the roster meets."""
    return _whose(copy_out(PAIRS, COPIED), shape.PAIRS)


def of_waiting_parents(*, pupils: bool) -> pl.DataFrame:
    """Pairs of the roster's pupils with parents who wait for anybody."""
    if not pupils:
        return pl.DataFrame(schema=shape.PAIRS)
    return _whose(copy_out(WAITING, COPIED), shape.PAIRS)


def asserted(within: str, params: Sequence[Any], *, needed: bool) -> pl.DataFrame:
    """What this series of files says of the roster's parents; asked where more may end than the
    roster names."""
    if not needed:
        return pl.DataFrame(schema=shape.ASSERTED)
    found = copy_out(ASSERTED.format(within=within), COPIED | {"value": pl.String}, params)
    return _whose(found, shape.ASSERTED)


def _whose(found: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    """Judges each set of sources once: a site has few, and a subquery for each pair took half of
    the time in which they are read."""
    series = set(copy_out("SELECT source FROM series", {"source": pl.String})["source"])
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
