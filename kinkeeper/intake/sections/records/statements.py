"""The statements that write and take back the records of one kind, made of what the kind declares.

In all of them `planned` are the lines of the import, `said` are the records.
"""

from functools import cache

from kinkeeper.intake.directory.records_series import within
from kinkeeper.records import whose_key
from kinkeeper.records.entries import BY_HAND
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS

OF_IMPORT = "planned.roster_import_id = %(roster_import)s AND planned.kind = %(kind)s"
LINES = f"FROM intake_plannedrecord planned WHERE {OF_IMPORT}"
# Nobody else has written the record since the plan was made.
AS_PLANNED = "said.id = planned.record_id AND said.source = planned.seen AND said.key = planned.key"
POINTING = {
    "records_school": "school_id",
    "records_group": "group_id",
    "records_assignment": "assignment_id",
}


@cache
def came(kind: Kind) -> str:
    """How many records that a plan makes are there meanwhile, by files from above or below."""
    if kind is TERMS:
        return "SELECT 0"
    return f"""
        SELECT count(*) {LINES} AND planned.act = 'create' AND EXISTS (
            SELECT FROM {kind.table} said WHERE said.series = ANY(%(mine)s)
                AND said.key = planned.key AND {within(kind, "said")})
    """  # noqa: S608  # as below


@cache
def create(kind: Kind) -> str:
    """New schools stand for the organisation of their path."""
    columns, values = ", ".join(kind.names), ", ".join(f"new.{name}" for name in kind.names)
    if kind is SCHOOLS:
        columns += ", organisation_id"
        values += """, (SELECT place.id FROM organisations_organisation place
            WHERE place.path = planned.values ->> 'path')"""
    return f"""
        INSERT INTO {kind.table} (id, series, key, source, {columns})
        SELECT planned.record_id, %(only)s, planned.key, %(source)s, {values}
        FROM intake_plannedrecord planned
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{kind.table}, planned.values) AS new
        WHERE {OF_IMPORT} AND planned.act = 'create' ORDER BY planned.number
    """  # noqa: S608  # made of what a kind declares


@cache
def change(kind: Kind) -> str:
    assigned = ", ".join(f"{name} = new.{name}" for name in kind.names)
    return f"""
        UPDATE {kind.table} said SET {assigned}, source = %(source)s
        FROM intake_plannedrecord planned
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{kind.table}, planned.values) AS new
        WHERE {OF_IMPORT} AND planned.act = 'change' AND {AS_PLANNED}
    """  # noqa: S608  # as above


@cache
def remove(kind: Kind) -> str:
    return f"""
        DELETE FROM {kind.table} said USING intake_plannedrecord planned
        WHERE {OF_IMPORT} AND planned.act = 'remove' AND {AS_PLANNED}
    """  # noqa: S608  # as above


@cache
def moved(kind: Kind) -> str:
    """How many lines rest on a record that is no longer as it was."""
    return f"""
        SELECT count(*) {LINES} AND planned.act IN ('change', 'remove') AND NOT EXISTS (
            SELECT FROM {kind.table} said WHERE {AS_PLANNED})
    """  # noqa: S608  # as above


@cache
def by_hand(kind: Kind) -> str:
    """How many lines say something of what a person has entered since the plan was made."""
    same = " AND ".join(f"said.{name} = new.{name}" for name in ("school_id", *kind.own_key))
    return f"""
        SELECT count(*) FROM intake_plannedrecord planned
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{kind.table}, planned.values) AS new
        JOIN {kind.table} said ON {same}
        WHERE {OF_IMPORT} AND planned.act IN ('create', 'change')
          AND said.series = '{BY_HAND}' AND said.withdrawn_at IS NULL
    """  # noqa: S608  # as above


def _taken_over(kind: Kind) -> str:
    """SQL: whether a person has entered again what the line removed."""
    if not kind.shared_with_hands:
        return "false"
    same = " AND ".join(f"said.{name} = old.{name}" for name in ("school_id", *kind.own_key))
    return f"""EXISTS (SELECT FROM jsonb_populate_record(NULL::{kind.table},
            line.before || jsonb_build_object('{kind.of_person}', line.whose)) AS old
        JOIN {kind.table} said ON {same}
        WHERE said.series = '{BY_HAND}' AND said.withdrawn_at IS NULL)"""  # as above


