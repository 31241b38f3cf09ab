"""What people of an applied plan leave for a person to decide."""

from kinkeeper.families.models import QuestionKind
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.ask import FIRST, ask
from kinkeeper.intake.series import HAS_ASKED

# The mark is made of what the rows say: other rows are another question, moved rows are not.
ROWS_DISAGREE = """
SELECT NULL::bigint AS parent_id, NULL::bigint AS child_id, '' AS match,
    min(problem.value) AS value,
    coalesce(min(person.sync_key), lower(min(person.username)), '') AS folded,
    md5(string_agg(concat_ws('|', person.sync_key, person.username, person.given_name,
                             person.family_name), E'\\n'
                   ORDER BY person.sync_key, person.username, person.given_name,
                            person.family_name)
        || coalesce(problem.detail ->> 'fields', '')) AS mark,
    array_agg(person.number ORDER BY person.number) AS rows, problem.detail,
    NULL::timestamptz AS block_since, %(roster_import)s AS import_id, %(reach)s::bigint[] AS reach
FROM intake_foundproblem problem
JOIN intake_plannedperson person ON person.roster_import_id = %(roster_import)s
    AND person.number = problem.row AND person.act = 'rejected'
WHERE problem.roster_import_id = %(roster_import)s AND problem.code = 'conflicting-rows'
GROUP BY problem.detail ORDER BY min(person.number) LIMIT %(first)s
"""
# Who is here, and what the file says instead: `detail` has both. A file that says nothing of them
# goes on with what another has asked.
OTHER_PERSON = """
SELECT planned.person_id AS parent_id, NULL::bigint AS child_id, '' AS match,
    left(concat_ws(' ', nullif(planned.given_name, ''), nullif(planned.family_name, '')), 200)
        AS value,
    coalesce(planned.sync_key, '') AS folded, planned.mark, planned.rows::int[] AS rows,
    jsonb_build_object(
        'changes', coalesce(planned.changes, '{}'), 'profile', import.profile,
        'children', (SELECT count(*) FROM intake_plannedrelationship relationship
                     WHERE relationship.roster_import_id = %(roster_import)s AND relationship.act =
                         'asked'
                       AND relationship.parent_id = planned.person_id)) AS detail,
    NULL::timestamptz AS block_since, %(roster_import)s AS import_id, %(reach)s::bigint[] AS reach
FROM intake_plannedperson planned JOIN intake_import import ON import.id = planned.roster_import_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'asked'
  AND starts_with(planned.mark, 'key:') = %(key_led)s
  AND coalesce(planned.changes, '{}') <> '{}'
"""
# A later file of the series that names the person as before has settled who is meant, unless it
# asks as well.
SETTLE_NAME = """
UPDATE families_question question
SET answer = 'settled', answered_at = now(), settled_by = %(roster_import)s
WHERE question.kind IN ('other-person', 'key-led-elsewhere') AND question.answer = '' AND {series}
  AND NOT %(roster_import)s = ANY(question.imports)
  AND EXISTS (SELECT FROM intake_plannedperson person
              WHERE person.roster_import_id = %(roster_import)s AND person.person_id =
                  question.parent_id
                AND person.act IN ('update', 'unchanged'))
"""
# A later file of the series that brings the person has settled what its rows were about.
SETTLE = """
UPDATE families_question question
SET answer = 'settled', answered_at = now(), settled_by = %(roster_import)s
WHERE question.kind = 'rows-disagree' AND question.answer = '' AND {series}
  AND NOT %(roster_import)s = ANY(question.imports)
  AND EXISTS (SELECT FROM intake_plannedperson person
              WHERE person.roster_import_id = %(roster_import)s AND person.act <> 'rejected'
                AND question.folded IN (person.sync_key, person.username_folded))
"""


def ask_of_people(work: ApplyContext) -> None:
    """One query for each kind; a plan that has nothing of the kind does not run it."""
    codes = work.roster_import.counts.get("problem_counts", {})
    if codes.get("other-person"):
        ask(work, QuestionKind.OTHER_PERSON, OTHER_PERSON, {"key_led": False})
    if codes.get("key-led-elsewhere"):
        ask(work, QuestionKind.KEY_LED_ELSEWHERE, OTHER_PERSON, {"key_led": True})
    if codes.get("conflicting-rows"):
        ask(work, QuestionKind.ROWS_DISAGREE, ROWS_DISAGREE, {"first": FIRST})
    for settle in (SETTLE, SETTLE_NAME):
        work.run(settle.format(series=HAS_ASKED.format(mine="%(roster_import)s")))
