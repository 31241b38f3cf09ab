"""Who belongs to whom, on the command line."""

import argparse
from collections.abc import Sequence
from typing import Any

from kinkeeper.access import scopes
from kinkeeper.access.own_family import CODE
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.times import as_read, day
from kinkeeper.families import block, connect, disconnect, majority, pending_relationships
from kinkeeper.families.block_grounds import UNSAID, Ground, of, review
from kinkeeper.families.block_models import BlockBasis, BlockGround
from kinkeeper.families.block_siblings import block_siblings
from kinkeeper.families.explain import Explanation, explain
from kinkeeper.families.models import (
    Match,
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipKind,
    RelationshipState,
)
from kinkeeper.families.refusals import Refusal
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.readings import as_named, block_grounds, looks
from kinkeeper.readings.changeable_relationships import ends, parents_of, siblings
from kinkeeper.roster.text.isolate import alone


def list_relationships(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    relationships = scopes.relationships(viewer).order_by("parent_id", "child_id")
    pendings = scopes.pending(viewer).filter(state=PendingState.WAITING).order_by("parent_id", "pk")
    if chosen.parent:
        parent = references.person(viewer, chosen.parent)
        relationships, pendings = (
            relationships.filter(parent=parent),
            pendings.filter(parent=parent),
        )
    if chosen.child:
        relationships, pendings = (
            relationships.filter(child=references.person(viewer, chosen.child)),
            pendings.none(),
        )
    if chosen.state == "pending":
        relationships = relationships.none()
    elif chosen.state:
        relationships, pendings = relationships.filter(state=chosen.state), pendings.none()
    looks.shows(viewer, *(relationship.child for relationship in relationships))
    rows = list(relationships)
    ends_of = {end for each in rows for end in (each.parent_id, each.child_id)}
    actor.hands_out(viewer, chosen, len(ends_of))
    grounds = block_grounds.of(viewer, rows)
    found = [_relationship(each, grounds[each.pk]) for each in rows] + [
        _pending(pending) for pending in pendings
    ]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Parent", "Child", "State", "Kind", "Sources", "From", "Until"],
            [
                (
                    f"{f['parent']['username']} ({f['parent']['id']})",
                    f["child"].get("username") or f"{f['child']['match']} {f['child']['value']}",
                    f["state"],
                    f["kind"],
                    ", ".join(f["sources"]),
                    as_read(f["from"]),
                    as_read(f["until"]),
                )
                for f in found
            ],
        )
    return Exit.DONE


def connect_relationship(chosen: argparse.Namespace) -> int:
    viewer, parent, child = both(chosen)
    if chosen.kind not in RelationshipKind.values:
        raise Refused(
            "usage", f"--kind takes one of: {', '.join(RelationshipKind.values)}.", Exit.USAGE
        )
    try:
        relationship = connect.connect(
            viewer.actor, parent, child, kind=chosen.kind, reason=chosen.reason
        )
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(viewer, relationship, chosen)


def disconnect_relationship(chosen: argparse.Namespace) -> int:
    if chosen.no_block and (_ground(chosen) != UNSAID or chosen.siblings):
        raise Refused(
            "usage",
            "--no-block makes no block that --basis, --reference, --review or --siblings describe.",
            Exit.USAGE,
        )
    viewer, parent, child = both(chosen)
    if not chosen.no_block:
        return _block(viewer, parent, child, chosen, connected=True)
    try:
        relationship = disconnect.disconnect(
            viewer.actor, parent, child, reason=chosen.reason, block=False
        )
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(viewer, relationship, chosen)


def block_relationship(chosen: argparse.Namespace) -> int:
    viewer, parent, child = both(chosen)
    return _block(viewer, parent, child, chosen)


def _block(
    viewer: Viewer,
    parent: Person,
    child: Person,
    chosen: argparse.Namespace,
    *,
    connected: bool = False,
) -> int:
    others = siblings(viewer, parent, child) if chosen.siblings else []
    try:
        made = block_siblings(
            viewer.actor,
            parent,
            child,
            others,
            reason=chosen.reason,
            ground=_ground(chosen),
            connected=connected,
        )
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    if chosen.json and chosen.siblings:
        first, *rest = [_shown(viewer, each) for each in made]
        put_json(first | {"siblings": rest})
        return Exit.DONE
    for each in made:
        _done(viewer, each, chosen)
    return Exit.DONE


def unblock_relationship(chosen: argparse.Namespace) -> int:
    viewer, parent, child = both(chosen)
    try:
        relationship = block.unblock(viewer.actor, parent, child, reason=chosen.reason)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    done = _done(viewer, relationship, chosen)
    if relationship.state == RelationshipState.BLOCKED and not chosen.json:
        put("You have asked to lift the block. It stands until someone else does the same.")
    return done


def review_relationship(chosen: argparse.Namespace) -> int:
    """Basis and reference stay as they are where nothing else is said."""
    viewer, parent, child = both(chosen)
    try:
        relationship = review(
            viewer.actor, parent, child, _reviewed(parent, child, chosen), reason=chosen.reason
        )
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return _done(viewer, relationship, chosen)


def _ground(chosen: argparse.Namespace) -> Ground:
    basis = chosen.basis or BlockBasis.NOT_STATED
    return Ground(basis, chosen.reference or "", day(chosen.review))


def _reviewed(parent: Person, child: Person, chosen: argparse.Namespace) -> Ground:
    before = next(iter(of(parent, child)), None)
    said = _ground(chosen)
    if before is None:
        return said
    return Ground(
        chosen.basis or before.basis,
        before.reference if chosen.reference is None else said.reference,
        said.review_on,
    )


