"""Addresses that a plan gives to people who have been in wait to be confirmed (K39).

For whom that is counts at the moment of planning and again when the plan is applied: whoever signs
in for the first time in between gets other mails than were shown, so the plan is stale (K10).
"""

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.letters import address_batch
from kinkeeper.lib import db
from kinkeeper.people.unconfirmed_address import IN_USE

# Of `person`, whom `planned` changes: the file's address is another mailbox than theirs.
OTHER = "lower(planned.email) <> lower(person.email)"
GIVEN = f"""
FROM intake_plannedperson planned JOIN people_person person ON person.id = planned.person_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update' AND planned.changes ?
    'email'
  AND {IN_USE}
"""
COUNTED = f"SELECT count(*), count(nullif(person.email, '')) {GIVEN} AND {OTHER}"
GIVE = f"""
INSERT INTO people_newaddress (person_id, email, set_at, reach, set_by)
SELECT person.id, planned.email, clock_timestamp(), %(setter)s::bigint[], %(source)s
{GIVEN} AND {OTHER}
ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, set_at = excluded.set_at,
    reach = excluded.reach, set_by = excluded.set_by, told_at = NULL, link_hash = NULL,
    expires_at = NULL
RETURNING person_id
"""
WITHDRAW = f"""
DELETE FROM people_newaddress WHERE person_id IN (SELECT person.id {GIVEN} AND NOT {OTHER})
"""  # noqa: S608  # made of constants


def counted(roster_import: Import) -> dict[str, int]:
    """How many people will get a link to confirm (`to_confirm`), and how many of them a notice at
    the former address (`notices`), as the site is now; empty where nobody will."""
    [(to_confirm, notices)] = db.rows(COUNTED, {"roster_import": roster_import.pk})
    return {"to_confirm": to_confirm, "notices": notices} if to_confirm else {}


def shown(roster_import: Import) -> dict[str, int]:
    """The same as the plan shows it."""
    people = roster_import.counts["people"]
    return {name: people[name] for name in ("to_confirm", "notices") if name in people}


def give(work: ApplyContext) -> None:
    """What `write_people` leaves to the owners; a batch of mails waits for them."""
    asked = work.ids(GIVE)
    work.run(WITHDRAW)
    if asked:
        address_batch.ask(work.actor, sorted(asked), import_id=work.roster_import.pk)
