"""The relationships of an import that is taken back.

Each relationship that the import made, revived, proposed, ended or spoke for is judged once, in a
table that lives as long as the transaction; the statements then do what was judged.
"""

from kinkeeper.families.withheld_reasons import KIND_NOTES, UNSAID_NOTES
from kinkeeper.roster.fields import DAYS, RELATIONSHIP

# A relationship of an account that was merged away is judged as the relationship that goes on for
# it.
TOUCHED = """
CREATE TEMP TABLE undo_touched ON COMMIT DROP AS
WITH planned AS (
    SELECT coalesce(parent.leads_to_id, relationship.parent_id) AS parent_id,
        coalesce(child.leads_to_id, relationship.child_id) AS child_id, act, before, pending_id,
            adds_source
    FROM intake_plannedrelationship relationship
    LEFT JOIN people_merge parent ON parent.gone_id = relationship.parent_id
    LEFT JOIN people_merge child ON child.gone_id = relationship.child_id
    WHERE roster_import_id = %(roster_import)s AND child_id IS NOT NULL
      AND act IN ('create', 'propose', 'existing', 'remove', 'drop', 'redate')),
touched AS (
    SELECT DISTINCT ON (parent_id, child_id) * FROM planned
    ORDER BY parent_id, child_id, before IS NULL, pending_id NULLS LAST),
waited AS (
    SELECT DISTINCT pending.parent_id, coalesce(child.leads_to_id, pending.child_id) AS child_id
    FROM families_pendingrelationship pending LEFT JOIN people_merge child ON child.gone_id =
        pending.child_id
    WHERE source = %(source)s AND state = 'resolved' AND pending.child_id IS NOT NULL)
SELECT * FROM touched
UNION ALL
SELECT parent_id, child_id, 'create', NULL, NULL, false FROM waited
WHERE NOT EXISTS (SELECT FROM touched
                  WHERE (touched.parent_id, touched.child_id)
                      = (waited.parent_id, waited.child_id));
ANALYZE undo_touched;
"""
# The first later file that names a touched relationship. Whom a file only describes it could have
# proposed, and keeps no one connected (docs/decisions/0060). Set by set: asked for each
# relationship by itself, two thousand of them took eight seconds.
NAMED = """
CREATE TEMP TABLE undo_named ON COMMIT DROP AS
WITH children AS (
    SELECT child_id AS id FROM undo_touched
    UNION SELECT gone_id FROM people_merge JOIN undo_touched ON child_id = leads_to_id)
SELECT coalesce(parent.leads_to_id, later.parent_id) AS parent_id,
    coalesce(child.leads_to_id, later.child_id) AS child_id, min(later.roster_import_id) AS named_by
FROM children
JOIN intake_plannedrelationship later ON later.child_id = children.id
JOIN intake_import import ON import.id = later.roster_import_id AND import.state = 'applied'
    AND import.profile <> 'pupil'  -- a file of pupils fulfils, it asserts nothing
LEFT JOIN people_merge parent ON parent.gone_id = later.parent_id
LEFT JOIN people_merge child ON child.gone_id = later.child_id
WHERE later.roster_import_id > %(roster_import)s
  AND later.act IN ('create', 'propose', 'existing', 'redate') AND NOT later.described
GROUP BY 1, 2;
ANALYZE undo_named;
"""
# `own` is the source under which the relationship was made: the import itself, or, for a pending
# relationship that its pupils fulfilled, the import that had made it wait.
JUDGE = f"""
CREATE TEMP TABLE undo_relationship ON COMMIT DROP AS
WITH seen AS (
    SELECT relationship.id, relationship.parent_id, relationship.child_id, relationship.state,
        relationship.sources::text[], relationship.since,
        relationship.changed_by_name, relationship.reason, touched.act, touched.before,
        touched.pending_id, touched.adds_source,
        CASE touched.act WHEN 'propose' THEN 'proposed' WHEN 'redate'
            THEN touched.before ->> 'state' ELSE 'active' END AS became,
        coalesce(pending.source, %(source)s) AS own, named.named_by
    FROM undo_touched touched
    JOIN families_relationship relationship
        ON (relationship.parent_id, relationship.child_id) = (touched.parent_id, touched.child_id)
    LEFT JOIN families_pendingrelationship pending ON pending.id = touched.pending_id
    LEFT JOIN undo_named named
        ON (named.parent_id, named.child_id) = (touched.parent_id, touched.child_id)),
known AS MATERIALIZED (
    SELECT seen.*, array_remove(seen.sources, seen.own) AS others,
        ARRAY(SELECT source FROM jsonb_array_elements_text(seen.before -> 'sources') AS source
              WHERE source NOT IN (SELECT 'import:' || id FROM intake_import
                                   WHERE state = 'undone')) AS sources_before
    FROM seen)
SELECT known.*, CASE
    WHEN act = 'existing' AND NOT own = ANY(sources) THEN 'nothing'
    WHEN state = 'blocked' THEN 'blocked'
    WHEN act = 'drop' THEN 'speak-again'
    WHEN act = 'remove' THEN
        CASE WHEN state = 'ended' AND reason = own THEN 'restore' ELSE 'changed' END
    WHEN state = 'ended' THEN 'ended'
    WHEN named_by IS NOT NULL THEN 'named'
    WHEN act = 'existing' THEN CASE WHEN others = '{{}}' THEN 'delete' ELSE 'unsay' END
    WHEN state = 'proposed' AND became = 'proposed' AND reason NOT IN {UNSAID_NOTES}
        THEN 'restricted'
    WHEN before IS NOT NULL THEN
        CASE WHEN state <> became OR NOT others <@ sources_before THEN 'changed'
             ELSE 'restore' END
    WHEN others <> '{{}}' THEN 'changed'
    ELSE 'delete' END AS verdict
FROM known;
CREATE UNIQUE INDEX ON undo_relationship (id);
ANALYZE undo_relationship;
"""  # noqa: S608  # no data in it
# A pupil who stays keeps the parents who had waited for the key: the pending relationship would be
# fulfilled anew.
STAY = """
UPDATE undo_relationship SET verdict = 'nothing'
WHERE pending_id IS NOT NULL AND verdict = 'delete'
  AND child_id NOT IN (SELECT person_id FROM undo_person WHERE verdict = 'delete')
"""
DELETE = """
DELETE FROM families_relationship relationship USING undo_relationship
WHERE undo_relationship.id = relationship.id AND undo_relationship.verdict = 'delete'
"""


