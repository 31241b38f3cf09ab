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

# Of several answers the last. What is out of reach is nobody (K14).
INSTEAD = """
SELECT DISTINCT ON (question.parent_id, question.match, question.folded)
    question.parent_id, question.match, question.folded, question.child_id, relationship.state
FROM unnest(%(parents)s::bigint[], %(matches)s::text[], %(keys)s::text[])
    AS said(parent_id, match, folded)
JOIN families_question question ON question.parent_id = said.parent_id
    AND question.match = said.match AND question.folded = said.folded
    AND question.kind IN ('likely-key', 'trashed-child', 'wrong-key')
    AND question.answer = 'connected'
    AND EXISTS (SELECT FROM unnest(question.imports) AS asked(id)
                JOIN series ON series.source = 'import:' || asked.id)
JOIN families_relationship relationship ON relationship.parent_id = question.parent_id
    AND relationship.child_id = question.child_id
    AND relationship.state IN ('active', 'proposed', 'blocked')
WHERE %(within)s::bigint[] IS NULL OR EXISTS (
    SELECT FROM people_membership member
    WHERE member.person_id = question.child_id AND member.organisation_id = ANY(%(within)s))
ORDER BY question.parent_id, question.match, question.folded, question.answered_at DESC,
    question.id DESC
"""


def instead(tables: StagedTables, keys: Sequence[tuple[int, str, str]]) -> pl.DataFrame:
    """As `Facts.instead`."""
    params = {
        "parents": [parent for parent, _match, _key in keys],
        "matches": [match for _parent, match, _key in keys],
        "keys": [key for _parent, _match, key in keys],
        "within": None if tables.reach.whole_site else tables.reach.ids(),
    }
    return tables.frame(INSTEAD, shape.INSTEAD, params)


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
