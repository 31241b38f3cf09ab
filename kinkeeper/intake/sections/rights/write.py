"""Writes what a plan says parents may see of children, after their relationships."""

from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.series import IS_ALIKE
from kinkeeper.roster.vocabulary import RightsAct

ACTS = ", ".join(f"'{act}'" for act in RightsAct if act != RightsAct.EXISTING)
# Of one series at most one statement holds: the one before ends. A pending relationship that this
# very plan fulfilled has just made one, too.
ENDS = f"""
said.parent_id = planned.parent_id AND said.child_id = planned.child_id
AND said.ended_at IS NULL AND said.source IN (
    SELECT 'import:' || import.id FROM intake_import import WHERE {IS_ALIKE})
"""  # noqa: S608  # made of constants
REMEMBER = f"""
UPDATE intake_plannedrights planned
SET ended = ARRAY(SELECT said.id FROM families_rightsstatement said WHERE {ENDS} ORDER BY said.id)
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL
  AND planned.act IN ({ACTS})
"""  # noqa: S608  # made of constants
END = """
UPDATE families_rightsstatement said
SET ended_at = now(), ended_by = %(by)s, ended_by_name = %(name)s
FROM intake_plannedrights planned
WHERE planned.roster_import_id = %(roster_import)s AND said.id = ANY(planned.ended)
"""
# Of each account that was merged into either end it is said, too: an unmerge gives each its own.
MAKE = f"""
INSERT INTO families_rightsstatement
    (parent_id, child_id, of_parent, of_child, source, areas, starts_on, ends_on)
SELECT planned.parent_id, planned.child_id, of.parent, of.child, %(source)s, planned.areas,
    planned.starts_on, planned.ends_on
FROM intake_plannedrights planned
CROSS JOIN LATERAL (
    SELECT planned.parent_id AS parent, planned.child_id AS child
    UNION SELECT said.of_parent, said.of_child FROM families_rightsstatement said
    WHERE said.id = ANY(planned.ended)) AS of
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NOT NULL
  AND planned.act IN ({ACTS})
ORDER BY planned.child_id, planned.parent_id
"""  # noqa: S608  # made of constants
PENDING = f"""
UPDATE families_pendingrelationship pending SET areas = planned.areas
FROM intake_plannedrights planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.child_id IS NULL
  AND planned.act IN ({ACTS}) AND pending.state = 'waiting'
  AND (pending.id = planned.pending_id OR (
        planned.pending_id IS NULL AND pending.source = %(source)s
        AND (pending.parent_id, pending.match, pending.folded)
          = (planned.parent_id, planned.match, planned.folded)))
"""  # noqa: S608  # made of constants


def write(work: ApplyContext) -> None:
    if not any(work.roster_import.counts["rights"][act] for act in RightsAct):
        return  # most files say nothing of it
    for statement in (REMEMBER, END, MAKE, PENDING):
        work.run(statement)