# The record was somebody's, and no one can say whose it would be now.
NOBODYS = """(line.was_of IS NOT NULL AND NOT EXISTS (
    SELECT FROM people_person person WHERE person.id = line.whose))"""


def _at(kind: Kind) -> str:
    """SQL: whether a record is where the removed one was, and so is the same."""
    if "school_id" not in kind.names:
        return "true"
    return "said.school_id IS NOT DISTINCT FROM (line.before ->> 'school_id')::bigint"


def pointed_at(kind: Kind) -> list[tuple[Kind, str]]:
    """The kinds, and their columns, whose records name records of this kind."""
    column = POINTING.get(kind.table)
    return [(each, column) for each in KINDS if column in each.names] if column else []


def _was_of(kind: Kind) -> str:
    """SQL: the person of a record before the import, where it took the record from one."""
    if kind.of_person is None:
        return "NULL::bigint"
    before, after = (f"planned.{side} ->> '{kind.of_person}'" for side in ("before", "values"))
    return f"""CASE WHEN planned.act = 'remove' OR
        planned.act = 'change' AND {before} IS DISTINCT FROM {after}
        THEN ({before})::bigint END"""


def _whose(kind: Kind) -> str:
    """SQL: whose account that is today. Of one that was two people's when the plan was made, only
    the key of the record says which of them; where it does not, no one is guessed."""
    by_key = "NULL"
    fits = whose_key.names(kind, "written.key", "known.name")
    if fits is not None:
        by_key = f"""(SELECT known.person_id FROM undo_parted known
            WHERE known.joined = written.was_of AND {fits}
            ORDER BY length(known.name) DESC LIMIT 1)"""  # noqa: S608  # constants
    return f"""CASE WHEN EXISTS (SELECT FROM undo_parted WHERE joined = written.was_of)
        THEN {by_key} ELSE coalesce(merged.leads_to_id, written.was_of) END"""  # as above


@cache
def judge(kind: Kind) -> str:
    """What becomes of each record that the import wrote: what a later import wrote, or says again,
    is that one's, and what others point at stays. Asked of the kinds that point before."""
    needed = (
        " OR ".join(
            f"""EXISTS (SELECT FROM {other.table} pointing
                WHERE pointing.{column} = line.record_id AND NOT EXISTS (
                    SELECT FROM undo_record goes WHERE goes.kind = '{other.name}'
                        AND goes.record_id = pointing.id AND goes.verdict = 'delete'))"""  # noqa: S608  # as above
            for other, column in pointed_at(kind)
        )
        or "false"
    )
    return f"""
        INSERT INTO undo_record (kind, record_id, number, verdict, named_by, key, whose)
        WITH written AS (
            SELECT planned.number, planned.record_id, planned.act, planned.key,
                planned.series, planned.before, {_was_of(kind)} AS was_of {LINES}
            UNION ALL  -- what was left to this import when an earlier one was undone
            SELECT NULL, said.id, 'create', said.key, NULL, NULL, NULL FROM {kind.table} said
            WHERE said.source = %(source)s AND said.series = ANY(%(mine)s) AND NOT EXISTS (
                SELECT {LINES} AND planned.record_id = said.id)),
        line AS (
            SELECT written.*, {_whose(kind)} AS whose FROM written
            LEFT JOIN people_merge merged ON merged.gone_id = written.was_of)
        SELECT %(kind)s, line.record_id, line.number, CASE
            WHEN line.act = 'remove' THEN CASE
                WHEN EXISTS (SELECT FROM {kind.table} said
                             WHERE said.series = ANY(%(mine)s) AND said.key = line.key
                               AND (said.series = line.series OR {_at(kind)})
                               AND {within(kind, "said")}) THEN 'changed'
                WHEN {_taken_over(kind)} THEN 'changed'
                WHEN {NOBODYS} THEN 'gone'
                ELSE 'remake' END
            WHEN NOT EXISTS (SELECT FROM {kind.table} said WHERE said.id = line.record_id)
                THEN 'changed'
            WHEN NOT EXISTS (SELECT FROM {kind.table} said
                             WHERE said.id = line.record_id AND said.source = %(source)s)
                THEN 'changed'
            WHEN since.named_by IS NOT NULL THEN 'named'
            WHEN line.act = 'change' AND {NOBODYS} THEN 'gone'
            WHEN line.act = 'change' THEN 'restore'
            WHEN ({needed}) THEN 'needed'
            ELSE 'delete' END, since.named_by, line.key, line.whose
        FROM line
        LEFT JOIN named_since since ON since.kind = %(kind)s AND since.record_id = line.record_id
    """  # noqa: S608  # as above


