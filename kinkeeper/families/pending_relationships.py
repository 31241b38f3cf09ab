"""Pending relationships: fulfilled when the child arrives, cancelled by hand."""

from collections.abc import Sequence

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import decided_proposals
from kinkeeper.families.models import Match, PendingRelationship, PendingState, Relationship
from kinkeeper.families.refusals import NotPending
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.withheld_reasons import KIND_NOTES
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import db
from kinkeeper.lib.asking import act
from kinkeeper.lib.sql import assigned, listed
from kinkeeper.people.models import Person
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.fields import DAYS, RELATIONSHIP
from kinkeeper.roster.text.normalise import fold_username, tidy_key

# What these pupils fulfil, each with the relationship's present state: a blocked one stays blocked
# (K15).
FULFILLED = """
SELECT pending.id, pending.parent_id, met.child_id, pending.source, pending.granted, pending.folded,
       relationship.state
FROM families_fulfilled met
JOIN families_pendingrelationship pending ON pending.id = met.pending_id
LEFT JOIN families_relationship relationship
    ON relationship.parent_id = pending.parent_id AND relationship.child_id = met.child_id
WHERE met.child_id = ANY(%(children)s)
"""
# A kind that would be proposed now lowers nobody who is connected (K36).
CONNECT = f"""
INSERT INTO families_relationship AS relationship
    (parent_id, child_id, state, reason, {listed(RELATIONSHIP)}, sources, reach, awaits_way_in,
     changed_by, changed_by_name)
SELECT DISTINCT ON (pending.parent_id, met.child)
    pending.parent_id, met.child, CASE WHEN pending.granted THEN 'active' ELSE 'proposed' END,
    pending.note, {listed(RELATIONSHIP, "pending")}, ARRAY[pending.source]::varchar[],
    pending.reach, kinkeeper_opened_elsewhere(pending.parent_id, met.child), %(by)s, %(name)s
FROM unnest(%(pendings)s::bigint[], %(found)s::bigint[]) AS met(pending, child)
JOIN families_pendingrelationship pending ON pending.id = met.pending
ORDER BY pending.parent_id, met.child, pending.granted, pending.note IN {KIND_NOTES},
    pending.starts_on DESC NULLS LAST, pending.ends_on
ON CONFLICT (child_id, parent_id) DO UPDATE
    SET state = excluded.state, since = now(), reason = excluded.reason,
        reach = excluded.reach, awaits_way_in = excluded.awaits_way_in,
        {assigned(DAYS, "excluded")},
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
    # what an earlier version let wait for a placeholder waits for nobody (K33)
    met = db.rows(FULFILLED, {"children": list(children)})
    found = [row for row in met if not is_placeholder(row[-2])]
    free = [
        (pending, child) for pending, _parent, child, *_rest, state in found if state != "blocked"
    ]
    if free:
        pendings, children = zip(*free, strict=True)
        about = {"by": actor.person_id, "name": actor.name}
        db.run(CONNECT, {"pendings": list(pendings), "found": list(children), **about})
    for pending_id, parent_id, child_id, source, granted, _name, state in found:
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


def state_rights(pending: PendingRelationship, child: Person) -> None:
    """What a file said of the child who was pending holds of the one whom a person meant instead
    (K27); of a child who arrives, a trigger says it."""
    if pending.areas is not None:
        RightsStatement.objects.create(
            parent_id=pending.parent_id,
            child=child,
            of_parent=pending.parent_id,
            of_child=child.pk,
            source=pending.source,
            areas=pending.areas,
        )


@act()
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
