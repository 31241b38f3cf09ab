"""What the rights of a stored plan rest on."""

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections import premises
from kinkeeper.intake.series import IS_ALIKE

STATED = """
SELECT count(*) FROM intake_plannedrights planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL
  AND planned.seen <> ARRAY(
        SELECT said.id FROM families_rightsstatement said
        WHERE said.parent_id = planned.parent_id AND said.child_id = planned.child_id
          AND said.ended_at IS NULL ORDER BY said.id)
"""
# Where nothing was said, the school's default decided what is wider. Each child's is asked once for
# all parents of whom the same is said: joined to the lines it would be compared with each of them.
DEFAULTS = f"""
WITH silent AS MATERIALIZED (
    SELECT DISTINCT planned.child_id, planned.act, planned.areas::text[] AS areas,
        planned.before::text[] AS before
    FROM intake_plannedrights planned
    WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL
      AND planned.seen = '{{}}'
      AND NOT EXISTS (  -- what a pending relationship gave stands with that
        SELECT FROM intake_plannedrelationship fulfils
        JOIN families_pendingrelationship pending ON pending.id = fulfils.pending_id
        WHERE fulfils.roster_import_id = planned.roster_import_id
          AND fulfils.parent_id = planned.parent_id AND fulfils.child_id = planned.child_id
          AND pending.areas IS NOT NULL AND pending.source IN (
              SELECT 'import:' || import.id FROM intake_import import WHERE {IS_ALIKE}))),
now AS MATERIALIZED (
    SELECT act, areas, before, families_default_areas(child_id) AS otherwise FROM silent)
SELECT count(*) FROM now
WHERE before <> otherwise OR (act = 'set' AND NOT areas <@ otherwise)
"""  # noqa: S608  # made of constants
# What a key says of a child who was connected instead rests on the answer that said so.
INSTEAD = """
SELECT count(*) FROM intake_plannedrights planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL
  AND NOT EXISTS (
        SELECT FROM intake_plannedrelationship relationship
        WHERE relationship.roster_import_id = planned.roster_import_id
          AND relationship.parent_id = planned.parent_id
          AND relationship.child_id = planned.child_id)
  AND NOT EXISTS (
        SELECT FROM families_question question
        JOIN families_relationship relationship ON relationship.parent_id = question.parent_id
            AND relationship.child_id = question.child_id AND relationship.state <> 'ended'
        WHERE question.parent_id = planned.parent_id AND question.child_id = planned.child_id
          AND question.match = planned.match AND question.folded = planned.folded
          AND question.answer = 'connected')
"""
PENDING = """
SELECT count(*) FROM intake_plannedrights planned
JOIN families_pendingrelationship pending ON pending.id = planned.pending_id
WHERE planned.roster_import_id = %(roster_import)s
  AND planned.before::text[]
    <> coalesce(pending.areas::text[], families_areas_of_preset('everything'))
"""


def broken(roster_import: Import) -> str | None:
    checks = {
        "rights": STATED,
        "default rights": DEFAULTS,
        "rights of children connected instead": INSTEAD,
        "rights of pending relationships": PENDING,
    }
    return premises.first_false(roster_import, checks)
