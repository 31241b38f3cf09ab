"""The pairs of an import that is taken back.

Each pair that the import made, revived, proposed, ended or spoke for is judged once, in a table
that lives as long as the transaction; the statements then do what was judged.
"""

from kinkeeper.families.withheld_reasons import KIND_NOTES, UNSAID_NOTES

# A pair of an account that was merged away is judged as the pair that goes on for it.
TOUCHED = """
CREATE TEMP TABLE undo_touched ON COMMIT DROP AS
WITH planned AS (
    SELECT coalesce(parent.leads_to_id, pair.parent_id) AS parent_id,
        coalesce(child.leads_to_id, pair.child_id) AS child_id, act, before, pending_id, adds_source
    FROM intake_plannedpair pair
    LEFT JOIN people_merge parent ON parent.gone_id = pair.parent_id
    LEFT JOIN people_merge child ON child.gone_id = pair.child_id
    WHERE roster_id = %(roster)s AND child_id IS NOT NULL
      AND act IN ('create', 'propose', 'existing', 'remove', 'drop', 'redate')),
touched AS (
    SELECT DISTINCT ON (parent_id, child_id) * FROM planned
    ORDER BY parent_id, child_id, before IS NULL, pending_id NULLS LAST),
waited AS (
    SELECT DISTINCT wait.parent_id, coalesce(child.leads_to_id, wait.child_id) AS child_id
    FROM families_pending wait LEFT JOIN people_merge child ON child.gone_id = wait.child_id
    WHERE source = %(source)s AND state = 'resolved' AND wait.child_id IS NOT NULL)
SELECT * FROM touched
UNION ALL
SELECT parent_id, child_id, 'create', NULL, NULL, false FROM waited
WHERE NOT EXISTS (SELECT FROM touched
                  WHERE (touched.parent_id, touched.child_id)
                      = (waited.parent_id, waited.child_id));
ANALYZE undo_touched;
"""
# The first later file that names a touched pair. Set by set: asked for each pair by itself, two
# thousand of them took eight seconds.
NAMED = """
CREATE TEMP TABLE undo_named ON COMMIT DROP AS
WITH children AS (
    SELECT child_id AS id FROM undo_touched
    UNION SELECT gone_id FROM people_merge JOIN undo_touched ON child_id = leads_to_id)
SELECT coalesce(parent.leads_to_id, later.parent_id) AS parent_id,
    coalesce(child.leads_to_id, later.child_id) AS child_id, min(later.roster_id) AS named_by
FROM children
JOIN intake_plannedpair later ON later.child_id = children.id
JOIN intake_import import ON import.id = later.roster_id AND import.state = 'applied'
    AND import.profile <> 'pupil'  -- a file of pupils fulfils, it asserts nothing
LEFT JOIN people_merge parent ON parent.gone_id = later.parent_id
LEFT JOIN people_merge child ON child.gone_id = later.child_id
WHERE later.roster_id > %(roster)s
  AND later.act IN ('create', 'propose', 'existing', 'redate')
GROUP BY 1, 2;
ANALYZE undo_named;
"""
# `own` is the source under which the pair was made: the import itself, or, for a wait that its
# pupils fulfilled, the import that had made it wait.
JUDGE = f"""
CREATE TEMP TABLE undo_pair ON COMMIT DROP AS
WITH seen AS (
    SELECT pair.id, pair.parent_id, pair.child_id, pair.state, pair.sources::text[], pair.since,
        pair.changed_by_name, pair.reason, touched.act, touched.before,
        touched.pending_id, touched.adds_source,
        CASE touched.act WHEN 'propose' THEN 'proposed' WHEN 'redate'
            THEN touched.before ->> 'state' ELSE 'active' END AS became,
        coalesce(wait.source, %(source)s) AS own, named.named_by
    FROM undo_touched touched
    JOIN families_relationship pair
        ON (pair.parent_id, pair.child_id) = (touched.parent_id, touched.child_id)
    LEFT JOIN families_pending wait ON wait.id = touched.pending_id
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
CREATE UNIQUE INDEX ON undo_pair (id);
ANALYZE undo_pair;
"""  # noqa: S608  # no data in it
# A pupil who stays keeps the parents who had waited for the key: the wait would be fulfilled anew.
STAY = """
UPDATE undo_pair SET verdict = 'nothing'
WHERE pending_id IS NOT NULL AND verdict = 'delete'
  AND child_id NOT IN (SELECT person_id FROM undo_person WHERE verdict = 'delete')
"""
DELETE = """
DELETE FROM families_relationship pair USING undo_pair
WHERE undo_pair.id = pair.id AND undo_pair.verdict = 'delete'
"""
# A state that only undone imports had asserted is nobody's any more.
RESTORE = """
UPDATE families_relationship pair
SET state = CASE WHEN undo.before ->> 'state' IN ('active', 'proposed')
                  AND undo.sources_before = '{}' THEN 'ended' ELSE undo.before ->> 'state' END,
    kind = undo.before ->> 'kind', kind_text = undo.before ->> 'kind_text',
    starts_on = (undo.before ->> 'starts_on')::date, ends_on = (undo.before ->> 'ends_on')::date,
    sources = undo.sources_before::varchar[], reason = undo.before ->> 'reason',
    since = (undo.before ->> 'since')::timestamptz,
    changed_by = (undo.before ->> 'changed_by')::bigint,
    changed_by_name = undo.before ->> 'changed_by_name'
FROM undo_pair undo WHERE undo.id = pair.id AND undo.verdict = 'restore'
"""
# What stays is from now on said by those who still say it.
UNSAY = """
UPDATE families_relationship pair
SET sources = CASE WHEN undo.verdict = 'named' AND undo.others = '{}'
                   THEN ARRAY['import:' || undo.named_by]::varchar[] ELSE undo.others END
FROM undo_pair undo
WHERE undo.id = pair.id AND undo.verdict IN ('unsay', 'named', 'changed', 'restricted')
  AND undo.own = ANY(pair.sources) AND undo.act <> 'remove'
"""
SPEAK_AGAIN = """
UPDATE families_relationship pair
SET sources = ARRAY(SELECT DISTINCT unnest(pair.sources || undo.sources_before::varchar[]))
FROM undo_pair undo WHERE undo.id = pair.id AND undo.verdict = 'speak-again'
  AND pair.state IN ('active', 'proposed')
"""
# The next file that changed a pair or wait found the days that this import had given it. When that
# one is taken back, too, the days from before this import come back.
FORGET_DAYS = """
UPDATE intake_plannedpair later
SET before = later.before || jsonb_build_object(
    'starts_on', gave.before -> 'starts_on', 'ends_on', gave.before -> 'ends_on')
FROM (
    SELECT DISTINCT ON (mine.number) mine.before, mine.starts_on, mine.ends_on,
        next.roster_id, next.number
    FROM intake_plannedpair mine
    JOIN intake_plannedpair next ON next.roster_id > mine.roster_id AND next.before IS NOT NULL
        AND next.parent_id = mine.parent_id
        AND (next.child_id = mine.child_id
            OR (mine.child_id IS NULL AND next.pending_id = mine.pending_id))
    JOIN intake_import import ON import.id = next.roster_id AND import.state = 'applied'
    WHERE mine.roster_id = %(roster)s AND mine.before IS NOT NULL
      AND mine.act IN ('create', 'propose', 'redate', 'withhold', 'rewait')
    ORDER BY mine.number, next.roster_id) AS gave
WHERE (later.roster_id, later.number) = (gave.roster_id, gave.number)
  AND (later.before ->> 'starts_on')::date IS NOT DISTINCT FROM gave.starts_on
  AND (later.before ->> 'ends_on')::date IS NOT DISTINCT FROM gave.ends_on
"""
# A wait that a later file names, too, goes on for that one.
HAND_OVER_WAITS = """
UPDATE families_pending wait SET source = 'import:' || later.roster_id
FROM intake_plannedpair later JOIN intake_import import
    ON import.id = later.roster_id AND import.state = 'applied'
WHERE wait.source = %(source)s AND wait.state = 'waiting' AND later.roster_id > %(roster)s
  AND later.act IN ('waiting', 'withhold', 'rewait')
  AND (later.parent_id, later.match, later.folded)
    = (wait.parent_id, wait.match, wait.folded)
  AND (wait.reach IS NULL OR wait.reach IS NOT DISTINCT FROM import.reach)
"""
FORGET_WAITS = """
DELETE FROM families_pending WHERE source = %(source)s AND state = 'waiting'
"""
# Waits that this import's pupils had fulfilled wait again when the pupil goes.
WAIT_AGAIN = """
UPDATE families_pending wait SET state = 'waiting', child_id = NULL, ended_at = NULL
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND wait.id = planned.pending_id AND wait.state = 'resolved'
  AND planned.child_id IN (SELECT person_id FROM undo_person WHERE verdict = 'delete')
  AND wait.source NOT IN (SELECT 'import:' || id FROM intake_import WHERE state = 'undone')
  AND NOT EXISTS (SELECT FROM families_pending other WHERE other.state = 'waiting'
                  AND (other.parent_id, other.match, other.folded)
                    = (wait.parent_id, wait.match, wait.folded)
                  AND other.reach IS NOT DISTINCT FROM wait.reach)
"""
# Waits that this import lowered to a proposal are as they were, unless a file that stays said the
# same, or a restriction was given in words: that one only a person lifts (K27).
GRANT_AGAIN = f"""
UPDATE families_pending wait
SET granted = (planned.before ->> 'granted')::boolean, note = planned.before ->> 'note'
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'withhold' AND planned.before IS NOT NULL
  AND wait.id = planned.pending_id AND wait.state = 'waiting'
  AND wait.note IN {UNSAID_NOTES}
  AND NOT EXISTS (SELECT FROM intake_plannedpair other JOIN intake_import import
                      ON import.id = other.roster_id AND import.state = 'applied'
                  WHERE other.parent_id = planned.parent_id AND other.roster_id <> %(roster)s
                    AND (other.match, other.folded) = (planned.match, planned.folded)
                    AND NOT other.granted AND other.note NOT IN {KIND_NOTES})
"""  # noqa: S608  # as above
# Days that this import gave to waits of earlier files; a later one that names it has its own.
REDATE_WAITS = """
UPDATE families_pending wait
SET starts_on = (planned.before ->> 'starts_on')::date,
    ends_on = (planned.before ->> 'ends_on')::date
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act IN ('withhold', 'rewait')
  AND planned.before IS NOT NULL AND wait.id = planned.pending_id AND wait.state = 'waiting'
  AND NOT EXISTS (SELECT FROM intake_plannedpair later JOIN intake_import import
                      ON import.id = later.roster_id AND import.state = 'applied'
                  WHERE later.pending_id = wait.id AND later.roster_id > %(roster)s
                    AND later.act IN ('withhold', 'rewait'))
"""
# Waits that this import ended because it no longer named them.
UNEND_WAITS = """
UPDATE families_pending wait SET state = 'waiting', ended_at = NULL
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'unwait'
  AND wait.id = planned.pending_id AND wait.state = 'cancelled'
  AND wait.source NOT IN (SELECT 'import:' || id FROM intake_import WHERE state = 'undone')
  AND NOT EXISTS (SELECT FROM families_pending other WHERE other.state = 'waiting'
                  AND (other.parent_id, other.match, other.folded)
                    = (wait.parent_id, wait.match, wait.folded)
                  AND other.reach IS NOT DISTINCT FROM wait.reach)
"""
KEPT = """
SELECT undo.verdict, parent.id, parent.given_name, parent.family_name, child.id, child.given_name,
    child.family_name, undo.named_by, undo.others, pair.changed_by, undo.changed_by_name,
    undo.since
FROM undo_pair undo
LEFT JOIN families_relationship pair
    ON pair.parent_id = undo.parent_id AND pair.child_id = undo.child_id
JOIN people_person parent ON parent.id = undo.parent_id
JOIN people_person child ON child.id = undo.child_id
WHERE undo.verdict IN ('blocked', 'changed', 'ended', 'named', 'restricted')
ORDER BY undo.parent_id, undo.child_id LIMIT %(most)s
"""
COUNTS = "SELECT verdict, count(*) FROM undo_pair GROUP BY verdict"
