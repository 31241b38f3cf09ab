"""What an import that is taken back said of the rights of parents.

Of its own statements go those whose relationship goes, those that kept nothing from the parent, and
those that showed more than before: for these the earlier ones come back. A statement that keeps
something from the parent stays, for only a person weakens a restriction (K27). What a later file
says again is that file's from now on.
"""

# Whoever was not connected before had no less to see than everything.
JUDGE = """
CREATE TEMP TABLE undo_rights ON COMMIT DROP AS
SELECT said.id, said.parent_id, said.child_id, planned.ended, later.named_by,
    CASE
        WHEN relationship.verdict = 'delete' THEN 'delete'
        WHEN later.named_by IS NOT NULL THEN 'named'
        WHEN planned.act = 'widen' THEN 'restore'
        WHEN said.areas::text[]
            @> coalesce(planned.before::text[], families_areas_of_preset('everything'))
            THEN 'delete'
        ELSE 'restricted'
    END AS verdict
FROM families_rightsstatement said
LEFT JOIN undo_relationship relationship
    ON (relationship.parent_id, relationship.child_id) = (said.parent_id, said.child_id)
LEFT JOIN LATERAL (
    SELECT line.act, line.before, line.ended FROM intake_plannedrights line
    WHERE line.roster_import_id = %(roster_import)s AND (line.parent_id, line.child_id) IN (
        (said.parent_id, said.child_id), (said.of_parent, said.of_child))
    ORDER BY (line.parent_id, line.child_id) = (said.of_parent, said.of_child) DESC
    LIMIT 1) AS planned ON true
LEFT JOIN LATERAL (
    SELECT min(next.roster_import_id) AS named_by FROM intake_plannedrights next
    JOIN intake_import import ON import.id = next.roster_import_id AND import.state = 'applied'
    WHERE next.roster_import_id > %(roster_import)s AND next.act = 'existing'
      AND (next.parent_id, next.child_id) IN (
          (said.of_parent, said.of_child), (said.parent_id, said.child_id))) AS later ON true
WHERE said.source = %(source)s AND said.ended_at IS NULL;
"""
NAMED = """
UPDATE families_rightsstatement said SET source = 'import:' || undo.named_by
FROM undo_rights undo WHERE undo.id = said.id AND undo.verdict = 'named'
"""
RESTORE = """
UPDATE families_rightsstatement said SET ended_at = NULL, ended_by = NULL, ended_by_name = ''
FROM undo_rights undo WHERE undo.verdict = 'restore' AND said.id = ANY(undo.ended)
"""
DELETE = """
DELETE FROM families_rightsstatement said
USING undo_rights undo WHERE undo.id = said.id AND undo.verdict IN ('delete', 'restore')
"""
# Of pending relationships that stay: what it showed more of is as before.
PENDING = """
UPDATE families_pendingrelationship pending SET areas = planned.before
FROM intake_plannedrights planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'widen'
  AND planned.child_id IS NULL AND pending.id = planned.pending_id AND pending.state = 'waiting'
  AND pending.areas = planned.areas
"""
KEPT = """
SELECT parent.id, parent.given_name, parent.family_name,
    child.id, child.given_name, child.family_name
FROM undo_rights undo
JOIN people_person parent ON parent.id = undo.parent_id
JOIN people_person child ON child.id = undo.child_id
WHERE undo.verdict = 'restricted' ORDER BY undo.parent_id, undo.child_id LIMIT %(most)s
"""
COUNTS = "SELECT verdict, count(*) FROM undo_rights GROUP BY verdict"
