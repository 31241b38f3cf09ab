"""Writes the pairs of a plan: connected, proposed, ended, waiting; set by set."""

from kinkeeper.intake.apply.statements import Stale, Work
from kinkeeper.intake.models import PlannedPair
from kinkeeper.roster.cells.placeholders import is_placeholder

# A wait that is fulfilled was asserted by the import that made it wait, not by the child's.
SOURCE = "coalesce((SELECT source FROM families_pending WHERE id = pending_id), %(source)s)"
# What waited may come to reach beyond an office whose code opened the account (K38).
AWAITS = "pending_id IS NOT NULL AND kinkeeper_opened_elsewhere(parent_id, child_id)"
# Written in the order of the pairs' unique index, which makes the load a third faster.
MAKE = f"""
INSERT INTO families_relationship AS pair
    (parent_id, child_id, state, reason, kind, kind_text, sources, reach, awaits_way_in,
     starts_on, ends_on, changed_by, changed_by_name)
SELECT DISTINCT ON (child_id, parent_id) parent_id, child_id,
    CASE act WHEN 'propose' THEN 'proposed' ELSE 'active' END, note, kind, kind_text,
    ARRAY[{SOURCE}], %(reach)s::bigint[], {AWAITS}, starts_on, ends_on, %(by)s, %(name)s
FROM intake_plannedpair
WHERE roster_id = %(roster)s AND act IN ('create', 'propose') AND state_before IS NULL
ORDER BY child_id, parent_id, act DESC, starts_on DESC NULLS LAST, ends_on
"""  # noqa: S608  # no data in it
# As the pairs are before this plan touches them: what its undo goes back to.
REMEMBER = """
UPDATE intake_plannedpair planned
SET before = jsonb_build_object('state', pair.state, 'kind', pair.kind,
    'kind_text', pair.kind_text, 'sources', pair.sources, 'reason', pair.reason,
    'starts_on', pair.starts_on, 'ends_on', pair.ends_on,
    'since', pair.since, 'changed_by', pair.changed_by, 'changed_by_name', pair.changed_by_name)
FROM families_relationship pair
WHERE planned.roster_id = %(roster)s AND planned.state_before IS NOT NULL
  AND (planned.act IN ('create', 'propose', 'remove', 'drop', 'redate') OR planned.adds_source)
  AND pair.parent_id = planned.parent_id AND pair.child_id = planned.child_id
"""
REMEMBER_WAITS = """
UPDATE intake_plannedpair planned
SET before = jsonb_build_object('granted', wait.granted, 'note', wait.note,
    'starts_on', wait.starts_on, 'ends_on', wait.ends_on)
FROM families_pending wait
WHERE planned.roster_id = %(roster)s AND planned.act IN ('withhold', 'rewait')
  AND wait.id = planned.pending_id
"""
AGAIN = f"""
UPDATE families_relationship pair
SET state = CASE planned.act WHEN 'propose' THEN 'proposed' ELSE 'active' END,
    since = now(), reason = planned.note, starts_on = planned.starts_on, ends_on = planned.ends_on,
    changed_by = %(by)s, changed_by_name = %(name)s,
    reach = %(reach)s::bigint[], awaits_way_in = pair.awaits_way_in OR (
        planned.pending_id IS NOT NULL
        AND kinkeeper_opened_elsewhere(pair.parent_id, pair.child_id)),
    sources = CASE WHEN pair.state = 'ended' THEN ARRAY[{SOURCE}]::varchar[]
        WHEN {SOURCE} = ANY(pair.sources) THEN pair.sources
        ELSE pair.sources || {SOURCE}::varchar END
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s
  AND planned.act IN ('create', 'propose')
  AND planned.state_before IS NOT NULL AND pair.parent_id = planned.parent_id
  AND pair.child_id = planned.child_id AND pair.version = planned.version
  AND pair.state <> 'blocked'
"""  # noqa: S608  # no data in it
# Other days are no other state: it stays since when, why and by whom.
REDATE = """
UPDATE families_relationship pair
SET starts_on = planned.starts_on, ends_on = planned.ends_on,
    sources = CASE WHEN %(source)s = ANY(pair.sources) THEN pair.sources
        ELSE pair.sources || %(source)s::varchar END
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'redate'
  AND pair.parent_id = planned.parent_id AND pair.child_id = planned.child_id
  AND pair.version = planned.version AND pair.state IN ('active', 'proposed')
"""
ASSERT = """
UPDATE families_relationship pair SET sources = pair.sources || %(source)s::varchar
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.adds_source
  AND pair.parent_id = planned.parent_id AND pair.child_id = planned.child_id
  AND NOT %(source)s = ANY(pair.sources)
"""
END = """
UPDATE families_relationship pair
SET state = 'ended', since = now(), sources = '{}', changed_by = %(by)s, changed_by_name = %(name)s,
    reason = %(source)s
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'remove'
  AND pair.parent_id = planned.parent_id AND pair.child_id = planned.child_id
  AND pair.version = planned.version AND pair.state IN ('active', 'proposed')
  AND NOT EXISTS (  -- a hand may have confirmed the pair since the premises were checked
    SELECT FROM unnest(pair.sources) AS source WHERE source NOT IN (
        SELECT 'import:' || import.id FROM intake_import import
        WHERE (import.organisation_id, import.profile, import.series)
            = (%(organisation)s, %(profile)s, %(series)s)))
"""
DROP = """
UPDATE families_relationship pair
SET sources = ARRAY(SELECT source FROM unnest(pair.sources) AS source WHERE source NOT IN (
    SELECT 'import:' || import.id FROM intake_import import
    WHERE (import.organisation_id, import.profile, import.series)
        = (%(organisation)s, %(profile)s, %(series)s)))
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'drop'
  AND pair.parent_id = planned.parent_id AND pair.child_id = planned.child_id
"""
WAIT = """
INSERT INTO families_pending
    (parent_id, match, value, folded, kind, kind_text, granted, note, starts_on, ends_on, source,
     reach, state, made_by)
SELECT parent_id, match, value, folded, kind, kind_text, granted, note, starts_on, ends_on,
    %(source)s, %(reach)s::bigint[], 'waiting', %(by)s
FROM intake_plannedpair WHERE roster_id = %(roster)s AND act = 'pending'
ORDER BY number
"""
# A file that withholds lowers a wait that an earlier one had granted; none ever raises it (K27).
WITHHOLD = """
UPDATE families_pending wait
SET granted = false, note = planned.note, starts_on = planned.starts_on, ends_on = planned.ends_on
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'withhold'
  AND wait.id = planned.pending_id AND wait.state = 'waiting'
"""
REWAIT = """
UPDATE families_pending wait SET starts_on = planned.starts_on, ends_on = planned.ends_on
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'rewait'
  AND wait.id = planned.pending_id AND wait.state = 'waiting'
"""
UNWAIT = """
UPDATE families_pending wait SET state = 'cancelled', ended_at = now()
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND planned.act = 'unwait'
  AND wait.id = planned.pending_id AND wait.state = 'waiting'
"""
FULFIL = """
UPDATE families_pending wait
SET state = 'resolved', child_id = planned.child_id, ended_at = now()
FROM intake_plannedpair planned
WHERE planned.roster_id = %(roster)s AND wait.id = planned.pending_id AND wait.state = 'waiting'
  AND planned.child_id IS NOT NULL
"""
# A wait that came into being after the plan was made and that its pupils would fulfil.
UNFORESEEN = """
WITH pupils AS (
    SELECT child.id, child.sync_key, child.username_folded, child.created_at
    FROM intake_plannedperson planned
    JOIN people_person child ON child.id = planned.person_id AND child.profile = 'pupil'
    WHERE planned.roster_id = %(roster)s AND planned.act IN ('create', 'update', 'unchanged')),
known AS (
    SELECT id, sync_key, username_folded, id::text AS number, created_at FROM pupils
    UNION ALL
    SELECT pupils.id, former.sync_key, former.username_folded, former.gone_id::text,
           gone.created_at
    FROM pupils JOIN people_former former ON former.person_id = pupils.id
    LEFT JOIN people_person gone ON gone.id = former.gone_id)
SELECT DISTINCT wait.folded FROM known child
JOIN families_pending wait ON wait.state = 'waiting' AND (
       (wait.match = 'sync-key' AND wait.folded = child.sync_key)
    OR (wait.match = 'username' AND wait.folded = child.username_folded)
    OR (wait.match = 'internal-id' AND wait.folded = child.number
        AND child.created_at <= wait.made_at))
WHERE (wait.reach IS NULL OR EXISTS (
        SELECT FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        JOIN organisations_organisation root ON root.id = ANY(wait.reach)
        WHERE member.person_id = child.id
          AND (place.path = root.path OR starts_with(place.path, root.path || '/'))))
"""


def write(work: Work) -> None:
    """Raises `Stale` where a pair is no longer as planned."""
    work.run(REMEMBER)
    work.run(REMEMBER_WAITS)
    work.run(MAKE)
    _all_of(work, AGAIN, act__in=["create", "propose"], state_before__isnull=False)
    _all_of(work, REDATE, act="redate")
    work.run(ASSERT)
    _all_of(work, END, act="remove")
    work.run(DROP)
    work.run(WITHHOLD)
    work.run(REWAIT)
    work.run(UNWAIT)
    work.run(WAIT)
    work.run(FULFIL)
    if work.roster.profile == "pupil":
        met = work.texts(UNFORESEEN)
        if not all(map(is_placeholder, met)):  # for a placeholder nobody waits (K33)
            raise Stale("new waits")


def _all_of(work: Work, statement: str, **which: object) -> None:
    planned = PlannedPair.objects.filter(roster=work.roster, **which).count()
    # for none of them the database would still go through all pairs of the site
    if planned and work.run(statement) != planned:
        raise Stale("pairs")
