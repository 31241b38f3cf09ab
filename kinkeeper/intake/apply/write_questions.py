"""Writes down what an applied import leaves for a person to decide; asked once, not every time.

One query for each kind of question; a plan that has nothing of the kind does not run it. What is
asked already, or was answered when a file of the same series said the same, is not asked again
(docs/decisions/0013).
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from kinkeeper.families.models import Match, QuestionKind
from kinkeeper.intake.apply.apply_context import Work
from kinkeeper.intake.directory import suggest_child
from kinkeeper.intake.models import RelationshipAct
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.models import Profile
from kinkeeper.roster.options import Options

# More than these are no cases for a person: it is the wrong file, or the wrong column.
FIRST = 200
MANY = 1_000  # new questions from which on statistics are worth their time
LOOKED_AT = 2_000  # waits of which the keys are compared with pupils'
WRONG = ("child-not-a-pupil", "child-is-parent", "child-ambiguous")
PENDINGS = (
    RelationshipAct.PENDING,
    RelationshipAct.WAITING,
    RelationshipAct.WITHHOLD,
    RelationshipAct.REWAIT,
)
FIELD = {Match.SYNC_KEY: "sync_key", Match.USERNAME: "username_folded", Match.INTERNAL_ID: "id"}

# A pending relationship that its pupil fulfilled was asserted by the import that had made it wait.
HELD_BACK = """
SELECT DISTINCT ON (planned.parent_id, planned.child_id)
    planned.parent_id, planned.child_id, '' AS match, planned.value, '' AS folded, '' AS mark,
    ARRAY[planned.row]::int[] AS rows, '{}'::jsonb AS detail, relationship.since AS block_since,
    coalesce((SELECT substring(source FROM 'import:([0-9]+)')::bigint FROM
        families_pendingrelationship
              WHERE id = planned.pending_id), %(roster_import)s) AS import_id, %(reach)s::bigint[]
                  AS reach
FROM intake_plannedrelationship planned
JOIN families_relationship relationship ON relationship.parent_id = planned.parent_id
    AND relationship.child_id = planned.child_id AND relationship.state = 'blocked'
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'held-back'
ORDER BY planned.parent_id, planned.child_id, planned.row
"""
SOME_PENDINGS = """
SELECT folded FROM intake_plannedrelationship
WHERE roster_import_id = %(roster_import)s AND act = ANY(%(pendings)s) LIMIT %(looked_at)s
"""
LIKELY_KEY = """
SELECT planned.parent_id, NULL::bigint AS child_id, planned.match, planned.value, planned.folded,
    '' AS mark, ARRAY[planned.row]::int[] AS rows, '{}'::jsonb AS detail,
    NULL::timestamptz AS block_since, %(roster_import)s AS import_id, %(reach)s::bigint[] AS reach
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = ANY(%(pendings)s)
  AND planned.folded = ANY(%(likely)s) AND planned.parent_id IS NOT NULL
  AND NOT EXISTS (
        SELECT FROM families_question trashed
        WHERE trashed.kind = 'trashed-child' AND trashed.parent_id = planned.parent_id
          AND (trashed.match, trashed.folded) = (planned.match, planned.folded))
ORDER BY planned.number LIMIT %(first)s
"""
TRASHED_CHILD = """
SELECT planned.parent_id, child.id AS child_id, planned.match, planned.value, planned.folded,
    '' AS mark, ARRAY[planned.row]::int[] AS rows, '{{}}'::jsonb AS detail,
    NULL::timestamptz AS block_since, %(roster_import)s AS import_id, %(reach)s::bigint[] AS reach
FROM intake_plannedrelationship planned
JOIN people_person child ON child.{field}::text = planned.folded
    AND child.state = 'trashed' AND child.profile = 'pupil'
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = ANY(%(pendings)s)
  AND planned.parent_id IS NOT NULL AND planned.parent_id <> child.id
  AND NOT EXISTS (SELECT FROM people_merge WHERE gone_id = child.id)
  AND (%(within)s::bigint[] IS NULL OR EXISTS (
        SELECT FROM people_membership member
        WHERE member.person_id = child.id AND member.organisation_id = ANY(%(within)s)))
"""
# Pupils who come after the file that named them with a slip: asked for that file.
EARLIER = """
SELECT match, folded, reach FROM families_pendingrelationship
WHERE state = 'waiting' AND source LIKE 'import:%%' ORDER BY made_at DESC, id DESC LIMIT %(first)s
"""
LIKELY_NOW = """
SELECT pending.parent_id, NULL::bigint AS child_id, pending.match, pending.value, pending.folded,
    '' AS mark,
    '{}'::int[] AS rows, '{}'::jsonb AS detail, NULL::timestamptz AS block_since,
    substring(pending.source FROM 'import:([0-9]+)')::bigint AS import_id, pending.reach
FROM families_pendingrelationship pending
WHERE pending.state = 'waiting' AND pending.source LIKE 'import:%%' AND pending.match = %(match)s
  AND pending.folded = ANY(%(likely)s) AND pending.reach IS NOT DISTINCT FROM %(theirs)s::bigint[]
ORDER BY pending.id LIMIT %(first)s
"""
WRONG_KEY = """
SELECT planned.parent_id, NULL::bigint AS child_id, planned.match, planned.value, planned.folded,
    problem.code AS mark, ARRAY[planned.row]::int[] AS rows, '{}'::jsonb AS detail,
    NULL::timestamptz AS block_since, %(roster_import)s AS import_id, %(reach)s::bigint[] AS reach
