"""Writes the people of a plan: made, changed, given passwords and places; set by set."""

from kinkeeper.credentials.void import void_for
from kinkeeper.intake import email_addresses
from kinkeeper.intake.sections.apply_context import ApplyContext, Stale
from kinkeeper.intake.sections.people.planned import Planned
from kinkeeper.journal.record import record
from kinkeeper.lib import db
from kinkeeper.lib.sql import assigned, listed
from kinkeeper.organisations import tree
from kinkeeper.people.unconfirmed_address import IN_USE
from kinkeeper.roster.fields import PERSON

SLICE = 50_000

CREATE = f"""
INSERT INTO people_person (id, {listed(PERSON)}, username_folded, email_reach, email_set_at,
    email_set_by, profile, sealed_password, must_change_password, preset_reach, way_in_reach)
SELECT person_id, {listed(PERSON)}, username_folded,
    CASE WHEN email <> '' THEN %(setter)s::bigint[] END, CASE WHEN email <> '' THEN now() END,
    CASE WHEN email <> '' THEN %(source)s ELSE '' END,
    %(profile)s, sealed_password, sealed_password IS NOT NULL,
    CASE WHEN sealed_password IS NOT NULL THEN %(reach)s::bigint[] END,
    CASE WHEN sealed_password IS NOT NULL THEN %(reach)s::bigint[] END
FROM intake_plannedperson
WHERE roster_import_id = %(roster_import)s AND act = 'create' AND number > %(after)s AND number <=
    %(upto)s
ORDER BY number
"""  # noqa: S608  # made of field names
# The address of who has been in stays, but for its spelling: `addresses` lets another pending
# relationship (K39).
SETS = f"planned.changes ? 'email' AND NOT {IN_USE}"
CHANGE = f"""
UPDATE people_person person
SET {assigned([name for name in PERSON if name != "email"], "planned")},
    username_folded = planned.username_folded,
    email = CASE WHEN {SETS} OR lower(planned.email) = lower(person.email) THEN planned.email
        ELSE person.email END,
    email_reach = CASE WHEN {SETS} THEN %(setter)s::bigint[] ELSE person.email_reach END,
    email_set_at = CASE WHEN {SETS} THEN now() ELSE person.email_set_at END,
    email_set_by = CASE WHEN {SETS} THEN %(source)s ELSE person.email_set_by END
FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.changes
    IS NOT NULL
  AND planned.number > %(after)s AND planned.number <= %(upto)s
  AND person.id = planned.person_id AND person.version = planned.version
"""  # noqa: S608  # made of constants
# Whose open code or link would now name another address or username, or open another password.
ELSEWHERE = f"""
SELECT DISTINCT planned.person_id FROM intake_plannedperson planned
JOIN people_person person ON person.id = planned.person_id
JOIN credentials_credential open ON open.person_id = planned.person_id
    AND open.state IN ('issued', 'sending')
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('update', 'unchanged')
  AND (planned.changes ? 'username' OR {SETS} OR planned.sealed_password IS NOT NULL)
"""  # noqa: S608  # as above
RESET = f"""
UPDATE people_person person
SET password = '', sealed_password = planned.sealed_password, must_change_password = true,
    preset_reach = %(reach)s::bigint[], way_in_reach = %(reach)s::bigint[],
    way_in_at = CASE WHEN {IN_USE} THEN clock_timestamp() END
FROM intake_plannedperson planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('update', 'unchanged')
  AND planned.sealed_password IS NOT NULL AND person.id = planned.person_id
"""  # noqa: S608  # as above
# The sealed passwords are with their people now; that there was one stays visible.
WIPE = """
UPDATE intake_plannedperson SET sealed_password = ''::bytea
WHERE roster_import_id = %(roster_import)s AND sealed_password IS NOT NULL
"""
PLACES = """
SELECT DISTINCT unnest(paths) FROM intake_plannedperson
WHERE roster_import_id = %(roster_import)s AND act IN ('create', 'update')
"""
BELONG = """
INSERT INTO people_membership (person_id, organisation_id)
SELECT planned.person_id, place.id
FROM intake_plannedperson planned
CROSS JOIN LATERAL unnest(planned.paths) AS wanted(path)
JOIN organisations_organisation place ON place.path = wanted.path
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('create', 'update')
ON CONFLICT DO NOTHING
"""


LEAVE = """
DELETE FROM people_membership member
USING intake_plannedperson planned, organisations_organisation place
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.leaves IS
    NOT NULL
  AND member.person_id = planned.person_id AND place.id = member.organisation_id
  AND place.path = ANY(planned.leaves)
"""


def write(work: ApplyContext) -> None:
    """Raises `Stale` where somebody the plan changes is no longer as planned, or an organisation
    came that nobody could tell from one that the plan makes."""
    planned = Planned.of(work.roster_import)
    if planned.placed:
        _organisations(work)
    _people(work, planned)
    if planned.changed:
        email_addresses.give(work)
    if planned.changed or planned.sealed:
        void_for(work.actor, work.ids(ELSEWHERE), why="contact-changed")
    if planned.sealed:
        work.run(RESET)
        work.run(WIPE)
    if planned.left:
        work.run(LEAVE)
    if planned.placed:
        work.run(BELONG)


def _organisations(work: ApplyContext) -> None:
    paths = sorted(work.texts(PLACES))
    for path in paths:
        try:
            _node, made = tree.ensure(path)
        except tree.BadPath as error:
            raise Stale("places") from error
        for new in made:
            record(
                work.actor,
                "organisation.added",
                import_id=work.roster_import.pk,
                data={"path": new},
            )


def _people(work: ApplyContext, planned: Planned) -> None:
    # names may be swapped within one file, so the constraint looks at the end, and then at once
    changed = 0
    for after in range(0, planned.last, SLICE):
        bounds = {"after": after, "upto": after + SLICE}
        if planned.changed:
            changed += work.run(CHANGE, **bounds)
        if planned.new:
            work.run(CREATE, **bounds)
        work.tell(min(after + SLICE, planned.last))
    db.run("SET CONSTRAINTS person_username_unique IMMEDIATE")
    db.run("SET CONSTRAINTS person_username_unique DEFERRED")
    if changed != planned.changed:
        raise Stale("people")