def cancel(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.RELATIONSHIPS_CHANGE)
    parent = references.person(viewer, chosen.parent)
    references.not_own_relationship(viewer, parent.pk, None)
    match, _colon, value = chosen.pending.partition(":")
    match = {"key": "sync-key", "user": "username", "id": "internal-id"}.get(match, match)
    if match not in Match.values or not value:
        raise Refused(
            "usage", "Write sync-key:VALUE, username:VALUE or internal-id:VALUE.", Exit.USAGE
        )
    pendings = scopes.pending(viewer).filter(
        parent=parent,
        match=match,
        folded=pending_relationships.fold(match, value),
        state=PendingState.WAITING,
    )
    pending = pendings.first()
    if pending is None:
        raise Refused(
            "not-waiting",
            f"{alone(parent.full_name)} has no pending relationship with {chosen.pending}.",
        )
    pending_relationships.cancel(viewer.actor, pending)
    return Exit.DONE


def explain_relationship(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_SEE)
    try:
        parent, child = (
            references.person(viewer, chosen.parent),
            references.person(viewer, chosen.child),
        )
        if viewer.family.withholds(parent.pk):
            references.not_own_relationship(viewer, parent.pk, child.pk)
        found = explain(parent, child, viewer.by_name, grounds=_reads(viewer, parent, child))
        named = as_named.of(viewer, [found.relationship])
    except Refused as unknown:  # "no, because there is nobody" is an answer like any other
        if unknown.exit_code == Exit.USAGE or unknown.code == CODE:
            raise
        found, named = Explanation(False, [str(unknown)], None), {}
    because = [*found.because, *as_named.sentences(named, found.relationship)]
    if chosen.json:
        relationship = found.relationship
        put_json(
            {
                "sees": found.sees,
                "because": because,
                "relationship": _shown(viewer, relationship) if relationship is not None else None,
            }
        )
    else:
        put("yes" if found.sees else "no")
        for sentence in because:
            put(sentence)
    return Exit.DONE


def both(chosen: argparse.Namespace) -> tuple[Viewer, Person, Person]:
    """(viewer, parent, child) of a relationship that is not of the viewer's own family."""
    viewer, parent, child = _ends(chosen)
    references.not_own_relationship(viewer, parent.pk, child.pk)
    return viewer, parent, child


def _ends(chosen: argparse.Namespace) -> tuple[Viewer, Person, Person]:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.RELATIONSHIPS_CHANGE)
    child = references.person(viewer, chosen.child)
    try:
        return viewer, references.person(viewer, chosen.parent), child
    except Refused:
        # a school may end what gives access to its pupil, wherever the parent belongs
        parent = references.one(parents_of(child), chosen.parent)
        if ends(viewer, parent.pk, child.pk) is None:
            raise
        return viewer, parent, child


def _reads(viewer: Viewer, parent: Person, child: Person) -> bool:
    return block_grounds.may_read(viewer, Relationship(parent=parent, child=child))


def _done(viewer: Viewer, relationship: Relationship, chosen: argparse.Namespace) -> int:
    if chosen.json:
        put_json(_shown(viewer, relationship))
    else:
        parent, child = relationship.parent.full_name, relationship.child.full_name
        put(f"{alone(parent)} and {alone(child)}: {relationship.state}")
    return Exit.DONE


def _shown(viewer: Viewer, relationship: Relationship) -> dict[str, Any]:
    return _relationship(relationship, block_grounds.of(viewer, [relationship])[relationship.pk])


def _relationship(relationship: Relationship, grounds: Sequence[BlockGround]) -> dict[str, Any]:
    """`grounds` are what a block rests on; a merge of accounts leaves several."""
    return {
        "parent": named(relationship.parent),
        "child": named(relationship.child),
        "state": relationship.state,
        "kind": relationship.kind,
        "sources": relationship.sources,
        "since": relationship.since.isoformat(),
        "ended_by_coming_of_age": ended_by_coming_of_age(relationship),
        "grounds": [_ground_of(each) for each in grounds],
        **_days(relationship),
    }


def _ground_of(each: BlockGround) -> dict[str, str | None]:
    day = each.review_on
    return {
        "basis": each.basis,
        "reference": each.reference,
        "review": day.isoformat() if day else None,
    }


def _pending(pending: PendingRelationship) -> dict[str, Any]:
    return {
        "parent": named(pending.parent),
        "child": {"match": pending.match, "value": pending.value},
        "state": "pending",
        "kind": pending.kind,
        "sources": [pending.source],
        "since": pending.made_at.isoformat(),
        **_days(pending),
    }


def _days(relationship: PendingRelationship | Relationship) -> dict[str, str | None]:
    """The first and the last day on which the relationship counts; null where there is none
    (K35)."""
    days = relationship.days
    return {
        "from": days.starts_on.isoformat() if days.starts_on else None,
        "until": days.ends_on.isoformat() if days.ends_on else None,
    }


def ended_by_coming_of_age(relationship: Relationship) -> bool:
    """The state stays active: a consent brings the access back (K18)."""
    child = relationship.child
    return (
        relationship.state == RelationshipState.ACTIVE
        and majority.left_to(relationship.parent, child, date_of(child)) == frozenset()
    )


def named(person: Person) -> dict[str, Any]:
    return {"id": person.pk, "sync_key": person.sync_key, "username": person.username}
