"""The waits of two accounts that become one, and the way back."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.db.models.functions import Now

from kinkeeper.families.models import Match, Pending, Wait
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_record import MovedWait


def move(kept: Person, gone: Person) -> list[MovedWait]:
    """Of two waits for the same child one is left, with the caution of both (K27); nobody waits
    for oneself."""
    mine = {_alike(wait): wait for wait in _waiting(kept)}
    own = _names(kept) | _names(gone)
    found = []
    for wait in [*mine.values(), *_waiting(gone)]:
        name = (wait.match, wait.folded)
        if name in own:
            _end(wait)
            found.append(MovedWait(wait.pk, "dropped"))
        elif wait.parent_id == gone.pk and _alike(wait) in mine:
            found.append(_fold(wait, mine[_alike(wait)]))
        elif wait.parent_id == gone.pk:
            Pending.objects.filter(pk=wait.pk).update(parent=kept)
            found.append(MovedWait(wait.pk, "moved"))
    return found


def move_back(gone: Person, moved: Sequence[MovedWait], undone: Collection[str]) -> list[int]:
    """The waits wait again as before, unless somebody cancelled them since, or the import that
    made them was taken back. Returned are the internal IDs of children who came meanwhile."""
    known = Pending.objects.select_for_update().in_bulk(
        [each.wait for each in moved] + [each.into for each in moved if each.into is not None]
    )
    came: set[int] = set()
    for each in moved:
        wait = known.get(each.wait)
        if wait is None:
            continue
        model = known.get(each.into) if each.into is not None else wait
        if each.act == "moved":
            Pending.objects.filter(pk=wait.pk).update(parent=gone)
        if each.act == "folded" and model is not None and model.state == Wait.WAITING:
            Pending.objects.filter(pk=model.pk).update(granted=each.granted, note=each.note)
        cancelled = model is not None and model.state == Wait.CANCELLED
        if model is None or wait.source in undone or (cancelled and each.act != "dropped"):
            continue
        if model.state == Wait.RESOLVED and model.child_id is not None:
            came.add(model.child_id)
        _again(wait)
    return sorted(came)


def _alike(wait: Pending) -> tuple[str, str, tuple[int, ...] | None]:
    """What two waits for one child have in common; those of two schools stay two."""
    return wait.match, wait.folded, None if wait.reach is None else tuple(wait.reach)


def _waiting(person: Person) -> QuerySet[Pending]:
    waits = Pending.objects.select_for_update().filter(parent=person, state=Wait.WAITING)
    return waits.order_by("pk")


def _names(person: Person) -> set[tuple[str, str]]:
    return {
        (Match.SYNC_KEY.value, person.sync_key or ""),
        (Match.USERNAME.value, person.username_folded),
        (Match.INTERNAL_ID.value, str(person.pk)),
    }


def _fold(wait: Pending, into: Pending) -> MovedWait:
    _end(wait)
    note = " · ".join(dict.fromkeys(each for each in (into.note, wait.note) if each))
    granted = into.granted and wait.granted
    Pending.objects.filter(pk=into.pk).update(granted=granted, note=note)
    return MovedWait(wait.pk, "folded", into.pk, into.granted, into.note)


def _end(wait: Pending) -> None:
    Pending.objects.filter(pk=wait.pk).update(state=Wait.CANCELLED, ended_at=Now())


def _again(wait: Pending) -> None:
    """Waits anew, unless the person came to wait for the same child by another way."""
    person = Pending.objects.values_list("parent_id", flat=True).get(pk=wait.pk)
    twins = Pending.objects.filter(
        parent=person, match=wait.match, folded=wait.folded, state=Wait.WAITING
    )
    if not twins.exclude(pk=wait.pk).exists():
        Pending.objects.filter(pk=wait.pk).update(state=Wait.WAITING, child=None, ended_at=None)
