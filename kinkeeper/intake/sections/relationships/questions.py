"""What relationships of an applied plan leave for a person to decide."""

from collections.abc import Iterator
from typing import Any

from kinkeeper.families.models import Match, QuestionKind
from kinkeeper.intake.directory import suggest_child
from kinkeeper.intake.models import RelationshipAct
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.ask import FIRST, ask
from kinkeeper.lib import db
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.models import Profile
from kinkeeper.roster.options import Options

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


def ask_of_relationships(work: ApplyContext) -> None:
    """One query for each kind; a plan that has nothing of the kind does not run it."""
    for kind, asked, more in _found(work):
        ask(work, kind, asked, more)


def _found(work: ApplyContext) -> Iterator[tuple[QuestionKind, str, dict[str, Any]]]:
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


def _earlier(work: ApplyContext) -> Iterator[tuple[QuestionKind, str, dict[str, Any]]]:
    """The latest waits whose key is a slip away from a pupil's, now that pupils have come."""
    found = db.rows(EARLIER, {"first": FIRST})
    groups: dict[tuple[str, tuple[int, ...] | None], set[str]] = {}
    for match, folded, reach in found:
        groups.setdefault((match, None if reach is None else tuple(reach)), set()).add(folded)
    for (match, roots), keys in groups.items():
        theirs = None if roots is None else list(roots)
        likely = list(suggest_child.near(sorted(keys), match, of_roots(theirs)))
        if likely:
            more = {"match": match, "likely": likely, "theirs": theirs, "first": FIRST}
            yield QuestionKind.LIKELY_KEY, LIKELY_NOW, more


def _some_pendings(work: ApplyContext) -> list[str]:
    params = {
        "roster_import": work.roster_import.pk,
        "pendings": [act.value for act in PENDINGS],
        "looked_at": LOOKED_AT,
    }
    return sorted(set(db.column(SOME_PENDINGS, params)))
