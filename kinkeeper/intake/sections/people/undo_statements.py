"""The people of an import that is taken back: those it made, and what it changed in others."""

from kinkeeper.lib.sql import listed
from kinkeeper.people.unconfirmed_address import IN_USE
from kinkeeper.roster.fields import ABSENT, DATES, OPENS, PERSON

# An account that was merged away rests as it is (a trigger holds that), and comes back as it is.
# Whoever this import made, and whoever an import made that was taken back before, when this one
# was the reason for which the person had to stay.
JUDGE = f"""
CREATE TEMP TABLE undo_person ON COMMIT DROP AS
WITH candidates AS (
    SELECT made.* FROM intake_plannedperson planned
    JOIN intake_plannedperson made ON made.person_id = planned.person_id AND made.act = 'create'
    JOIN intake_import import ON import.id = made.roster_import_id
    WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('create', 'update',
        'unchanged')
      AND (import.id = %(roster_import)s OR import.state = 'undone'))
SELECT person.id AS person_id, CASE
    WHEN person.last_login IS NOT NULL OR EXISTS (
        SELECT FROM credentials_credential WHERE person_id = person.id AND state = 'redeemed')
        OR EXISTS (SELECT FROM accounts_passkey WHERE person_id = person.id)
        OR EXISTS (SELECT FROM accounts_authenticatorapp WHERE person_id = person.id)
        OR EXISTS (SELECT FROM accounts_identity WHERE person_id = person.id)
        OR EXISTS (SELECT FROM from_home_absencereport
                   WHERE person.id IN (child_id, reported_by_id))
        OR EXISTS (SELECT FROM from_home_noticeanswer
                   WHERE person.id IN (child_id, answered_by_id))
        OR EXISTS (SELECT FROM from_home_learningplancomment
                   WHERE person.id IN (child_id, written_by_id))
        OR EXISTS (SELECT FROM meetings_booking WHERE person.id IN (child_id, parent_id))
        OR EXISTS (SELECT FROM meetings_invitation WHERE child_id = person.id)
        OR EXISTS (SELECT FROM from_home_contactchange WHERE person_id = person.id)
        OR EXISTS (SELECT FROM messaging_conversation WHERE person.id IN (child_id, parent_id))
        OR EXISTS (SELECT FROM messaging_member WHERE staff_id = person.id)
        THEN 'used'
    WHEN EXISTS (SELECT FROM people_merge WHERE person.id IN (gone_id, kept_id, leads_to_id))
        THEN 'merged'
    WHEN person.state <> 'active' THEN 'changed'
    WHEN ({listed(PERSON, "person")}, person.hand_changed)
        IS DISTINCT FROM ({listed(PERSON, "made")}, '{{{{}}}}'::varchar[]) THEN 'changed'
    WHEN EXISTS (SELECT FROM intake_plannedperson other
                 JOIN intake_import import
                     ON import.id = other.roster_import_id AND import.state = 'applied'
                 WHERE other.person_id = person.id AND other.roster_import_id <> %(roster_import)s
                   AND other.act IN ('update', 'unchanged', 'create')) THEN 'named'
    WHEN EXISTS (SELECT FROM families_relationship relationship
                 WHERE (relationship.parent_id = person.id OR relationship.child_id = person.id)
                   AND NOT EXISTS (SELECT FROM undo_relationship
                                   WHERE undo_relationship.id = relationship.id AND verdict =
                                       'delete'))
        THEN 'related'
    WHEN EXISTS (SELECT FROM families_pendingrelationship pending WHERE pending.parent_id =
        person.id
                 AND pending.source <> %(source)s) THEN 'related'
    WHEN EXISTS (SELECT FROM families_rightsstatement said
                 WHERE (said.parent_id = person.id OR said.child_id = person.id)
                   AND said.ended_at IS NULL AND said.source NOT LIKE 'import:%%')
        OR EXISTS (SELECT FROM families_consent said
                   WHERE person.id IN (parent_id, pupil_id) AND said.source = '')
        OR EXISTS (SELECT FROM families_continuation said WHERE person.id IN (parent_id, child_id))
        THEN 'rights-set'
    WHEN EXISTS (SELECT FROM people_protection mark WHERE mark.person_id = person.id)
        THEN 'protected'
    WHEN EXISTS (SELECT FROM records_enrolment said WHERE said.person_id = person.id)
        OR EXISTS (SELECT FROM records_attendance said WHERE said.pupil_id = person.id)
        OR EXISTS (SELECT FROM records_notice said WHERE said.pupil_id = person.id)
        OR EXISTS (SELECT FROM records_result said WHERE said.pupil_id = person.id)
        OR EXISTS (SELECT FROM records_remark said WHERE said.pupil_id = person.id)
        OR EXISTS (SELECT FROM records_document said WHERE said.pupil_id = person.id)
        OR EXISTS (SELECT FROM records_learningplan said WHERE said.pupil_id = person.id)
        THEN 'recorded'
    {{outside}}
    ELSE 'delete' END AS verdict
FROM candidates made JOIN people_person person ON person.id = made.person_id
"""  # noqa: S608  # made of field names
OUTSIDE = """
    WHEN NOT EXISTS (SELECT FROM people_membership member WHERE member.person_id = person.id
                     AND member.organisation_id = ANY(%(within)s)) THEN 'outside'
"""
# In this order: rows that point at people go before the people.
DELETE = (
    "DELETE FROM people_membership WHERE person_id IN ({gone})",
    "DELETE FROM families_part WHERE person_id IN ({gone}) OR child_id IN ({gone}) "
    "OR question_id IN (SELECT id FROM families_question WHERE parent_id IN ({gone}))",
    "DELETE FROM families_question WHERE parent_id IN ({gone}) OR child_id IN ({gone})",
    "DELETE FROM families_pendingrelationship WHERE parent_id IN ({gone})",
    "UPDATE families_pendingrelationship SET child_id = NULL WHERE child_id IN ({gone})",
    "DELETE FROM families_rightsstatement WHERE parent_id IN ({gone}) OR child_id IN ({gone})",
    "DELETE FROM families_consent WHERE parent_id IN ({gone}) OR pupil_id IN ({gone})",
    "DELETE FROM families_blockground WHERE parent_id IN ({gone}) OR child_id IN ({gone})",
    "DELETE FROM accounts_setuprelease WHERE person_id IN ({gone})",
    "DELETE FROM accounts_recoverycode WHERE person_id IN ({gone})",
    "DELETE FROM credentials_signinnotice WHERE person_id IN ({gone})",
    "DELETE FROM letters_letter WHERE person_id IN ({gone})",
    "DELETE FROM credentials_credential WHERE person_id IN ({gone})",
    "DELETE FROM letters_agenotice WHERE person_id IN ({gone}) OR pupil_id IN ({gone})",
    "DELETE FROM people_namedstaff WHERE staff_id IN ({gone})",
    "DELETE FROM people_newaddress WHERE person_id IN ({gone})",
    "DELETE FROM people_returnedmail WHERE person_id IN ({gone})",
    "DELETE FROM people_formerkey WHERE person_id IN ({gone})",
    "DELETE FROM people_different WHERE first_id IN ({gone}) OR second_id IN ({gone})",
    "DELETE FROM people_person WHERE id IN ({gone})",
)
GONE = "SELECT person_id FROM undo_person WHERE verdict = 'delete'"
SHUT = "SELECT person FROM closed"


