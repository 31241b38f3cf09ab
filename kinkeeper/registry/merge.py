"""Joins two accounts of one person: everything goes on with one of them, and can be taken back."""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from kinkeeper.credentials.models import Credential
from kinkeeper.credentials.void import OPEN, void_for
from kinkeeper.families import arrival_lock
from kinkeeper.families.may_open_account import merging
from kinkeeper.families.models import PendingRelationship, PendingState
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.families.same_person_by_hand import one_person
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import STAFF, Membership, Merge, Person, PersonState, Profile
from kinkeeper.registry import (
    merge_consents,
    merge_continuations,
    merge_e_mails,
    merge_grounds,
    merge_pending,
    merge_questions,
    merge_records,
    merge_relationships,
    merge_rights,
    protect,
)
from kinkeeper.registry.merge_record import Memory, Moved
from kinkeeper.registry.refusals import SAME, Refusal, reaching_all
from kinkeeper.roster.fields import ADDRESS, DATES, NAMES, PERSON
from kinkeeper.roster.text.isolate import alone

SETTER = ("email_reach", "email_set_at", "email_set_by")
# Taken each by itself where it is lacking; an address is one thing.
ALONE = tuple(name for name in PERSON if name not in (*NAMES, "username", *ADDRESS))


@dataclass(frozen=True)
class Foreseen:
    """What a merge would do: the values that the kept account takes where it has none, the
    organisations it joins, every relationship, how many pending relationships move and whether
    codes become void."""

    fields: dict[str, str]
    organisations: list[Organisation]
    relationships: list[Moved]
    pendings: int
    voids: bool


@act()
def foresee(kept: Person, gone: Person, *, reach: Reach) -> Foreseen:
    """Nothing is changed. Raises `Refusal` as `merge` would for these two."""
    fit(kept, gone)
    reaching_all(reach, kept, gone, act=merging(kept.pk, gone.pk))
    pendings = PendingRelationship.objects.filter(parent=gone, state=PendingState.WAITING)
    return Foreseen(
        _taken(kept, gone),
        list(_joining(kept, gone)),
        merge_relationships.foresee(kept, gone),
        pendings.count(),
        Credential.objects.filter(person=gone, state__in=OPEN).exists(),
    )


@act()
def merge(
    actor: Actor, kept: Person, gone: Person, *, reason: str, reach: Reach, same_person: str = ""
) -> Merge:
    """Relationships and pending relationships go on with `kept`, who keeps the password; `gone`
    rests in the trash, its sessions end and its codes are void. Its key and its username lead to
    `kept` from now on, in files too. Raises `Refusal`, also where the actor does not reach all that
    both accounts see (K38), and where the two bear other names or birth dates (K32), unless
    `same_person` says why they are one person.
    """
    why = reasoned(reason)
    arrival_lock.applying()  # alone: nobody arrives, and no plan is applied, between two accounts
    two = Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])
    by_id = {person.pk: person for person in two.order_by("pk")}
    kept, gone = by_id[kept.pk], by_id[gone.pk]
    fit(kept, gone)
    merge_relationships.hold(kept, gone)
    reaching_all(reach, kept, gone, act=merging(kept.pk, gone.pk))
    not_oneself(actor, kept, gone)
    said = _said_to_be_one(kept, gone, same_person)
    fields, places = _taken(kept, gone), list(_joining(kept, gone))
    # before the relationships: whose office reaches a pupil who went reaches the one who is kept
    joins = [Membership(person=kept, organisation=place) for place in places]
    Membership.objects.bulk_create(joins)
    memory = Memory(
        gone.state,
        fields,
        tuple(place.pk for place in places),
        tuple(merge_relationships.move(actor, kept, gone)),
        tuple(merge_pending.move(kept, gone)),
        merge_records.move(kept, gone),
        tuple(merge_consents.move(kept, gone)),
        tuple(merge_continuations.move(kept, gone)),
    )
    merge_e_mails.copy(kept, gone)
    merge_rights.move(kept, gone, memory.relationships)
    merge_grounds.move(kept, gone, memory.relationships)
    merge_questions.move(kept.pk, gone.pk)
    protect.also(kept, gone)
    void_for(actor, [gone.pk], why="merged")
    _rest(gone, fields)
    _take(kept, fields, gone)
    Merge.objects.filter(leads_to=gone).update(leads_to=kept)
    made = Merge.objects.create(
        gone=gone,
        kept=kept,
        leads_to=kept,
        reason=why,
        made_by=actor.person_id,
        made_by_name=actor.name,
        memory=memory.as_json(),
    )
    moved = {
        "pairs": sum(each.gone is not None for each in memory.relationships),
        "fields": [*fields],
    }
    about = {"reason": why, "gone_id": gone.pk, **said}
    record(actor, "person.merged", person_id=kept.pk, data=about | moved)
    away = {"reason": why, "kept_id": kept.pk}
    record(actor, "person.merged-away", person_id=gone.pk, data=away)
    if kept.profile == Profile.PUPIL:
        resolve_for(actor, [kept.pk])
    return made