def _before(name: str, of: str) -> str:
    """The column as it was before the import, out of what the plan's line remembers."""
    value = f"{of}.before ->> '{name}'"
    return f"{name} = " + (f"({value})::date" if name in DAYS else value)


# A state that only undone imports had asserted is nobody's any more.
RESTORE = f"""
UPDATE families_relationship relationship
SET state = CASE WHEN undo.before ->> 'state' IN ('active', 'proposed')
                  AND undo.sources_before = '{{}}' THEN 'ended' ELSE undo.before ->> 'state' END,
    {", ".join(_before(name, "undo") for name in RELATIONSHIP)},
    sources = undo.sources_before::varchar[], reason = undo.before ->> 'reason',
    since = (undo.before ->> 'since')::timestamptz,
    changed_by = (undo.before ->> 'changed_by')::bigint,
    changed_by_name = undo.before ->> 'changed_by_name'
FROM undo_relationship undo WHERE undo.id = relationship.id AND undo.verdict = 'restore'
"""  # noqa: S608  # made of field names
# What stays is from now on said by those who still say it.
UNSAY = """
UPDATE families_relationship relationship
SET sources = CASE WHEN undo.verdict = 'named' AND undo.others = '{}'
                   THEN ARRAY['import:' || undo.named_by]::varchar[] ELSE undo.others END
FROM undo_relationship undo
WHERE undo.id = relationship.id AND undo.verdict IN ('unsay', 'named', 'changed', 'restricted')
  AND undo.own = ANY(relationship.sources) AND undo.act <> 'remove'
"""
SPEAK_AGAIN = """
UPDATE families_relationship relationship
SET sources = ARRAY(SELECT DISTINCT unnest(relationship.sources || undo.sources_before::varchar[]))
FROM undo_relationship undo WHERE undo.id = relationship.id AND undo.verdict = 'speak-again'
  AND relationship.state IN ('active', 'proposed')
"""
# The next file that changed a relationship or wait found the days that this import had given it.
# When that one is taken back, too, the days from before this import come back.
FORGET_DAYS = """
UPDATE intake_plannedrelationship later
SET before = later.before || jsonb_build_object(
    'starts_on', gave.before -> 'starts_on', 'ends_on', gave.before -> 'ends_on')
FROM (
    SELECT DISTINCT ON (mine.number) mine.before, mine.starts_on, mine.ends_on,
        next.roster_import_id, next.number
    FROM intake_plannedrelationship mine
    JOIN intake_plannedrelationship next ON next.roster_import_id > mine.roster_import_id AND
        next.before IS NOT NULL
        AND next.parent_id = mine.parent_id
        AND (next.child_id = mine.child_id
            OR (mine.child_id IS NULL AND next.pending_id = mine.pending_id))
    JOIN intake_import import ON import.id = next.roster_import_id AND import.state = 'applied'
    WHERE mine.roster_import_id = %(roster_import)s AND mine.before IS NOT NULL
      AND mine.act IN ('create', 'propose', 'redate', 'withhold', 'rewait')
    ORDER BY mine.number, next.roster_import_id) AS gave
WHERE (later.roster_import_id, later.number) = (gave.roster_import_id, gave.number)
  AND (later.before ->> 'starts_on')::date IS NOT DISTINCT FROM gave.starts_on
  AND (later.before ->> 'ends_on')::date IS NOT DISTINCT FROM gave.ends_on
"""
# A pending relationship that a later file names, too, goes on for that one.
HAND_OVER_PENDINGS = """
UPDATE families_pendingrelationship pending SET source = 'import:' || later.roster_import_id
FROM intake_plannedrelationship later JOIN intake_import import
    ON import.id = later.roster_import_id AND import.state = 'applied'
WHERE pending.source = %(source)s AND pending.state = 'waiting' AND later.roster_import_id >
    %(roster_import)s
  AND later.act IN ('waiting', 'withhold', 'rewait')
  AND (later.parent_id, later.match, later.folded)
    = (pending.parent_id, pending.match, pending.folded)
  AND (pending.reach IS NULL OR pending.reach IS NOT DISTINCT FROM import.reach)
"""
FORGET_PENDINGS = """
DELETE FROM families_pendingrelationship WHERE source = %(source)s AND state = 'waiting'
"""
# Waits that this import's pupils had fulfilled wait again when the pupil goes.
PENDING_AGAIN = """
UPDATE families_pendingrelationship pending SET state = 'waiting', child_id = NULL, ended_at = NULL
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND pending.id = planned.pending_id AND
    pending.state = 'resolved'
  AND planned.child_id IN (SELECT person_id FROM undo_person WHERE verdict = 'delete')
  AND pending.source NOT IN (SELECT 'import:' || id FROM intake_import WHERE state = 'undone')
  AND NOT EXISTS (SELECT FROM families_pendingrelationship other WHERE other.state = 'waiting'
                  AND (other.parent_id, other.match, other.folded)
                    = (pending.parent_id, pending.match, pending.folded)
                  AND other.reach IS NOT DISTINCT FROM pending.reach)
"""
# Waits that this import lowered to a proposal are as they were, unless a file that stays said the
# same, or a restriction was given in words: that one only a person lifts (K27).
GRANT_AGAIN = f"""
UPDATE families_pendingrelationship pending
SET granted = (planned.before ->> 'granted')::boolean, note = planned.before ->> 'note'
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'withhold' AND planned.before
    IS NOT NULL
  AND pending.id = planned.pending_id AND pending.state = 'waiting'
  AND pending.note IN {UNSAID_NOTES}
  AND NOT EXISTS (SELECT FROM intake_plannedrelationship other JOIN intake_import import
                      ON import.id = other.roster_import_id AND import.state = 'applied'
                  WHERE other.parent_id = planned.parent_id AND other.roster_import_id <>
                      %(roster_import)s
                    AND (other.match, other.folded) = (planned.match, planned.folded)
                    AND NOT other.granted AND other.note NOT IN {KIND_NOTES})
"""  # noqa: S608  # as above
# Days that this import gave to waits of earlier files; a later one that names it has its own.
REDATE_PENDINGS = f"""
UPDATE families_pendingrelationship pending
SET {", ".join(_before(name, "planned") for name in DAYS)}
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('withhold', 'rewait')
  AND planned.before IS NOT NULL AND pending.id = planned.pending_id AND pending.state = 'waiting'
  AND NOT EXISTS (SELECT FROM intake_plannedrelationship later JOIN intake_import import
                      ON import.id = later.roster_import_id AND import.state = 'applied'
                  WHERE later.pending_id = pending.id AND later.roster_import_id > %(roster_import)s
                    AND later.act IN ('withhold', 'rewait'))
"""  # noqa: S608  # made of field names
# Waits that this import ended because it no longer named them.
UNEND_PENDINGS = """
UPDATE families_pendingrelationship pending SET state = 'waiting', ended_at = NULL
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'unwait'
  AND pending.id = planned.pending_id AND pending.state = 'cancelled'
  AND pending.source NOT IN (SELECT 'import:' || id FROM intake_import WHERE state = 'undone')
  AND NOT EXISTS (SELECT FROM families_pendingrelationship other WHERE other.state = 'waiting'
                  AND (other.parent_id, other.match, other.folded)
                    = (pending.parent_id, pending.match, pending.folded)
                  AND other.reach IS NOT DISTINCT FROM pending.reach)
"""
KEPT = """
SELECT undo.verdict, parent.id, parent.given_name, parent.family_name, child.id, child.given_name,
    child.family_name, undo.named_by, undo.others, relationship.changed_by, undo.changed_by_name,
    undo.since
FROM undo_relationship undo
LEFT JOIN families_relationship relationship
    ON relationship.parent_id = undo.parent_id AND relationship.child_id = undo.child_id
JOIN people_person parent ON parent.id = undo.parent_id
JOIN people_person child ON child.id = undo.child_id
WHERE undo.verdict IN ('blocked', 'changed', 'ended', 'named', 'restricted')
ORDER BY undo.parent_id, undo.child_id LIMIT %(most)s
"""
COUNTS = "SELECT verdict, count(*) FROM undo_relationship GROUP BY verdict"
