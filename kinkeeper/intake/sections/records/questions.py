"""What records of an applied plan leave for a person to decide: cells not taken as they are.

All that is asked is in the detail of the row's problem (`roster.records.asked_cells`).
"""

from functools import cache

from kinkeeper.families.models import QuestionKind
from kinkeeper.intake.directory.records_series import params_of, within
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.ask import FIRST, ask
from kinkeeper.intake.series import HAS_ASKED
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import KINDS

ASKED = """
FROM intake_foundproblem problem
WHERE problem.roster_import_id = %(roster_import)s AND problem.detail ? 'asked'
"""
KINDS_ASKED = f"SELECT DISTINCT problem.detail #>> '{{asked,kind}}' {ASKED}"
# Of whom the row speaks, where that person is still there.
CELLS = """
SELECT DISTINCT ON (asked.mark) NULL::bigint AS parent_id, asked.child_id, '' AS match, asked.value,
    '' AS folded, asked.mark, asked.rows, asked.detail, NULL::timestamptz AS block_since,
    %(roster_import)s AS import_id, %(reach)s::bigint[] AS reach
FROM (
    SELECT child.id AS child_id, cell.detail ->> 'mark' AS mark, ARRAY[cell.row] AS rows,
        cell.number,
        (cell.detail ->> 'kind') || ': ' || (cell.detail ->> 'heading') AS value,
        cell.detail || coalesce((
            SELECT jsonb_build_object('here', {here}) FROM {table} said
            WHERE said.series = ANY(%(mine)s) AND {within}
              AND cell.detail -> 'keys' = jsonb_build_array(said.key)
            ORDER BY said.series <> %(only)s, said.id LIMIT 1), '{{}}') AS detail
    FROM (SELECT problem.detail -> 'asked' AS detail, problem.row, problem.number
          FROM intake_foundproblem problem
          WHERE problem.roster_import_id = %(roster_import)s
            AND problem.detail #>> '{{asked,kind}}' = %(of)s
          ORDER BY problem.number LIMIT %(first)s) cell
    LEFT JOIN people_person child ON child.id = (cell.detail ->> 'person')::bigint
) AS asked
ORDER BY asked.mark, asked.number
"""
# A later file of the series that brings the record has settled what its cell was about.
SETTLE = """
UPDATE families_question question
SET answer = 'settled', answered_at = now(), settled_by = %(roster_import)s
WHERE question.kind = 'unclear-cell' AND question.answer = '' AND {series}
  AND question.detail ->> 'kind' = '{kind}' AND NOT %(roster_import)s = ANY(question.imports)
  AND EXISTS (
    SELECT FROM {table} said
    WHERE said.series = ANY(%(mine)s) AND {within} AND question.detail -> 'keys' ? said.key
      AND (said.source = %(source)s OR EXISTS (
        SELECT FROM intake_namedrecords named
        WHERE named.roster_import_id = %(roster_import)s AND named.kind = '{kind}'
          AND said.id = ANY(named.ids))))
"""


@cache
def cells(kind: Kind) -> str:
    """The query of what there is to ask of this kind, with what stands here under the heading."""
    whens = " ".join(
        f"WHEN '{column.heading}' THEN said.{column.name}::text"
        for column in kind.columns
        if column.heading and column.directory is None
    )
    here = f"CASE cell.detail ->> 'heading' {whens} END"
    return CELLS.format(here=here, table=kind.table, within=within(kind, "said"))


def ask_of_records(work: ApplyContext) -> None:
    """What stands here is told of the records that the import goes on from, within its reach: the
    record that another school has under the same key is none (K14)."""
    here = params_of(work.roster_import)
    asked = set(work.texts(KINDS_ASKED))
    for kind in KINDS:
        more = here | {"of": kind.name, "first": FIRST}
        if kind.name in asked:
            ask(work, QuestionKind.UNCLEAR_CELL, cells(kind), more)
    open_ones = set(work.texts(OPEN.format(series=HAS_ASKED.format(mine="%(roster_import)s"))))
    for kind in KINDS:
        if kind.name in open_ones:
            statement = SETTLE.format(
                series=HAS_ASKED.format(mine="%(roster_import)s"),
                kind=kind.name,
                table=kind.table,
                within=within(kind, "said"),
            )
            work.run(statement, **here)


OPEN = """
SELECT DISTINCT question.detail ->> 'kind' FROM families_question question
WHERE question.kind = 'unclear-cell' AND question.answer = '' AND {series}
  AND NOT %(roster_import)s = ANY(question.imports)
"""
