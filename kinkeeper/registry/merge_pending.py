"""The pending relationships of two accounts that become one, and the way back."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from kinkeeper.families.areas import EVERY, in_order
from kinkeeper.families.models import (
    PARTED,
    Match,
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_record import MovedPending
from kinkeeper.roster.vocabulary import Area


def move(kept: Person, gone: Person) -> list[MovedPending]:
    """Of two waits for the same child one is left, with the caution of both (K27); nobody waits
    for oneself."""
    mine = {_alike(pending): pending for pending in _waiting(kept)}
    own = _names(kept) | _names(gone)
    found = []
    for pending in [*mine.values(), *_waiting(gone)]:
        name = (pending.match, pending.folded)
        if name in own:
            _end(pending)
            found.append(MovedPending(pending.pk, "dropped"))
        elif pending.parent_id == gone.pk and _alike(pending) in mine:
            found.append(_fold(pending, mine[_alike(pending)]))
        elif pending.parent_id == gone.pk:
            PendingRelationship.objects.filter(pk=pending.pk).update(parent=kept)
            found.append(MovedPending(pending.pk, "moved"))
    return found


def move_back(gone: Person, moved: Sequence[MovedPending], undone: Collection[str]) -> list[int]:
    """The pending relationships wait again as before, unless somebody cancelled them since, or the
    import that made them was taken back. Returned are the internal IDs of children who came
    meanwhile."""
    known = PendingRelationship.objects.select_for_update().in_bulk(
        [each.pending for each in moved] + [each.into for each in moved if each.into is not None]
    )
    came: set[int] = set()
    for each in moved:
        pending = known.get(each.pending)
        if pending is None:
            continue
        model = known.get(each.into) if each.into is not None else pending
        if each.act == "moved":
            PendingRelationship.objects.filter(pk=pending.pk).update(parent=gone)
        if each.act == "folded" and model is not None:
            _unfold(each, pending, model)
        cancelled = model is not None and model.state == PendingState.CANCELLED
        if model is None or pending.source in undone or (cancelled and each.act != "dropped"):
            continue
        if model.state == PendingState.RESOLVED and model.child_id is not None:
            if _ended_since(model):
                continue
            _withhold_since(pending, model)
            came.add(model.child_id)
        _again(pending)
    return sorted(came)


def _alike(pending: PendingRelationship) -> tuple[str, str, tuple[int, ...] | None]:
    """What two waits for one child have in common; those of two schools stay two."""
    return pending.match, pending.folded, None if pending.reach is None else tuple(pending.reach)


def _waiting(person: Person) -> QuerySet[PendingRelationship]:
    pendings = PendingRelationship.objects.select_for_update().filter(
        parent=person, state=PendingState.WAITING
    )
    return pendings.order_by("pk")


def _names(person: Person) -> set[tuple[str, str]]:
    return {
        (Match.SYNC_KEY.value, person.sync_key or ""),
        (Match.USERNAME.value, person.username_folded),
        (Match.INTERNAL_ID.value, str(person.pk)),
    }


def _fold(pending: PendingRelationship, into: PendingRelationship) -> MovedPending:
    _end(pending)
    note = " · ".join(dict.fromkeys(each for each in (into.note, pending.note) if each))
    granted = into.granted and pending.granted
    areas = _common(into.areas, pending.areas)
    PendingRelationship.objects.filter(pk=into.pk).update(granted=granted, note=note, areas=areas)
    return MovedPending(pending.pk, "folded", into.pk, into.granted, into.note, into.areas)


def _unfold(each: MovedPending, pending: PendingRelationship, into: PendingRelationship) -> None:
    """Each as it was; but what a file has withheld of the one that both were, it has withheld of
    both (K27)."""
    lowered = each.granted and pending.granted and not into.granted
    was = _common(each.areas, pending.areas)
    kept = {*(EVERY if was is None else was)} - {*(EVERY if into.areas is None else into.areas)}
    for one, granted, note, areas in (
        (into, each.granted, each.note, each.areas),
        (pending, pending.granted, pending.note, pending.areas),
    ):
        values: dict[str, Any] = {"granted": granted, "note": note, "areas": areas}
        if lowered:
            values |= {"granted": False, "note": into.note}
        if kept:
            values["areas"] = in_order({*(EVERY if areas is None else areas)} - kept)
        if one is pending or one.state == PendingState.WAITING:
            PendingRelationship.objects.filter(pk=one.pk).update(**values)


def _ended_since(model: PendingRelationship) -> bool:
    """Whether the relationship that it became was ended by somebody: that holds for both."""
    ended = Relationship.objects.filter(
        parent=model.parent_id, child=model.child_id, state=RelationshipState.ENDED
    )
    return ended.exclude(reason=PARTED).exists()


def _withhold_since(pending: PendingRelationship, model: PendingRelationship) -> None:
    """What files have withheld of the relationship that `model` became, whoever waits again waits
    without (K26, K27)."""
    of = {"parent": model.parent_id, "child": model.child_id}
    stated = RightsStatement.objects.filter(**of, source__startswith="import:", ended_at=None)
    said = [each for each in stated.values_list("areas", flat=True) if each is not None]
    proposed = Relationship.objects.filter(**of, state=RelationshipState.PROPOSED).first()
    waits = PendingRelationship.objects.filter(pk=pending.pk)
    if said:
        gives = waits.values_list("areas", flat=True).get()
        common = set.intersection(*map(set, said), set(EVERY if gives is None else gives))
        waits.update(areas=in_order(common))
    if proposed is not None:
        waits.update(granted=False, note=proposed.reason)


def _common(one: Sequence[str] | None, other: Sequence[str] | None) -> list[Area] | None:
    """The areas that both give; None where nothing is said by either."""
    said = [each for each in (one, other) if each is not None]
    return in_order(set.intersection(*map(set, said))) if said else None


def _end(pending: PendingRelationship) -> None:
    PendingRelationship.objects.filter(pk=pending.pk).update(
        state=PendingState.CANCELLED, ended_at=Now()
    )


def _again(pending: PendingRelationship) -> None:
    """Waits anew, unless the person came to wait for the same child by another way."""
    person = PendingRelationship.objects.values_list("parent_id", flat=True).get(pk=pending.pk)
    twins = PendingRelationship.objects.filter(
        parent=person, match=pending.match, folded=pending.folded, state=PendingState.WAITING
    )
    if not twins.exclude(pk=pending.pk).exists():
        PendingRelationship.objects.filter(pk=pending.pk).update(
            state=PendingState.WAITING, child=None, ended_at=None
        )