# Which records later files of the series say again, and the first of these imports.
NAMED_SINCE = """
CREATE TEMP TABLE named_since ON COMMIT DROP AS
SELECT named.kind, unnested.record_id, min(import.id) AS named_by
FROM intake_namedrecords named
JOIN intake_import import ON import.id = named.roster_import_id
    AND import.state = 'applied' AND import.id > %(roster_import)s
CROSS JOIN LATERAL unnest(named.ids) AS unnested(record_id)
GROUP BY named.kind, unnested.record_id
"""
VERDICTS = """
CREATE TEMP TABLE undo_record (kind text, record_id bigint, number int, verdict text,
    named_by bigint, key text, whose bigint) ON COMMIT DROP;
CREATE INDEX ON undo_record (kind, record_id)
"""
# Accounts that were two people's when the plan was made, and have been parted since; and by which
# keys files mean each of the two (none: the account that went is not there any more).
PARTED = """
CREATE TEMP TABLE undo_parted ON COMMIT DROP AS
SELECT DISTINCT parted.person_id AS joined, known.person_id, known.folded AS name
FROM journal_entry parted
JOIN intake_import import ON import.id = %(roster_import)s AND parted.at > import.planned_at
LEFT JOIN people_known_as known ON known.match = 'sync-key'
    AND known.person_id IN (parted.person_id, (parted.data ->> 'gone_id')::bigint)
WHERE parted.action = 'person.unmerged' AND parted.person_id = ANY(%(people)s) AND EXISTS (
    SELECT FROM journal_entry merged
    WHERE merged.action = 'person.merged' AND merged.person_id = parted.person_id
      AND merged.at <= import.planned_at)
"""
# Whom the records were about that the import changed or removed.
OF_PEOPLE = " UNION ".join(
    f"""SELECT (planned.before ->> '{column}')::bigint FROM intake_plannedrecord planned
        WHERE planned.roster_import_id = %(roster_import)s
          AND planned.before ->> '{column}' IS NOT NULL"""  # noqa: S608  # names of columns
    for column in sorted({kind.of_person for kind in KINDS if kind.of_person})
)
OF_VERDICT = "undo.kind = %(kind)s AND undo.verdict = "


@cache
def hand_over(kind: Kind) -> str:
    """What a later import says again is that one's; what this one brought is of its series then."""
    later = """later.organisation_id || '/' ||
        coalesce(later.options ->> 'records_series', later.series)"""
    return f"""
        UPDATE {kind.table} said SET source = 'import:' || undo.named_by,
            series = CASE WHEN planned.act IS DISTINCT FROM 'create' OR EXISTS (
                SELECT FROM {kind.table} other WHERE other.series = {later}
                    AND other.key = said.key) THEN said.series ELSE {later} END
        FROM undo_record undo
        JOIN intake_import later ON later.id = undo.named_by
        LEFT JOIN intake_plannedrecord planned ON planned.roster_import_id = %(roster_import)s
            AND planned.number = undo.number
        WHERE {OF_VERDICT} 'named' AND said.id = undo.record_id
    """  # noqa: S608  # as above


