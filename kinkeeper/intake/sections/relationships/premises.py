"""What the relationships of a stored plan rest on."""

from kinkeeper.intake.directory import described_pupils
from kinkeeper.intake.models import Import
from kinkeeper.intake.sections import premises
from kinkeeper.intake.sections.relationships.planned import Planned
from kinkeeper.intake.series import IS_ALIKE
from kinkeeper.organisations.reach import of_roots
from kinkeeper.roster.match.described import digest
from kinkeeper.roster.plan.meet_described import KEPT

# Children's keys that somebody would have with zeros in front.
PADDED = """
WITH unknown AS MATERIALIZED (
    SELECT DISTINCT folded AS value FROM intake_plannedrelationship
    WHERE roster_import_id = %(roster_import)s AND act IN ('pending', 'waiting', 'withhold',
        'rewait')
      AND match = 'sync-key' AND folded ~ '^[1-9][0-9]*$')
{padded}
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
RELATIONSHIPS = f"""
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
            WHERE {IS_ALIKE}))))
"""  # noqa: S608  # made of constants
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


def broken(roster_import: Import) -> str | None:
    bound = not of_roots(roster_import.reach).whole_site
    inside = premises.INSIDE if bound else ""
    planned = Planned.of(roster_import)
    checks = {
        "children": CHILDREN.format(outside=OUTSIDE if bound else ""),
        "pairs": RELATIONSHIPS,
    }
    if planned.lines("pending", "waiting", "withhold", "rewait"):
        checks["padded keys"] = PADDED.format(padded=premises.PADDED.format(inside=inside))
        checks["unknown children"] = STILL_UNKNOWN.format(inside=inside)
        checks["waits"] = WAITING
    if planned.of_pendings:
        checks["fulfilled waits"] = PENDINGS
    found = premises.first_false(roster_import, checks)
    return found or (None if _as_described(roster_import) else "described")


def _as_described(roster_import: Import) -> bool:
    """Whether those whom the file only describes are still told from others as they were."""
    kept = roster_import.counts.get(KEPT)
    if kept is None:
        return True
    now = digest(kept["names"], kept["salt"], described_pupils.of(roster_import))
    return bool(now == kept["digest"])
