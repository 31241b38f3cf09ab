"""Former keys: a key that a hand changed goes on leading to the pupil who had it (K34)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families import answer_question as answer
from kinkeeper.families.arrival_lock import arriving
from kinkeeper.families.models import Question
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import NOWHERE, Reach
from kinkeeper.people.models import FormerKey, Merge, Person, Profile
from kinkeeper.people.reach import within
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.text.normalise import tidy_key


@dataclass(frozen=True)
class Moving:
    """What somebody may decide about a key that leads to another pupil: `reach` is how far they
    see, `reason` why the key moves; without one it stays."""

    reach: Reach = NOWHERE
    reason: str = ""


NOT_MOVING = Moving()


def leads_to(former: FormerKey) -> Person:
    """The pupil, or the account into which the pupil's was merged."""
    merge = Merge.objects.filter(gone=former.person_id).select_related("leads_to").first()
    return former.person if merge is None else merge.leads_to


def elsewhere(values: Mapping[str, Any], person: Person | None, moving: Moving) -> list[Refusal]:
    """What is wrong with giving the key among `values` to `person` (None: somebody new), because it
    leads to another pupil. One out of reach answers as any taken key does (K14), and so does the
    key of an account that was merged away: only taking the merge back wakes that."""
    former = _of_another(values.get("sync_key"), person)
    if former is None:
        return []
    pupil = leads_to(former)
    if pupil == person or not _reached(pupil, moving.reach):
        return [taken()]
    if moving.reason.strip():
        return []
    sentence = _(
        "This key belonged to %(pupil)s until %(day)s, and files that name it still mean that "
        "pupil. Type another key, or give a reason for moving this one."
    )
    about = {"pupil": alone(pupil.full_name), "day": day_of(former)}
    return [Refusal("key-led-elsewhere", sentence % about, "sync_key")]


def taken() -> Refusal:
    return Refusal("duplicate-key", _("Somebody else has this key already."), "sync_key")


def day_of(former: FormerKey) -> str:
    return date_format(localtime(former.until), "DATE_FORMAT")


def settle(actor: Actor, person: Person, before: str | None, moving: Moving) -> None:
    """After the key of `person`, until now `before`, was written, in the same transaction: by now
    nobody else can have it, so what led to another pupil is seen here even where that pupil gave it
    up this very moment. Raises `Refusal`."""
    if before and before != person.sync_key and person.profile == Profile.PUPIL:
        FormerKey.objects.get_or_create(
            sync_key=before,
            defaults={
                "person": person,
                "changed_by": actor.person_id,
                "changed_by_name": actor.name,
            },
        )
    if not person.sync_key:
        return
    wrong = elsewhere({"sync_key": person.sync_key}, person, moving)
    if wrong:
        raise wrong[0]
    former = _of_another(person.sync_key, person)
    if former is not None:
        _release(actor, former, moving.reason, to=person)
    FormerKey.objects.filter(person=person, sync_key=person.sync_key).delete()


@act()
def move_key(actor: Actor, key: str, reason: str, *, reach: Reach) -> None:
    """The former key leads to nobody any more: the next file or hand that brings it makes or means
    somebody else. Relationships stay as they are. Raises `Refusal` where the reason is missing and
    where the key leads to nobody in reach."""
    arriving()
    why = reason.strip()
    if not why:
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    former = FormerKey.objects.select_for_update().filter(sync_key=tidy_key(key)).first()
    if former is None or not _reached(leads_to(former), reach):
        raise Refusal("not-a-former-key", _("This key is no one’s former key."), "sync_key")
    _release(actor, former, why, to=None)


@act()
def move_asked(actor: Actor, question: Question, reason: str, *, reach: Reach) -> None:
    """Answers an import's question: the key leads to its pupil no more, and the next file that
    brings it makes another. Raises `Refusal` and what `question.moved` raises."""
    answer.moved(actor, question, reason=reason)
    move_key(actor, question.folded, reason, reach=reach)


def _of_another(key: str | None, person: Person | None) -> FormerKey | None:
    if not key:
        return None
    others = FormerKey.objects.select_related("person").filter(sync_key=key)
    return (others if person is None else others.exclude(person=person)).first()


def _reached(pupil: Person, reach: Reach) -> bool:
    return Person.objects.filter(within(reach), pk=pupil.pk).exists()


def _release(actor: Actor, former: FormerKey, reason: str, *, to: Person | None) -> None:
    """The version is counted: plans that found the pupil by this key look again."""
    pupil = leads_to(former)
    former.delete()
    Person.objects.filter(pk=pupil.pk).update(version=F("version") + 1)
    about = {"key": former.sync_key, "reason": reason.strip()[:2000]}
    if to is None:
        record(actor, "person.key-released", person_id=pupil.pk, data=about)
    else:
        record(actor, "person.key-moved", person_id=pupil.pk, data=about | {"receiver_id": to.pk})