def fit(kept: Person, gone: Person) -> None:
    """Raises `Refusal` for two accounts that cannot be one person's, or are not to be touched."""
    if kept.pk == gone.pk:
        raise Refusal("same-person", _("This is the same account. Choose two."))
    for person in (kept, gone):
        if person.state == PersonState.TRASHED:
            raise Refusal(
                "in-trash",
                _("%s is in the trash. Restore this person first.") % alone(person.full_name),
            )
    if gone.profile == Profile.SYSTEM_ADMINISTRATOR:
        raise Refusal(
            "administrator",
            _(
                "A system administrator’s account cannot be merged into another. Keep that one "
                "instead."
            ),
        )
    parent_at_work = gone.profile == Profile.PARENT and kept.profile in STAFF
    if kept.profile != gone.profile and not parent_at_work:
        raise Refusal(
            "other-profile",
            _(
                "These two have different profiles (%(kept)s, %(gone)s). Only a parent’s "
                "account can be merged into the account of someone who works here."
            )
            % {"kept": kept.get_profile_display(), "gone": gone.get_profile_display()},
        )


def not_oneself(actor: Actor, kept: Person, gone: Person) -> None:
    """Raises `Refusal` for whoever would decide which children the own account sees."""
    if actor.person_id in {kept.pk, gone.pk}:
        raise Refusal("oneself", _("One of these accounts is yours. Somebody else has to decide."))


def _said_to_be_one(kept: Person, gone: Person, same_person: str) -> dict[str, str]:
    """For the journal: why these are one person, where that was asked."""
    why = same_person.strip()[:2000]
    if one_person(kept, gone):
        return {}
    if why:
        return {SAME: why}
    raise Refusal(
        "other-person",
        _("Still %s? These are two names or birth dates. Write why they are one person’s.")
        % alone(kept.full_name),
        SAME,
    )


def reasoned(reason: str) -> str:
    """The reason without outer white space. Raises `Refusal` for an empty one."""
    text = reason.strip()
    if not text:
        raise Refusal("reason-missing", _("Give a reason; it is kept with the merge."), "reason")
    return text[:2000]


def _taken(kept: Person, gone: Person) -> dict[str, str]:
    """What the kept account has not and the other has, as texts. An address stays one address."""
    fields = [field for field in ALONE if not getattr(kept, field)]
    if kept.is_in_use and "email" in fields:
        fields.remove("email")  # nobody confirmed it for this account (K39)
    if not any(getattr(kept, field) for field in ADDRESS):
        fields += ADDRESS
    return {field: str(getattr(gone, field)) for field in fields if getattr(gone, field)}


def _joining(kept: Person, gone: Person) -> list[Organisation]:
    """None for somebody who works here: what a parent belongs to would become rights."""
    if kept.profile != gone.profile:
        return []
    mine = Membership.objects.filter(person=kept).values("organisation")
    theirs = Organisation.objects.filter(memberships__person=gone)
    return list(theirs.exclude(pk__in=mine).order_by("path"))


def _rest(gone: Person, fields: dict[str, str]) -> None:
    leaves = {"sync_key": None} if "sync_key" in fields else {}
    Person.objects.filter(pk=gone.pk).update(state=PersonState.TRASHED, **leaves)


def _take(kept: Person, fields: dict[str, str], gone: Person) -> None:
    """An address is taken with who set it. The version is counted in any case: plans that rest on
    who has which name look again."""
    values: dict[str, object] = dict(fields)
    values |= {name: datetime.date.fromisoformat(fields[name]) for name in DATES if name in fields}
    if "email" in fields:
        values |= {name: getattr(gone, name) for name in SETTER}
        if gone.is_in_use and not kept.is_in_use:  # whose address it was has been in (K39)
            values["way_in_at"] = gone.way_in_at or gone.last_login
    Person.objects.filter(pk=kept.pk).update(version=F("version") + 1, **values)
