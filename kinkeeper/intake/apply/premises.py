"""What a stored plan rests on, checked by joins inside the transaction that applies it (K10).

Each query counts lines of the plan that are no longer true. Only what the plan rests on counts: a
sign-in, a new phone number of somebody the plan leaves as they are, or a stranger's arrival
makes no plan stale.
"""

from typing import Any

from django.db import connection

from kinkeeper.families import may_open_account
from kinkeeper.intake import email_addresses
from kinkeeper.intake.apply import tolerated_names
from kinkeeper.intake.models import Import
from kinkeeper.organisations.reach import of_roots
from kinkeeper.roster.fields import OPENS

PEOPLE = """
SELECT count(*) FROM intake_plannedperson planned
LEFT JOIN people_person person ON person.id = planned.person_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('update', 'unchanged',
    'asked') AND (
    person.id IS NULL OR person.state = 'trashed'
    OR (planned.act IN ('update', 'asked') AND person.version <> planned.version)
    OR (planned.matched_on = 'former' AND person.version <> planned.version)
    OR (planned.act = 'unchanged' AND (person.username <> planned.username
        OR person.sync_key IS DISTINCT FROM planned.sync_key
        OR (person.given_name, person.family_name, person.birth_date) IS DISTINCT FROM
           (planned.given_name, planned.family_name, planned.birth_date))))
"""
# Whom an address found is still the only one in reach who has it; whom it did not find, still
# nobody has.
ADDRESSES = """
SELECT count(*) FROM intake_plannedperson planned
LEFT JOIN LATERAL (
    SELECT array_agg(person.id) AS ids FROM (
        SELECT known.* FROM people_person known
        WHERE lower(known.email) = lower(planned.email) AND known.email <> ''
          AND NOT EXISTS (SELECT FROM people_newaddress WHERE person_id = known.id)
        UNION ALL
        SELECT known.* FROM people_newaddress new
        JOIN people_person known ON known.id = new.person_id
        WHERE lower(new.email) = lower(planned.email)) AS person
    WHERE person.state <> 'trashed' {inside}) AS owner ON true
WHERE planned.roster_import_id = %(roster_import)s AND planned.matched_on = 'email'
  AND coalesce(owner.ids, '{{}}') IS DISTINCT FROM
      CASE WHEN planned.act = 'create' THEN '{{}}'::bigint[] ELSE ARRAY[planned.person_id] END
"""
# That a file's name for somebody was decided to be right: the last answer of its own series counts,
# and no other's, as when the plan was made.
DECIDED = """
SELECT count(*) FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('update', 'unchanged')
  AND planned.mark IS NOT NULL AND 'same' IS DISTINCT FROM (
    SELECT said.answer FROM ({said}) AS said
    WHERE said.parent_id = planned.person_id AND said.mark = planned.mark
    ORDER BY said.answer = '' DESC, said.answered_at DESC LIMIT 1)
"""
# That nobody has decided yet of whom it is asked, nor is it asked of whom is taken for the same.
UNDECIDED = """
SELECT count(*) FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'asked'
  AND EXISTS (SELECT FROM ({said}) AS said WHERE said.parent_id = planned.person_id
              AND said.mark = planned.mark AND said.answer <> '')
  AND NOT EXISTS (SELECT FROM ({said}) AS said WHERE said.parent_id = planned.person_id
                  AND said.mark = planned.mark AND said.answer = '')
"""
UNASKED = """
SELECT count(*) FROM intake_tolerated noted
JOIN ({said}) AS said ON said.parent_id = noted.person_id AND said.mark = noted.mark
WHERE noted.roster_import_id = %(roster_import)s AND said.answer = ''
"""
SAID = """
SELECT question.parent_id, question.mark, question.answer, question.answered_at
FROM families_question question
WHERE question.kind IN ('other-person', 'key-led-elsewhere')
  AND question.answer IN ('', 'same', 'other', 'kept')
  AND EXISTS (SELECT FROM intake_import import WHERE import.id = ANY(question.imports)
              AND (import.organisation_id, import.profile, import.series)
                = (%(organisation)s, %(profile)s, %(series)s))
"""
# Keys that nobody has, but somebody would with zeros in front: a spreadsheet took them (K2).
PADDED = """
WITH unknown AS MATERIALIZED (
    SELECT sync_key AS value FROM intake_plannedperson
    WHERE roster_import_id = %(roster_import)s AND act = 'create' AND sync_key ~ '^[1-9][0-9]*$'
    UNION SELECT folded FROM intake_plannedrelationship
    WHERE roster_import_id = %(roster_import)s AND act IN ('pending', 'waiting', 'withhold',
        'rewait')
      AND match = 'sync-key' AND folded ~ '^[1-9][0-9]*$')
SELECT count(*) FROM unknown JOIN people_person person
    ON ltrim(person.sync_key, '0') = unknown.value AND person.sync_key LIKE '0%%'
WHERE NOT EXISTS (SELECT FROM people_person known WHERE known.sync_key = unknown.value) {inside}
"""
NEW_PEOPLE = """
SELECT count(*) FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'create' AND EXISTS (
    SELECT FROM people_person person WHERE person.sync_key = planned.sync_key)
"""
# Whom the plan gives a key that leads to somebody else by now (K34).
NEW_KEYS = """
SELECT count(*) FROM people_formerkey former
JOIN intake_plannedperson planned ON planned.sync_key = former.sync_key
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('create', 'update')
  AND planned.person_id <> former.person_id
"""
CHILDREN = """
SELECT count(*) FROM intake_plannedrelationship relationship
LEFT JOIN people_person child ON child.id = relationship.child_id
WHERE relationship.roster_import_id = %(roster_import)s
  AND relationship.act IN ('create', 'propose', 'existing', 'held-back', 'remove', 'drop', 'redate')
  AND relationship.pending_id IS NULL AND relationship.child_id IS NOT NULL AND (
    child.id IS NULL OR child.profile <> 'pupil' OR child.state = 'trashed'
    OR (CASE relationship.match WHEN 'sync-key' THEN child.sync_key IS DISTINCT FROM
        relationship.folded
                        WHEN 'username' THEN child.username_folded <> relationship.folded
                        ELSE child.id::text <> relationship.folded END
        AND NOT EXISTS (SELECT FROM people_former former WHERE former.person_id = child.id
            AND relationship.folded = CASE relationship.match WHEN 'sync-key' THEN former.sync_key
                                              WHEN 'username' THEN former.username_folded
                                              ELSE former.gone_id::text END))
    {outside})
"""
OUTSIDE = """
    OR NOT EXISTS (SELECT FROM people_membership member WHERE member.person_id = child.id
                   AND member.organisation_id = ANY(%(within)s))
"""
# Look-ups by index, not one join with OR, which would read the whole site.
STILL_UNKNOWN = """
WITH unknown AS MATERIALIZED (
    SELECT DISTINCT match, folded FROM intake_plannedrelationship
    WHERE roster_import_id = %(roster_import)s AND act IN ('pending', 'waiting', 'withhold',
        'rewait')),
found AS (
    SELECT child.* FROM unknown JOIN people_person child ON child.sync_key = unknown.folded
        WHERE unknown.match = 'sync-key'
    UNION ALL
    SELECT child.* FROM unknown JOIN people_formerkey former ON former.sync_key = unknown.folded
        JOIN people_person child ON child.id = former.person_id
        WHERE unknown.match = 'sync-key'
    UNION ALL
    SELECT child.* FROM unknown JOIN people_person child ON child.username_folded = unknown.folded
        WHERE unknown.match = 'username'
    UNION ALL
    SELECT child.* FROM unknown JOIN people_person child ON child.id = CASE
            WHEN unknown.match = 'internal-id' AND unknown.folded ~ '^(0|[1-9][0-9]{{0,17}})$'
            THEN unknown.folded::bigint END),
led AS (
    SELECT * FROM found
    UNION ALL
    SELECT child.* FROM found JOIN people_merge merge ON merge.gone_id = found.id
        JOIN people_person child ON child.id = merge.leads_to_id)
SELECT count(*) FROM led person WHERE person.state <> 'trashed' {inside}
"""
INSIDE = """
  AND EXISTS (SELECT FROM people_membership member WHERE member.person_id = person.id
              AND member.organisation_id = ANY(%(within)s))
"""
RELATIONSHIPS = """
SELECT count(*) FROM intake_plannedrelationship planned
LEFT JOIN families_relationship relationship
    ON relationship.parent_id = planned.parent_id AND relationship.child_id = planned.child_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL AND (
    (planned.act IN ('create', 'propose', 'remove', 'redate')
        AND relationship.version IS DISTINCT FROM planned.version)
    OR (planned.act IN ('existing', 'drop') AND relationship.state IS DISTINCT FROM
        planned.state_before)
    OR (planned.act IN ('existing', 'drop') AND planned.pending_id IS NULL
        AND (relationship.starts_on, relationship.ends_on)
            IS DISTINCT FROM (planned.starts_on, planned.ends_on))
    OR (planned.act = 'held-back' AND relationship.state IS DISTINCT FROM 'blocked')
    OR (planned.act = 'remove' AND EXISTS (
        SELECT FROM unnest(relationship.sources) AS source WHERE source NOT IN (
            SELECT 'import:' || import.id FROM intake_import import
            WHERE (import.organisation_id, import.profile, import.series)
                = (%(organisation)s, %(profile)s, %(series)s)))))
"""
PENDINGS = """
SELECT count(*) FROM intake_plannedrelationship planned
LEFT JOIN families_pendingrelationship pending ON pending.id = planned.pending_id AND pending.state
    = 'waiting'
WHERE planned.roster_import_id = %(roster_import)s AND planned.pending_id IS NOT NULL AND
    pending.id IS NULL
"""
WAITING = """
SELECT count(*) FROM intake_plannedrelationship planned
LEFT JOIN families_pendingrelationship pending ON pending.state = 'waiting' AND pending.match =
    planned.match
    AND pending.folded = planned.folded AND pending.parent_id = planned.parent_id
    AND (pending.reach IS NULL OR pending.reach IS NOT DISTINCT FROM %(kept)s::bigint[])
WHERE planned.roster_import_id = %(roster_import)s
  AND ((planned.act = 'waiting' AND pending.id IS NULL)
       OR (planned.act = 'pending' AND pending.id IS NOT NULL))
"""
# Whoever the plan gives what opens an account is still whom its maker may open (K38).
SHARED = """
SELECT count(*) FROM ({statement}) AS unreached
"""
OPENED = """
SELECT DISTINCT person_id AS id FROM intake_plannedperson
WHERE roster_import_id = %(roster_import)s AND act IN ('update', 'unchanged')
  AND (changes ?| %(opens)s OR sealed_password IS NOT NULL)
"""
MEMBERS = """
SELECT count(*) FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('update', 'unchanged',
    'asked')
  AND NOT EXISTS (SELECT FROM people_membership member WHERE member.person_id = planned.person_id
                  AND member.organisation_id = ANY(%(within)s))
"""


