"""Pending relationships: fulfilled when the child arrives, cancelled by hand."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import decided_proposals
from kinkeeper.families.models import Match, PendingRelationship, PendingState, Relationship
from kinkeeper.families.refusals import NotPending
from kinkeeper.families.withheld_reasons import KIND_NOTES
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.text.normalise import fold_username, tidy_key

# Waits that these pupils fulfil, each with the relationship's present state. Only a pupil inside
# the organisations of the pending relationship's maker fulfils it (K8), and a blocked relationship
# stays blocked (K15). An internal ID is given by this site alone, so it can mean only who was here
# when the pending relationship was made.
FULFILLED = """
WITH arrived AS (
    SELECT id, sync_key, username_folded, created_at FROM people_person
    WHERE id = ANY(%(children)s) AND profile = 'pupil' AND state <> 'trashed'),
met AS (
    SELECT arrived.id AS child, pending.* FROM arrived
        JOIN families_pendingrelationship pending ON pending.match = 'sync-key' AND pending.folded
            = arrived.sync_key
    UNION ALL
    SELECT arrived.id, pending.* FROM arrived
        JOIN families_pendingrelationship pending
            ON pending.match = 'username' AND pending.folded = arrived.username_folded
    UNION ALL
    SELECT arrived.id, pending.* FROM arrived
        JOIN families_pendingrelationship pending
            ON pending.match = 'internal-id' AND pending.folded = arrived.id::text
            AND arrived.created_at <= pending.made_at
    UNION ALL
    SELECT arrived.id, pending.* FROM arrived
        JOIN people_former former ON former.person_id = arrived.id
        LEFT JOIN people_person gone ON gone.id = former.gone_id
        JOIN families_pendingrelationship pending
            ON (pending.match, pending.folded) IN (('sync-key', former.sync_key),
                ('username', former.username_folded), ('internal-id', former.gone_id::text))
            AND (pending.match <> 'internal-id' OR gone.created_at <= pending.made_at))
SELECT met.id, met.parent_id, met.child, met.kind, met.kind_text, met.source, met.granted,
       met.note, met.starts_on, met.ends_on, met.folded, relationship.state
FROM met
LEFT JOIN families_relationship relationship
    ON relationship.parent_id = met.parent_id AND relationship.child_id = met.child
WHERE met.state = 'waiting' AND met.parent_id <> met.child
  AND (met.reach IS NULL OR EXISTS (
        SELECT FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        JOIN organisations_organisation root ON root.id = ANY(met.reach)
        WHERE member.person_id = met.child
          AND (place.path = root.path OR starts_with(place.path, root.path || '/'))))
"""
# A kind that would be proposed now lowers nobody who is connected (K36).
CONNECT = f"""
INSERT INTO families_relationship AS relationship
    (parent_id, child_id, state, reason, kind, kind_text, sources, reach, awaits_way_in,
     starts_on, ends_on, changed_by, changed_by_name)
SELECT DISTINCT ON (found.parent, found.child)
    found.parent, found.child, CASE WHEN found.granted THEN 'active' ELSE 'proposed' END,
    found.note, found.kind, found.kind_text, ARRAY[found.source]::varchar[],
    (SELECT reach FROM families_pendingrelationship WHERE id = found.pending),
    kinkeeper_opened_elsewhere(found.parent, found.child), found.starts_on, found.ends_on,
    %(by)s, %(name)s
FROM unnest(%(pendings)s::bigint[], %(parents)s::bigint[], %(found)s::bigint[], %(kinds)s::text[],
            %(texts)s::text[], %(sources)s::text[], %(granted)s::boolean[], %(notes)s::text[],
            %(first)s::date[], %(last)s::date[])
    AS found(pending, parent, child, kind, kind_text, source, granted, note, starts_on, ends_on)
ORDER BY found.parent, found.child, found.granted, found.note IN {KIND_NOTES},
    found.starts_on DESC NULLS LAST, found.ends_on
ON CONFLICT (child_id, parent_id) DO UPDATE
    SET state = excluded.state, since = now(), reason = excluded.reason,
        reach = excluded.reach, awaits_way_in = excluded.awaits_way_in,
        starts_on = excluded.starts_on, ends_on = excluded.ends_on,
        sources = excluded.sources, changed_by = excluded.changed_by,
        changed_by_name = excluded.changed_by_name
    WHERE relationship.state = 'ended' OR (relationship.state = 'active' AND excluded.state =
        'proposed'
        AND excluded.reason NOT IN {KIND_NOTES} AND NOT 'manual' = ANY(relationship.sources))
"""  # noqa: S608  # no data in it


def fold(match: str, value: str) -> str:
    """The form in which a pending relationship's value is compared with a pupil's."""
    tidy = tidy_key(value)
    return fold_username(tidy) if match == Match.USERNAME else tidy


def resolve_for(actor: Actor, children: Sequence[int]) -> int:
    """Connects the waiting parents of pupils who have arrived; how many pending relationships that
    fulfilled.

    Inside the arrival's own transaction. Waits that meet a block end without connecting.
    """
    if not children:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(FULFILLED, {"children": list(children)})
        # what an earlier version let wait for a placeholder waits for nobody (K33)
        found = [row for row in cursor.fetchall() if not is_placeholder(row[-2])]
        open_relationships = [row for row in found if row[-1] != "blocked"]
        if open_relationships:
            columns = list(zip(*open_relationships, strict=True))
            cursor.execute(
                CONNECT,
                {
                    "pendings": list(columns[0]),
                    "parents": list(columns[1]),
                    "found": list(columns[2]),
                    "kinds": list(columns[3]),
                    "texts": list(columns[4]),
                    "sources": list(columns[5]),
                    "granted": list(columns[6]),
                    "notes": list(columns[7]),
                    "first": list(columns[8]),
                    "last": list(columns[9]),
                    "by": actor.person_id,
                    "name": actor.name,
                },
            )
    for pending_id, parent_id, child_id, _kind, _text, source, granted, *_rest, state in found:
        if state == "blocked":
            relationship = Relationship.objects.get(parent=parent_id, child=child_id)
            decided_proposals.held_back(
                relationship, source, PendingRelationship.objects.get(pk=pending_id).reach
            )
        PendingRelationship.objects.filter(pk=pending_id).update(
            state=PendingState.RESOLVED, child_id=child_id, ended_at=Now()
        )
        action = "relationship.connected" if granted else "relationship.proposed"
        action = "pending.held-back" if state == "blocked" else action
        record(actor, action, person_id=parent_id, child_id=child_id, data={"waited": True})
    return len(found)


@transaction.atomic
def cancel(actor: Actor, pending: PendingRelationship) -> None:
    """Raises `NotPending` when it was fulfilled or cancelled meanwhile."""
    done = PendingRelationship.objects.filter(pk=pending.pk, state=PendingState.WAITING).update(
        state=PendingState.CANCELLED, ended_at=Now()
    )
    if not done:
        raise NotPending(
            _("This is no longer pending: it was connected or cancelled in the meantime.")
        )
    record(
        actor,
        "pending.cancelled",
        person_id=pending.parent_id,
        data={"match": pending.match, "value": pending.value},
    )
