"""Writes the relationships of a plan: connected, proposed, ended, waiting; set by set."""

from kinkeeper.intake.sections.apply_context import ApplyContext, Stale
from kinkeeper.intake.sections.relationships.planned import Planned
from kinkeeper.intake.series import IS_ALIKE
from kinkeeper.lib.sql import as_json, assigned, listed
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.fields import DAYS, GRANT, RELATIONSHIP
from kinkeeper.roster.vocabulary import Profile, RelationshipAct

# A pending relationship that is fulfilled was asserted by the import that made it wait, not by the
# child's.
SOURCE = (
    "coalesce((SELECT source FROM families_pendingrelationship WHERE id = pending_id), %(source)s)"
)
# What waited may come to reach beyond an office whose code opened the account (K38).
AWAITS = "pending_id IS NOT NULL AND kinkeeper_opened_elsewhere(parent_id, child_id)"
# Written in the order of the relationships' unique index, which makes the load a third faster.
MAKE = f"""
INSERT INTO families_relationship AS relationship
    (parent_id, child_id, state, reason, {listed(RELATIONSHIP)}, sources, reach, awaits_way_in,
     changed_by, changed_by_name)
SELECT DISTINCT ON (child_id, parent_id) parent_id, child_id,
    CASE act WHEN 'propose' THEN 'proposed' ELSE 'active' END, note, {listed(RELATIONSHIP)},
    ARRAY[{SOURCE}], %(reach)s::bigint[], {AWAITS}, %(by)s, %(name)s
FROM intake_plannedrelationship
WHERE roster_import_id = %(roster_import)s AND act IN ('create', 'propose') AND state_before IS NULL
ORDER BY child_id, parent_id, act DESC, starts_on DESC NULLS LAST, ends_on
"""  # noqa: S608  # no data in it
# As the relationships are before this plan touches them: what its undo goes back to.
REMEMBERED = (
    *("state", *RELATIONSHIP, "sources", "reason"),
    *("since", "changed_by", "changed_by_name"),
)
REMEMBER = f"""
UPDATE intake_plannedrelationship planned
SET before = jsonb_build_object({as_json(REMEMBERED, "relationship")})
FROM families_relationship relationship
WHERE planned.roster_import_id = %(roster_import)s AND planned.state_before IS NOT NULL
  AND (planned.act IN ('create', 'propose', 'remove', 'drop', 'redate') OR planned.adds_source)
  AND relationship.parent_id = planned.parent_id AND relationship.child_id = planned.child_id
"""  # noqa: S608  # made of field names
REMEMBER_PENDINGS = f"""
UPDATE intake_plannedrelationship planned
SET before = jsonb_build_object({as_json((*GRANT, *DAYS), "pending")})
FROM families_pendingrelationship pending
WHERE planned.roster_import_id = %(roster_import)s AND planned.act IN ('withhold', 'rewait')
  AND pending.id = planned.pending_id
"""  # noqa: S608  # as above
AGAIN = f"""
UPDATE families_relationship relationship
SET state = CASE planned.act WHEN 'propose' THEN 'proposed' ELSE 'active' END,
    since = now(), reason = planned.note, {assigned(DAYS, "planned")},
    changed_by = %(by)s, changed_by_name = %(name)s,
    reach = %(reach)s::bigint[], awaits_way_in = relationship.awaits_way_in OR (
        planned.pending_id IS NOT NULL
        AND kinkeeper_opened_elsewhere(relationship.parent_id, relationship.child_id)),
    sources = CASE WHEN relationship.state = 'ended' THEN ARRAY[{SOURCE}]::varchar[]
        WHEN {SOURCE} = ANY(relationship.sources) THEN relationship.sources
        ELSE relationship.sources || {SOURCE}::varchar END
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s
  AND planned.act IN ('create', 'propose')
  AND planned.state_before IS NOT NULL AND relationship.parent_id = planned.parent_id
  AND relationship.child_id = planned.child_id AND relationship.version = planned.version
  AND relationship.state <> 'blocked'
"""  # noqa: S608  # no data in it
# Other days are no other state: it stays since when, why and by whom.
REDATE = f"""
UPDATE families_relationship relationship
SET {assigned(DAYS, "planned")},
    sources = CASE WHEN %(source)s = ANY(relationship.sources) THEN relationship.sources
        ELSE relationship.sources || %(source)s::varchar END
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'redate'
  AND relationship.parent_id = planned.parent_id AND relationship.child_id = planned.child_id
  AND relationship.version = planned.version AND relationship.state IN ('active', 'proposed')
"""  # noqa: S608  # made of field names
ASSERT = """
UPDATE families_relationship relationship SET sources = relationship.sources || %(source)s::varchar
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.adds_source
  AND relationship.parent_id = planned.parent_id AND relationship.child_id = planned.child_id
  AND NOT %(source)s = ANY(relationship.sources)
"""
END = f"""
UPDATE families_relationship relationship
SET state = 'ended', since = now(), sources = '{{}}', changed_by = %(by)s,
    changed_by_name = %(name)s, reason = %(source)s
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'remove'
  AND relationship.parent_id = planned.parent_id AND relationship.child_id = planned.child_id
  AND relationship.version = planned.version AND relationship.state IN ('active', 'proposed')
  AND NOT EXISTS (  -- a hand may have confirmed the pair since the premises were checked
    SELECT FROM unnest(relationship.sources) AS source WHERE source NOT IN (
        SELECT 'import:' || import.id FROM intake_import import
        WHERE {IS_ALIKE}))
"""  # noqa: S608  # made of constants
DROP = f"""
UPDATE families_relationship relationship
SET sources = ARRAY(SELECT source FROM unnest(relationship.sources) AS source WHERE source NOT IN (
    SELECT 'import:' || import.id FROM intake_import import
    WHERE {IS_ALIKE}))
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'drop'
  AND relationship.parent_id = planned.parent_id AND relationship.child_id = planned.child_id
"""  # noqa: S608  # made of constants
MEANT = listed(("parent_id", "match", "value", "folded", *RELATIONSHIP, *GRANT))
PENDING = f"""
INSERT INTO families_pendingrelationship ({MEANT}, source, reach, state, made_by)
SELECT {MEANT},
    %(source)s, %(reach)s::bigint[], 'waiting', %(by)s
FROM intake_plannedrelationship WHERE roster_import_id = %(roster_import)s AND act = 'pending'
ORDER BY number
"""  # noqa: S608  # made of field names
# A file that withholds lowers a pending relationship that an earlier one had granted; none ever
# raises it (K27).
WITHHOLD = f"""
UPDATE families_pendingrelationship pending
SET granted = false, note = planned.note, {assigned(DAYS, "planned")}
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'withhold'
  AND pending.id = planned.pending_id AND pending.state = 'waiting'
"""  # noqa: S608  # made of field names
REWAIT = f"""
UPDATE families_pendingrelationship pending SET {assigned(DAYS, "planned")}
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'rewait'
  AND pending.id = planned.pending_id AND pending.state = 'waiting'
"""  # noqa: S608  # as above
UNWAIT = """
UPDATE families_pendingrelationship pending SET state = 'cancelled', ended_at = now()
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'unwait'
  AND pending.id = planned.pending_id AND pending.state = 'waiting'
"""
FULFIL = """
UPDATE families_pendingrelationship pending
SET state = 'resolved', child_id = planned.child_id, ended_at = now()
FROM intake_plannedrelationship planned
WHERE planned.roster_import_id = %(roster_import)s AND pending.id = planned.pending_id AND
    pending.state = 'waiting'
  AND planned.child_id IS NOT NULL
"""
# A pending relationship that came into being after the plan was made and that its pupils would
# fulfil.
UNFORESEEN = """
SELECT DISTINCT pending.folded FROM families_fulfilled met
JOIN families_pendingrelationship pending ON pending.id = met.pending_id
WHERE met.child_id = ANY(ARRAY(
    SELECT person_id FROM intake_plannedperson
    WHERE roster_import_id = %(roster_import)s AND act IN ('create', 'update', 'unchanged')))
"""
# What is done in this order for the lines of one act alone.
OF_ACT = {
    RelationshipAct.DROP: DROP,
    RelationshipAct.WITHHOLD: WITHHOLD,
    RelationshipAct.REWAIT: REWAIT,
    RelationshipAct.UNWAIT: UNWAIT,
    RelationshipAct.PENDING: PENDING,
}


def write(work: ApplyContext) -> None:
    """Raises `Stale` where a relationship is no longer as planned."""
    planned = Planned.of(work.roster_import)
    again = planned.again("create", "propose")
    if again or planned.asserted or planned.lines("remove", "drop", "redate"):
        work.run(REMEMBER)
    if planned.lines("withhold", "rewait"):
        work.run(REMEMBER_PENDINGS)
    if planned.lines("create", "propose") > again:
        work.run(MAKE)
    _all_of(work, AGAIN, again)
    _all_of(work, REDATE, planned.lines("redate"))
    if planned.asserted:
        work.run(ASSERT)
    _all_of(work, END, planned.lines("remove"))
    for act, statement in OF_ACT.items():
        if planned.lines(act):
            work.run(statement)
    if planned.of_pendings:
        work.run(FULFIL)
    if work.roster_import.profile == Profile.PUPIL:
        met = work.texts(UNFORESEEN)
        if not all(map(is_placeholder, met)):  # for a placeholder nobody waits (K33)
            raise Stale("new waits")


def _all_of(work: ApplyContext, statement: str, planned: int) -> None:
    # for none of them the database would still go through all relationships of the site
    if planned and work.run(statement) != planned:
        raise Stale("pairs")
