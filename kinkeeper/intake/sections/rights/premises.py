"""What the rights of a stored plan rest on."""

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections import premises

STATED = """
SELECT count(*) FROM intake_plannedrights planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL
  AND planned.seen <> ARRAY(
        SELECT said.id FROM families_rightsstatement said
        WHERE said.parent_id = planned.parent_id AND said.child_id = planned.child_id
          AND said.ended_at IS NULL ORDER BY said.id)
"""
PENDING = """
SELECT count(*) FROM intake_plannedrights planned
JOIN families_pendingrelationship pending ON pending.id = planned.pending_id
WHERE planned.roster_import_id = %(roster_import)s
  AND planned.before::text[]
    <> coalesce(pending.areas::text[], families_areas_of_preset('everything'))
"""


def broken(roster_import: Import) -> str | None:
    checks = {"rights": STATED, "rights of pending relationships": PENDING}
    return premises.first_false(roster_import, checks)