def broken(roster_import: Import) -> str | None:
    """The first premise that no longer holds, in words for the log; None when all do."""
    reach = of_roots(roster_import.reach)
    bound = not reach.whole_site
    inside = INSIDE if bound else ""
    checks = {
        "people": PEOPLE,
        "new people": NEW_PEOPLE,
        "decisions": DECIDED.format(said=SAID),
        "what is asked": UNDECIDED.format(said=SAID),
        "what is not asked": UNASKED.format(said=SAID),
        "padded keys": PADDED.format(inside=inside),
        "new keys": NEW_KEYS,
        "children": CHILDREN.format(outside=OUTSIDE if bound else ""),
        "unknown children": STILL_UNKNOWN.format(inside=inside),
        "pairs": RELATIONSHIPS,
        "fulfilled waits": PENDINGS,
        "waits": WAITING,
    }
    if roster_import.options.get("match_on") == "email":
        checks["addresses"] = ADDRESSES.format(inside=inside)
    if bound:
        checks["reach"] = MEMBERS
        checks["releases"] = SHARED.format(statement=may_open_account.statement(OPENED))
    params: dict[str, Any] = {
        "roster_import": roster_import.pk,
        "within": reach.ids(),
        "organisation": roster_import.home_id,
        "profile": roster_import.profile,
        "series": roster_import.series,
        "kept": roster_import.reach,
    }
    if bound:
        params |= may_open_account.parameters(reach) | {"opens": list(OPENS)}
    with connection.cursor() as cursor:
        for name, query in checks.items():
            cursor.execute(query, params)
            if cursor.fetchone()[0]:
                return name
    if tolerated_names.is_outdated(roster_import):
        return "rivals"
    return (
        None
        if email_addresses.counted(roster_import) == email_addresses.shown(roster_import)
        else "confirmations"
    )
