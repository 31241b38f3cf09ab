"""What an import that is taken back said of the rights of parents.

Of its own statements go those whose relationship goes, and those without which the parent sees no
more than with them; where it had shown more than before, the earlier ones come back. A statement
that keeps something from the parent stays, if need be beside those that come back, for only a
person weakens a restriction (K27). What a later file of the series says again is that file's from
now on.
"""

from kinkeeper.intake.series import IS_ALIKE

# `restored`: what the voice gives then, where earlier statements come back. Where there are none,
# what others say is left, which may be anything; or the school's default as it is now.
JUDGE = f"""
CREATE TEMP TABLE undo_rights ON COMMIT DROP AS
WITH known AS MATERIALIZED (
    SELECT said.id, said.parent_id, said.child_id, said.areas::text[] AS areas,
        said.starts_on IS NOT NULL OR said.ends_on IS NOT NULL AS dated,
        relationship.verdict = 'delete' AS goes, later.named_by,
        CASE WHEN planned.act = 'widen' THEN planned.ended ELSE '{{}}' END AS ended
    FROM families_rightsstatement said
    LEFT JOIN undo_relationship relationship
        ON (relationship.parent_id, relationship.child_id) = (said.parent_id, said.child_id)
    LEFT JOIN LATERAL (
        SELECT line.act, line.ended FROM intake_plannedrights line
        WHERE line.roster_import_id = %(roster_import)s AND (line.parent_id, line.child_id) IN (
            (said.parent_id, said.child_id), (said.of_parent, said.of_child))
        ORDER BY (line.parent_id, line.child_id) = (said.of_parent, said.of_child) DESC
        LIMIT 1) AS planned ON true
    LEFT JOIN LATERAL (
        SELECT min(next.roster_import_id) AS named_by FROM intake_plannedrights next
        JOIN intake_import import ON import.id = next.roster_import_id
            AND import.state = 'applied' AND {IS_ALIKE}
        WHERE next.roster_import_id > %(roster_import)s AND next.act = 'existing'
          AND (next.parent_id, next.child_id) IN (
              (said.of_parent, said.of_child), (said.parent_id, said.child_id))) AS later ON true
    WHERE said.source = %(source)s AND said.ended_at IS NULL),
after AS (
    SELECT known.*, (
        SELECT array(
            SELECT area FROM unnest(families_areas_of_preset('everything')) AS area
            WHERE (SELECT bool_and(area = ANY (earlier.areas))
                   FROM families_rightsstatement earlier WHERE earlier.id = ANY(known.ended)))
    ) AS restored
    FROM known)
SELECT id, parent_id, child_id, ended, named_by, CASE
    WHEN goes THEN 'delete'
    WHEN named_by IS NOT NULL THEN 'named'
    -- what holds on some days only keeps everything from the parent on the others
    WHEN NOT dated AND areas @> CASE
        WHEN ended <> '{{}}' THEN restored
        WHEN EXISTS (
            SELECT FROM families_rightsstatement other
            WHERE other.parent_id = after.parent_id AND other.child_id = after.child_id
              AND other.ended_at IS NULL AND other.source <> %(source)s)
            THEN families_areas_of_preset('everything')
        ELSE families_default_areas(child_id) END
        THEN CASE WHEN ended = '{{}}' THEN 'delete' ELSE 'restore' END
    WHEN ended <> '{{}}' THEN 'beside'
    ELSE 'restricted' END AS verdict
FROM after;
"""  # noqa: S608  # made of constants
NAMED = """
UPDATE families_rightsstatement said SET source = 'import:' || undo.named_by
FROM undo_rights undo WHERE undo.id = said.id AND undo.verdict = 'named'
"""
RESTORE = """
UPDATE families_rightsstatement said SET ended_at = NULL, ended_by = NULL, ended_by_name = ''
FROM undo_rights undo WHERE undo.verdict IN ('restore', 'beside') AND said.id = ANY(undo.ended)
"""
DELETE = """
DELETE FROM families_rightsstatement said
USING undo_rights undo WHERE undo.id = said.id AND undo.verdict IN ('delete', 'restore')
"""
# Of pending relationships: what it showed more of is as before, and what it kept is kept. Where the
# child has come since, or a person said who is meant, the file that had made it pending says so.
WIDENED = f"""
CREATE TEMP TABLE undo_widened ON COMMIT DROP AS
SELECT pending.id, pending.parent_id, pending.source, planned.areas, array(
    SELECT area FROM unnest(planned.areas) AS area WHERE area = ANY(planned.before)) AS narrower,
    coalesce(pending.child_id, (
        SELECT max(question.child_id) FROM families_question question
        WHERE question.parent_id = pending.parent_id AND question.answer = 'connected'
          AND question.detail -> 'waits' @> to_jsonb(pending.id))) AS child_id
FROM intake_plannedrights planned
JOIN families_pendingrelationship pending ON pending.id = planned.pending_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'widen'
  AND planned.child_id IS NULL AND pending.areas = planned.areas
  AND NOT EXISTS (
    SELECT FROM intake_plannedrights next
    JOIN intake_import import ON import.id = next.roster_import_id
        AND import.state = 'applied' AND {IS_ALIKE}
    WHERE next.roster_import_id > %(roster_import)s AND next.act = 'existing'
      AND next.pending_id = pending.id)
"""  # noqa: S608  # made of constants
PENDING = """
UPDATE families_pendingrelationship pending SET areas = undo.narrower
FROM undo_widened undo WHERE pending.id = undo.id
"""
ARRIVED = """
UPDATE families_rightsstatement said SET areas = undo.narrower
FROM undo_widened undo
WHERE (said.of_parent, said.of_child) = (undo.parent_id, undo.child_id)
  AND said.source = undo.source AND said.areas = undo.areas AND said.ended_at IS NULL
"""
KEPT = """
SELECT parent.id, parent.given_name, parent.family_name,
    child.id, child.given_name, child.family_name
FROM undo_rights undo
JOIN people_person parent ON parent.id = undo.parent_id
JOIN people_person child ON child.id = undo.child_id
WHERE undo.verdict IN ('restricted', 'beside') ORDER BY undo.parent_id, undo.child_id LIMIT %(most)s
"""
COUNTS = "SELECT verdict, count(*) FROM undo_rights GROUP BY verdict"
# A pupil who goes is waited for again: what files have kept from the parent since is kept.
OF_WHO_WAITS = """
said.child_id = waits.child_id AND waits.parent_id IN (said.parent_id, said.of_parent)
AND said.ended_at IS NULL
"""
WAITS_AGAIN = f"""
UPDATE families_pendingrelationship pending SET areas = kept.areas
FROM (
    SELECT waits.id, array(
        SELECT area
        FROM unnest(coalesce(waits.areas::text[], families_areas_of_preset('everything'))) AS area
        WHERE NOT EXISTS (SELECT FROM families_rightsstatement said
                          WHERE {OF_WHO_WAITS} AND NOT area = ANY(said.areas))) AS areas
    FROM families_pendingrelationship waits
    WHERE waits.state = 'resolved'
      AND waits.child_id IN (SELECT person_id FROM undo_person WHERE verdict = 'delete')
      AND EXISTS (SELECT FROM families_rightsstatement said WHERE {OF_WHO_WAITS})) AS kept
WHERE pending.id = kept.id
"""  # noqa: S608  # made of constants
TAKE_BACK = (NAMED, RESTORE, DELETE, WIDENED, PENDING, ARRIVED, WAITS_AGAIN)
