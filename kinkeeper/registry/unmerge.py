"""Takes a merge back: each account gets back what it had, as far as nobody changed it since."""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from kinkeeper.families import arrival_lock
from kinkeeper.families.may_open_account import parting
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import FormerKey, Membership, Merge, Person, Profile
from kinkeeper.people.shown_names import ByName
from kinkeeper.registry import (
    merge_consents,
    merge_continuations,
    merge_grounds,
    merge_pending,
    merge_questions,
    merge_records,
    merge_rights,
    unmerge_relationships,
)
from kinkeeper.registry.merge import not_oneself, reasoned
from kinkeeper.registry.merge_record import Memory
from kinkeeper.registry.refusals import Refusal, reaching_all
from kinkeeper.registry.unmerge_leftovers import Why
from kinkeeper.registry.unmerge_relationships import Left
from kinkeeper.roster.fields import ABSENT

MOST_TOLD = 500  # the journal keeps what did not go back, for the page that tells of it


@dataclass(frozen=True)
class Unmerged:
    """`left` is what did not go back as it was."""

    kept: Person
    gone: Person
    left: list[Left] = field(default_factory=list)


@act()
def unmerge(
    actor: Actor,
    merge: Merge,
    *,
    reason: str,
    reach: Reach,
    undone: Callable[[], Collection[str]],
    brought: Callable[[Person, datetime.datetime], merge_records.Brought],
) -> Unmerged:
    """The account that went is back with its key, its password and its relationships; the codes it
    had stay void. `undone` gives the sources of imports that were taken back, `brought` the records
    that imports brought about somebody since a moment. Raises `Refusal`, also where the actor does
    not reach all that both accounts see (K38); of several merges into one account the latest goes
    first."""
    why = reasoned(reason)
    arrival_lock.applying()
    two = Person.objects.select_for_update().filter(pk__in=[merge.kept_id, merge.gone_id])
    by_id = {person.pk: person for person in two.order_by("pk")}
    kept, gone = by_id[merge.kept_id], by_id[merge.gone_id]
    _standing(merge)
    not_oneself(actor, kept, gone)
    reaching_all(reach, kept, gone, act=parting(kept.pk, gone.pk))
    memory = Memory.from_json(merge.memory)
    named = ByName(reach, actor.person_id)
    left = unmerge_relationships.move_back(
        actor, kept, gone, memory.relationships, undone(), named=named
    )
    merge_questions.move_back(kept.pk, gone.pk)
    merged_at = merge.made_at
    merge.delete()
    accounts = _part_names(kept, gone)
    merge_rights.Back(kept, gone, accounts, merged_at).move(memory.relationships)
    merge_grounds.move_back(kept, gone, accounts, merged_at)
    merge_records.back(kept, gone, memory.records)
    merge_continuations.back(kept, gone, memory.continuations, merged_at)
    left += _give_back(kept, gone, memory)
    withheld = merge_records.part(kept, gone, brought(kept, merged_at))
    left += [
        Left(None, Why.RECORDS_WITHHELD, {"kind": kind, "count": count})
        for kind, count in withheld.items()
    ]
    merge_consents.Back(kept, gone, merged_at).move(memory.consents)
    Membership.objects.filter(person=kept, organisation__in=memory.organisations).delete()
    came = merge_pending.move_back(gone, memory.pendings, undone())
    stayed = [[each.other, each.code, each.detail] for each in left[:MOST_TOLD]]
    told = {"reason": why, "gone_id": gone.pk, "left": stayed}
    record(actor, "person.unmerged", person_id=kept.pk, data=told)
    parted = {"reason": why, "kept_id": kept.pk}
    record(actor, "person.parted", person_id=gone.pk, data=parted)
    resolve_for(actor, [*came, gone.pk] if gone.profile == Profile.PUPIL else came)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return Unmerged(kept, gone, left)


def _standing(merge: Merge) -> None:
    """Refuses a merge that a later one stands upon."""
    if not Merge.objects.select_for_update().filter(pk=merge.pk).exists():
        raise Refusal("not-merged", _("This merge has already been undone."))
    later = Merge.objects.filter(gone=merge.kept_id) | Merge.objects.filter(
        kept=merge.kept_id, pk__gt=merge.pk
    )
    first = later.order_by("-pk").first()
    if first is not None:
        raise Refusal(
            "merged-later",
            _("id:%(gone)s was merged into id:%(kept)s later. Undo that first.")
            % {"gone": first.gone_id, "kept": first.kept_id},
        )


def _part_names(kept: Person, gone: Person) -> set[int]:
    """Accounts that had been merged into the one that comes back lead to it again; their internal
    IDs, with its own."""
    behind: set[int] = set()
    found = {gone.pk}
    while found:
        behind |= found
        into = Merge.objects.filter(kept__in=found)
        found = set(into.values_list("gone_id", flat=True)) - behind
    Merge.objects.filter(gone__in=behind, leads_to=kept).update(leads_to=gone)
    return behind


def _give_back(kept: Person, gone: Person, memory: Memory) -> list[Left]:
    """Values that the kept account had taken and still has."""
    left: list[Left] = []
    cleared: dict[str, Any] = {}
    for name, value in memory.fields.items():
        if str(getattr(kept, name) or "") == value:
            cleared[name] = None if name in ABSENT else ""
        else:
            left.append(Left(None, Why.FIELD_CHANGED, {"field": name}))
    if "email" in cleared:
        cleared |= {"email_reach": None, "email_set_at": None, "email_set_by": ""}
        if kept.last_login is None and not kept.password:
            cleared["way_in_at"] = None
    Person.objects.filter(pk=kept.pk).update(version=F("version") + 1, **cleared)
    back: dict[str, Any] = {"state": memory.state}
    key = memory.fields.get("sync_key")
    if key:
        # a hand changed it since, on the account that had taken it: it is this one's for ever
        FormerKey.objects.filter(sync_key=key, person=kept).delete()
        led = FormerKey.objects.filter(sync_key=key)
        if not led.exists() and not Person.objects.filter(sync_key=key).exists():
            back["sync_key"] = key
    Person.objects.filter(pk=gone.pk).update(**back)
    return left
