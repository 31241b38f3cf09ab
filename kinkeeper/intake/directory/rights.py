"""What was said parents may see of children, as the site has it; asked of the staged tables."""

from collections.abc import Sequence

import polars as pl

from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.intake.directory.staged_tables import StagedTables
from kinkeeper.roster.match import directory as shape


def bits(areas: str) -> str:
    """The SQL of an array of areas as `roster.cells.areas` numbers them; null for null."""
    return f"""CASE WHEN {areas} IS NOT NULL THEN (
        SELECT coalesce(sum(1 << (place - 1)::int), 0)
        FROM unnest(families_areas_of_preset('everything')) WITH ORDINALITY AS every(area, place)
        WHERE area = ANY({areas})) END"""  # noqa: S608  # made of column names


STATED = f"""
SELECT said.parent_id, said.child_id, said.id, said.source IN (SELECT source FROM series),
    {bits("said.areas")}
FROM unnest(%(parents)s::bigint[], %(children)s::bigint[]) AS of(parent_id, child_id)
JOIN families_rightsstatement said
    ON said.parent_id = of.parent_id AND said.child_id = of.child_id AND said.ended_at IS NULL
"""  # noqa: S608  # made of constants
DEFAULTS = f"""
SELECT child.id, {bits("areas")}
FROM unnest(%(children)s::bigint[]) AS child(id), families_default_areas(child.id) AS areas
"""  # noqa: S608  # made of constants


def stated(tables: StagedTables, relationships: Sequence[tuple[int, int]]) -> pl.DataFrame:
    """As `Facts.stated`."""
    ends = {
        "parents": [parent for parent, _child in relationships],
        "children": [child for _parent, child in relationships],
    }
    return tables.frame(STATED, shape.STATED, ends)


def default_areas(children: Sequence[int]) -> pl.DataFrame:
    """As `Facts.default_areas`."""
    if not children:
        return pl.DataFrame(schema=shape.DEFAULTS)
    return copy_out(DEFAULTS, shape.DEFAULTS, {"children": list(children)})