def _back(field: str) -> str:
    """The field as it was, where it still is as the import left it."""
    old, new = f"planned.changes -> '{field}' ->> 0", f"planned.changes -> '{field}' ->> 1"
    cast = "::date" if field in DATES else ""
    unless = f"AND person.id NOT IN ({SHUT}) " if field in OPENS else ""
    unless += f"AND NOT {IN_USE} " if field == "email" else ""
    before = f"({old}){cast}" if field in ABSENT else f"coalesce({old}, '')"
    return (
        f"{field} = CASE WHEN planned.changes ? '{field}' "
        f"AND person.{field} IS NOT DISTINCT FROM ({new}){cast} {unless}"
        f"THEN {before} ELSE person.{field} END"
    )


# What of these opens an account stays where the account reaches further than whoever takes the
# import back (K38).
OPENED = """
SELECT DISTINCT person_id AS id FROM intake_plannedperson
WHERE roster_import_id = %(roster_import)s AND act = 'update' AND changes ?| %(opens)s
"""
# Whether the address that the import set is set back.
GOES_BACK = (
    "planned.changes ? 'email' AND person.email = planned.changes -> 'email' ->> 1 "
    f"AND NOT {IN_USE} AND person.id NOT IN ({SHUT})"
)
RESTORE = f"""
UPDATE people_person person
SET {", ".join(_back(field) for field in PERSON if field != "username")},
    email_reach = CASE WHEN {GOES_BACK} THEN %(setter)s::bigint[] ELSE person.email_reach END,
    email_set_at = CASE WHEN {GOES_BACK} THEN now() ELSE person.email_set_at END,
    email_set_by = CASE WHEN {GOES_BACK} THEN %(source)s ELSE person.email_set_by END
FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.changes
    IS NOT NULL
  AND person.id = planned.person_id
  AND NOT EXISTS (SELECT FROM people_merge WHERE gone_id = person.id)
"""  # noqa: S608  # made of field names
NOW = " ".join(
    f"WHEN '{field}' THEN "
    + ("coalesce(new.email, person.email)" if field == "email" else f"person.{field}::text")
    for field in PERSON
)
# (person, field, what it is now, was before, became) of everything that the import changed.
DIFFERS = f"""
SELECT person.id, person.given_name, person.family_name, change.field,
    CASE change.field {NOW} END AS now, change.relationship ->> 0 AS old, change.relationship ->> 1
        AS new,
    change.field = 'email' AND new.person_id IS NULL AND {IN_USE} AS owned
FROM intake_plannedperson planned
JOIN people_person person ON person.id = planned.person_id
LEFT JOIN people_newaddress new ON new.person_id = person.id
CROSS JOIN LATERAL jsonb_each(planned.changes) AS change(field, relationship)
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update'
  AND NOT EXISTS (SELECT FROM people_merge WHERE gone_id = person.id)
"""  # noqa: S608  # made of field names
CHANGED_SINCE = f"""
SELECT id, given_name, family_name, field FROM ({DIFFERS}) AS found
WHERE coalesce(now, '') <> coalesce(new, '') AND coalesce(now, '') <> coalesce(old, '')
ORDER BY id, field LIMIT %(most)s
"""  # noqa: S608  # made of field names
USERNAMES = f"""
SELECT id, given_name, family_name, old FROM ({DIFFERS}) AS found
WHERE field = 'username' AND now = new AND id NOT IN ({SHUT})
"""  # noqa: S608  # made of field names
COUNT_RESTORED = f"""
SELECT count(DISTINCT id) FROM ({DIFFERS}) AS found WHERE now = new AND NOT owned
"""  # noqa: S608  # as above
# The address of who has signed in is the owner's: it is not set back (K39).
OWNED = f"""
SELECT id, given_name, family_name, field FROM ({DIFFERS}) AS found
WHERE now = new AND owned AND id NOT IN ({SHUT}) ORDER BY id LIMIT %(most)s
"""  # noqa: S608  # as above
# Where the address that this import gave still waits: the former one alone, or the one that had
# waited before, without a link until somebody sends one.
PENDINGS = f"""
FROM intake_plannedperson planned JOIN people_person person ON person.id = planned.person_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.changes ?
    'email'
  AND new.person_id = person.id AND new.email = planned.changes -> 'email' ->> 1
  AND person.id NOT IN ({SHUT})
  AND NOT EXISTS (SELECT FROM people_merge WHERE gone_id = person.id)
"""
OLD = "coalesce(planned.changes -> 'email' ->> 0, '')"
ADDRESSES = (
    f"DELETE FROM people_newaddress new WHERE EXISTS (SELECT {PENDINGS} "  # noqa: S608  # as above
    f"AND lower({OLD}) = lower(person.email))",
    f"UPDATE people_newaddress new SET email = {OLD}, reach = %(setter)s, set_by = '', "  # noqa: S608  # as above
    f"set_at = clock_timestamp(), told_at = NULL, link_hash = NULL, expires_at = NULL "
    f"{PENDINGS} AND {OLD} <> ''",
)
KEPT_SHUT = f"""
SELECT id, given_name, family_name, field FROM ({DIFFERS}) AS found
WHERE field = ANY(%(opens)s) AND now = new AND id IN ({SHUT}) ORDER BY id, field LIMIT %(most)s
"""  # noqa: S608  # as above
# Whose open code or link names an address or username that went back just now.
ELSEWHERE = f"""
SELECT DISTINCT planned.person_id FROM intake_plannedperson planned
JOIN people_person person ON person.id = planned.person_id
JOIN credentials_credential open ON open.person_id = planned.person_id
    AND open.state IN ('issued', 'sending')
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update'
  AND (planned.changes ? 'username' OR (planned.changes ? 'email' AND NOT {IN_USE}))
"""  # noqa: S608  # as above
LEAVE = """
DELETE FROM people_membership member
USING intake_plannedperson planned, organisations_organisation place
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.paths IS
    NOT NULL
  AND member.person_id = planned.person_id AND place.id = member.organisation_id
  AND place.path = ANY(planned.paths)
  AND NOT EXISTS (SELECT FROM intake_plannedperson later
                  JOIN intake_import import
                      ON import.id = later.roster_import_id AND import.state = 'applied'
                  WHERE later.person_id = planned.person_id AND later.roster_import_id >
                      %(roster_import)s
                    AND later.act IN ('update', 'unchanged', 'create'))
"""
# Who left by this file is back where its series had put them, unless a later file spoke of them.
BELONG_AGAIN = """
INSERT INTO people_membership (person_id, organisation_id)
SELECT planned.person_id, place.id FROM intake_plannedperson planned
JOIN people_person person ON person.id = planned.person_id
JOIN organisations_organisation place ON place.path = ANY(planned.leaves)
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.leaves IS
    NOT NULL
  AND NOT EXISTS (SELECT FROM intake_plannedperson later
                  JOIN intake_import import
                      ON import.id = later.roster_import_id AND import.state = 'applied'
                  WHERE later.person_id = planned.person_id AND later.roster_import_id >
                      %(roster_import)s
                    AND later.act IN ('update', 'unchanged', 'create'))
ON CONFLICT DO NOTHING
"""
PASSWORDS = """
SELECT person.id, person.given_name, person.family_name FROM intake_plannedperson planned
JOIN people_person person ON person.id = planned.person_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('update', 'unchanged')
  AND planned.sealed_password IS NOT NULL ORDER BY person.id LIMIT %(most)s
"""
KEPT = """
SELECT undo.verdict, person.id, person.given_name, person.family_name,
    (SELECT max(other.roster_import_id) FROM intake_plannedperson other
     JOIN intake_import import ON import.id = other.roster_import_id AND import.state = 'applied'
     WHERE other.person_id = person.id AND other.roster_import_id <> %(roster_import)s),
    line.actor_id, line.actor_name, line.at
FROM undo_person undo JOIN people_person person ON person.id = undo.person_id
LEFT JOIN LATERAL (
    SELECT actor_id, actor_name, at FROM journal_entry
    WHERE person_id = person.id AND action LIKE 'person.%%' AND outcome = 'done'
    ORDER BY id DESC LIMIT 1) AS line ON true
WHERE undo.verdict <> 'delete' ORDER BY person.id LIMIT %(most)s
"""
COUNTS = "SELECT verdict, count(*) FROM undo_person GROUP BY verdict"