@cache
def restore(kind: Kind) -> str:
    """Whose a record is stays as it is, unless this import had changed it: a merge, or its way
    back, may have led it elsewhere since."""
    values = {name: f"old.{name}" for name in kind.names}
    if kind.of_person:
        before, after = (f"planned.{side} ->> '{kind.of_person}'" for side in ("before", "values"))
        values[kind.of_person] = f"""CASE WHEN {before} IS DISTINCT FROM {after}
            THEN undo.whose ELSE said.{kind.of_person} END"""
    assigned = ", ".join(f"{name} = {value}" for name, value in values.items())
    return f"""
        UPDATE {kind.table} said SET {assigned}, source = planned.seen
        FROM undo_record undo
        JOIN intake_plannedrecord planned ON planned.roster_import_id = %(roster_import)s
            AND planned.number = undo.number
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{kind.table}, planned.before) AS old
        WHERE {OF_VERDICT} 'restore' AND said.id = undo.record_id
    """  # noqa: S608  # as above


@cache
def remake(kind: Kind) -> str:
    columns = ", ".join(kind.names)
    values = ", ".join(
        "undo.whose" if name == kind.of_person else f"old.{name}" for name in kind.names
    )
    return f"""
        INSERT INTO {kind.table} (id, series, key, source, {columns})
        SELECT planned.record_id, planned.series, planned.key, planned.seen, {values}
        FROM undo_record undo
        JOIN intake_plannedrecord planned ON planned.roster_import_id = %(roster_import)s
            AND planned.number = undo.number
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{kind.table}, planned.before) AS old
        WHERE {OF_VERDICT} 'remake' ORDER BY planned.number
    """  # noqa: S608  # as above


@cache
def delete(kind: Kind) -> str:
    return f"""
        DELETE FROM {kind.table} said USING undo_record undo
        WHERE {OF_VERDICT} 'delete' AND said.id = undo.record_id
    """  # noqa: S608  # as above


# An organisation goes by the time zone of its school's file where nobody had said another.
SET_ZONES = """
WITH made AS (
    INSERT INTO organisations_ownsetting (organisation_id, name, value)
    SELECT DISTINCT ON (school.organisation_id) school.organisation_id, 'time_zone',
        school.time_zone
    FROM records_school school
    WHERE school.source = %(source)s AND school.time_zone <> ''
    ORDER BY school.organisation_id, school.id
    ON CONFLICT DO NOTHING RETURNING organisation_id)
UPDATE records_school school SET sets_zone = true
FROM made WHERE made.organisation_id = school.organisation_id AND school.source = %(source)s
"""
FOLLOW_ZONES = """
UPDATE organisations_ownsetting own SET value = school.time_zone
FROM records_school school
JOIN intake_plannedrecord planned ON planned.record_id = school.id AND planned.kind = 'schools'
    AND planned.roster_import_id = %(roster_import)s AND planned.act = 'change'
WHERE own.organisation_id = school.organisation_id AND own.name = 'time_zone'
  AND school.sets_zone AND school.time_zone <> ''
  AND own.value IN (planned.before ->> 'time_zone', planned.values ->> 'time_zone')
"""
UNSET_ZONES = """
DELETE FROM organisations_ownsetting own USING records_school school, undo_record undo
WHERE undo.kind = 'schools' AND undo.verdict = 'delete' AND school.id = undo.record_id
  AND school.sets_zone AND own.organisation_id = school.organisation_id
  AND own.name = 'time_zone' AND own.value = school.time_zone
"""
COUNTS = "SELECT verdict, count(*) FROM undo_record GROUP BY verdict"
KEPT = """
SELECT kind, key, verdict, named_by FROM undo_record
WHERE verdict IN ('changed', 'named', 'needed', 'gone') ORDER BY kind, record_id LIMIT %(most)s
"""
PLACES = f"""
SELECT DISTINCT planned.values ->> 'path', planned.values ->> 'leaf' {LINES}
  AND planned.act = 'create' AND planned.values ? 'path' ORDER BY 1
"""  # as above
# Whom a line is about must still be there, and be a pupil's or somebody's account as planned.
PEOPLE = """
SELECT count(*) FROM intake_plannedrecord planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('create', 'change')
  AND planned.person_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM people_person person WHERE person.id = planned.person_id
        AND person.state = 'active')
"""
