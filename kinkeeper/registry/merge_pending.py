"""The pending relationships of two accounts that become one, and the way back."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.db.models.functions import Now

from kinkeeper.families.areas import in_order
from kinkeeper.families.models import Match, PendingRelationship, PendingState
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_record import MovedPending


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
        if each.act == "folded" and model is not None and model.state == PendingState.WAITING:
            PendingRelationship.objects.filter(pk=model.pk).update(
                granted=each.granted, note=each.note, areas=each.areas
            )
        cancelled = model is not None and model.state == PendingState.CANCELLED
        if model is None or pending.source in undone or (cancelled and each.act != "dropped"):
            continue
        if model.state == PendingState.RESOLVED and model.child_id is not None:
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
    said = [each.areas for each in (into, pending) if each.areas is not None]
    areas = in_order(set.intersection(*map(set, said))) if said else None
    PendingRelationship.objects.filter(pk=into.pk).update(granted=granted, note=note, areas=areas)
    return MovedPending(pending.pk, "folded", into.pk, into.granted, into.note, into.areas)


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