FROM intake_plannedrelationship planned
JOIN intake_foundproblem problem ON problem.roster_import_id = %(roster_import)s AND problem.row =
    planned.row
    AND problem.value = planned.value AND problem.code = ANY(%(wrong)s)
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'rejected'
  AND planned.parent_id IS NOT NULL
ORDER BY planned.number LIMIT %(first)s
"""
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
# Who is here, and what the file says instead: `detail` has both.
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
"""
SERIES = """
EXISTS (SELECT FROM intake_import said JOIN intake_import mine ON mine.id = {mine}
        WHERE said.id = ANY(question.imports)
          AND (said.organisation_id, said.profile, said.series)
            = (mine.organisation_id, mine.profile, mine.series))
"""
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
    QuestionKind.OTHER_PERSON: OF_NAME,
    QuestionKind.KEY_LED_ELSEWHERE: OF_NAME,
}
# What somebody set apart, to be answered alone, stays so.
SAID_AGAIN = """
UPDATE families_question question
SET imports = array_append(array_remove(question.imports, asked.import_id), asked.import_id),
    rows = asked.rows, detail = asked.detail
        || jsonb_strip_nulls(jsonb_build_object('together', question.detail -> 'together'))
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


def ask(work: Work) -> None:
    """After everything else of the plan is written; in the same transaction."""
    for kind, asked, more in _found(work):
        same = SAME[kind]
        series = SERIES.format(mine="asked.import_id")
        known: dict[str, Any] = {"kind": kind.value, "declined": _declined(kind), **more}
        _run(work, SAID_AGAIN.format(asked=asked, same=same), known)
        new = _run(work, ASK.format(asked=asked, same=same, series=series), known)
        if new > MANY:  # else the next such file would be joined blindly, each row with each
            _run(work, "ANALYZE families_question", {})
    for settle in (SETTLE, SETTLE_NAME):
        _run(work, settle.format(series=SERIES.format(mine="%(roster_import)s")), {})


def _declined(kind: QuestionKind) -> str:
    return QuestionKind.PROPOSED.value if kind == QuestionKind.HELD_BACK else kind.value


def _found(work: Work) -> Iterator[tuple[QuestionKind, str, dict[str, Any]]]:
    """The kinds that this plan has something of, each with its query and parameters."""
    codes = work.roster_import.counts.get("problem_counts", {})
    if work.roster_import.counts["relationships"].get("held_back"):
        yield QuestionKind.HELD_BACK, HELD_BACK, {}
    if codes.get("child-unknown"):
        options, reach = (
            Options.from_json(work.roster_import.options),
            of_roots(work.roster_import.reach),
        )
        pendings = {"pendings": [act.value for act in PENDINGS], "first": FIRST}
        field = FIELD[Match(options.child_match)]
        within = None if reach.whole_site else reach.ids()
        yield (
            QuestionKind.TRASHED_CHILD,
            TRASHED_CHILD.format(field=field),
            pendings | {"within": within},
        )
        likely = list(suggest_child.near(_some_pendings(work), options.child_match, reach))
        if likely:
            yield QuestionKind.LIKELY_KEY, LIKELY_KEY, pendings | {"likely": likely}
    if work.roster_import.profile == Profile.PUPIL and work.roster_import.counts["people"].get(
        "create"
    ):
        yield from _earlier(work)
    if any(codes.get(code) for code in WRONG):
        yield QuestionKind.WRONG_KEY, WRONG_KEY, {"wrong": list(WRONG), "first": FIRST}
    if codes.get("other-person"):
        yield QuestionKind.OTHER_PERSON, OTHER_PERSON, {"key_led": False}
    if codes.get("key-led-elsewhere"):
        yield QuestionKind.KEY_LED_ELSEWHERE, OTHER_PERSON, {"key_led": True}
    if codes.get("conflicting-rows"):
        yield QuestionKind.ROWS_DISAGREE, ROWS_DISAGREE, {"first": FIRST}


def _earlier(work: Work) -> Iterator[tuple[QuestionKind, str, dict[str, Any]]]:
    """The latest waits whose key is a slip away from a pupil's, now that pupils have come."""
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"first": FIRST})
        found = cursor.fetchall()
    groups: dict[tuple[str, tuple[int, ...] | None], set[str]] = {}
    for match, folded, reach in found:
        groups.setdefault((match, None if reach is None else tuple(reach)), set()).add(folded)
    for (match, roots), keys in groups.items():
        theirs = None if roots is None else list(roots)
        likely = list(suggest_child.near(sorted(keys), match, of_roots(theirs)))
        if likely:
            more = {"match": match, "likely": likely, "theirs": theirs, "first": FIRST}
            yield QuestionKind.LIKELY_KEY, LIKELY_NOW, more


def _some_pendings(work: Work) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            SOME_PENDINGS,
            {
                "roster_import": work.roster_import.pk,
                "pendings": [act.value for act in PENDINGS],
                "looked_at": LOOKED_AT,
            },
        )
        return sorted({row[0] for row in cursor.fetchall()})


def _run(work: Work, statement: str, more: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**work.params, **more})
        return int(cursor.rowcount)
