"""Writes down what an applied import leaves for a person to decide; asked once, not every time.

What is asked already, or was answered when a file of the same series said the same, is not asked
again (docs/decisions/0013).
"""

from typing import Any

from kinkeeper.families.models import QuestionKind
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.plan_lines import analyse
from kinkeeper.intake.series import HAS_ASKED
from kinkeeper.lib import db

# More than these are no cases for a person: it is the wrong file, or the wrong column.
FIRST = 200
MANY = 1_000  # new questions from which on statistics are worth their time

OF_KEY = """
question.parent_id = asked.parent_id AND question.match = asked.match
AND question.folded = asked.folded AND question.reach IS NOT DISTINCT FROM asked.reach
"""
OF_MARK = """
question.parent_id = asked.parent_id AND question.reach IS NOT DISTINCT FROM asked.reach
AND (question.match, question.folded, question.mark) = (asked.match, asked.folded, asked.mark)
"""
OF_NAME = """
question.parent_id = asked.parent_id AND question.mark = asked.mark
AND question.reach IS NOT DISTINCT FROM asked.reach
"""
OF_BLOCK = """
question.parent_id = asked.parent_id AND question.child_id = asked.child_id
AND question.block_since = asked.block_since
"""
OF_ROWS = """
question.mark = asked.mark AND question.reach IS NOT DISTINCT FROM asked.reach
"""
SAME = {
    QuestionKind.HELD_BACK: OF_BLOCK,
    QuestionKind.LIKELY_KEY: OF_KEY,
    QuestionKind.TRASHED_CHILD: OF_KEY,
    QuestionKind.WRONG_KEY: OF_MARK,
    QuestionKind.ROWS_DISAGREE: OF_ROWS,
    QuestionKind.UNCLEAR_CELL: OF_ROWS,
    QuestionKind.OTHER_PERSON: OF_NAME,
    QuestionKind.KEY_LED_ELSEWHERE: OF_NAME,
}
# What somebody set apart, to be answered alone, stays so; what a parent said stays, too.
SAID_AGAIN = """
UPDATE families_question question
SET imports = array_append(array_remove(question.imports, asked.import_id), asked.import_id),
    rows = asked.rows, detail = asked.detail
        || jsonb_strip_nulls(jsonb_build_object(
            'together', question.detail -> 'together', 'not_mine', question.detail -> 'not_mine'))
FROM ({asked}) AS asked
WHERE question.kind = %(kind)s AND question.answer = '' AND {same}
"""
# Who declined a proposal has answered for the block that this made, too. Asked in the order of the
# file, in which whoever decides has it before them.
ASK = """
INSERT INTO families_question
    (kind, parent_id, child_id, match, value, folded, mark, rows, detail, block_since, imports,
     reach)
SELECT %(kind)s, asked.parent_id, asked.child_id, asked.match, asked.value, asked.folded,
    asked.mark, asked.rows, asked.detail, asked.block_since, ARRAY[asked.import_id],
    asked.reach
FROM ({asked}) AS asked
WHERE NOT EXISTS (
    SELECT FROM families_question question
    WHERE question.kind IN (%(kind)s, %(declined)s) AND {same}
      AND question.answer NOT IN ('settled', 'moved') AND (question.answer = '' OR {series}))
ORDER BY asked.rows
"""


def ask(work: ApplyContext, kind: QuestionKind, asked: str, more: dict[str, Any]) -> None:
    """`asked`: the query of what there is to ask of this kind, with the parameters `more`. After
    everything of the plan is written; in the same transaction."""
    same = SAME[kind]
    series = HAS_ASKED.format(mine="asked.import_id")
    known: dict[str, Any] = {"kind": kind.value, "declined": _declined(kind), **more}
    _run(work, SAID_AGAIN.format(asked=asked, same=same), known)
    new = _run(work, ASK.format(asked=asked, same=same, series=series), known)
    if new > MANY:  # else the next such file would be joined blindly, each row with each
        analyse(["families_question"])


def _declined(kind: QuestionKind) -> str:
    return QuestionKind.PROPOSED.value if kind == QuestionKind.HELD_BACK else kind.value


def _run(work: ApplyContext, statement: str, more: dict[str, Any]) -> int:
    return db.run(statement, {**work.params, **more})
