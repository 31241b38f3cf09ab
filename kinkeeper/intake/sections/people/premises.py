"""What the people of a stored plan rest on."""

from kinkeeper.families import may_open_account
from kinkeeper.intake import email_addresses
from kinkeeper.intake.models import Import
from kinkeeper.intake.sections import premises
from kinkeeper.intake.sections.people import tolerated_names
from kinkeeper.intake.sections.people.planned import Planned
from kinkeeper.intake.series import IS_ALIKE
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
SAID = f"""
SELECT question.parent_id, question.mark, question.answer, question.answered_at
FROM families_question question
WHERE question.kind IN ('other-person', 'key-led-elsewhere')
  AND question.answer IN ('', 'same', 'other', 'kept')
  AND EXISTS (SELECT FROM intake_import import WHERE import.id = ANY(question.imports)
              AND {IS_ALIKE})
"""  # noqa: S608  # made of constants
# Keys that nobody has, but somebody would with zeros in front: a spreadsheet took them (K2).
PADDED = """
WITH unknown AS MATERIALIZED (
    SELECT sync_key AS value FROM intake_plannedperson
    WHERE roster_import_id = %(roster_import)s AND act = 'create' AND sync_key ~ '^[1-9][0-9]*$')
{padded}
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
    reach = of_roots(roster_import.reach)
    bound = not reach.whole_site
    inside = premises.INSIDE if bound else ""
    planned = Planned.of(roster_import)
    checks = {"people": PEOPLE}
    if planned.new:
        checks["new people"] = NEW_PEOPLE
        checks["padded keys"] = PADDED.format(padded=premises.PADDED.format(inside=inside))
    if planned.marked:
        checks["decisions"] = DECIDED.format(said=SAID)
    if planned.asked:
        checks["what is asked"] = UNDECIDED.format(said=SAID)
    checks["what is not asked"] = UNASKED.format(said=SAID)
    if planned.new or planned.updated:
        checks["new keys"] = NEW_KEYS
    if roster_import.options.get("match_on") == "email":
        checks["addresses"] = ADDRESSES.format(inside=inside)
    more = {}
    if bound:
        checks["reach"] = MEMBERS
        checks["releases"] = SHARED.format(statement=may_open_account.statement(OPENED))
        more = may_open_account.parameters(reach) | {"opens": list(OPENS)}
    false = premises.first_false(roster_import, checks, more)
    if false is not None:
        return false
    if tolerated_names.is_outdated(roster_import):
        return "rivals"
    return (
        None
        if email_addresses.counted(roster_import) == email_addresses.shown(roster_import)
        else "confirmations"
    )
