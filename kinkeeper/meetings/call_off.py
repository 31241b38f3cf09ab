"""The school calls a booked meeting off, or moves it to another time; the parent reads why."""

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.clock import told
from kinkeeper.meetings.models import Booking, BookingState, Slot
from kinkeeper.meetings.take_slot import booked, leaving, to_slot
from kinkeeper.organisations.local_date import moment


@act()
def call_off(actor: Actor, booking: Booking, reason: str) -> None:
    """Raises `Refusal` without a reason, and for one that holds no more or is over."""
    why = _reason(reason)
    found = booked(booking)
    if found.slot.starts_at <= moment():
        raise Refusal("over", _("This meeting is over, or goes on now."))
    Booking.objects.filter(pk=found.pk).update(
        state=BookingState.CALLED_OFF, reason=why, **_changed(actor)
    )
    data = told(found.offer, found.slot.starts_at)
    at = found.offer.organisation_id
    record(actor, "meeting.called-off", child_id=found.child_id, organisation_id=at, data=data)


@act()
def move(actor: Actor, booking: Booking, slot: Slot, reason: str) -> None:
    """To another time of the same offer. Raises `Refusal`."""
    why = _reason(reason)
    found = leaving(booking, slot)
    before = found.slot.starts_at
    to_slot(found, slot)
    Booking.objects.filter(pk=found.pk).update(moved_from=before, reason=why, **_changed(actor))
    data = told(found.offer, slot.starts_at)
    data |= {"from": told(found.offer, before)["at"]}
    at = found.offer.organisation_id
    record(actor, "meeting.moved", child_id=found.child_id, organisation_id=at, data=data)


@act()
def seen(actor: Actor, booking: Booking) -> None:
    """The parent has read what the school changed, or noted for who phoned."""
    mine = Booking.objects.filter(pk=booking.pk, parent=actor.person_id, seen_at=None)
    mine.filter(Q(changed_by_name__gt="") | Q(entered_by__isnull=False)).update(seen_at=Now())


def _changed(actor: Actor) -> dict[str, object]:
    return {
        "changed_at": Now(),
        "changed_by": actor.person_id,
        "changed_by_name": actor.name[:300],
        "seen_at": None,
    }


def _reason(said: str) -> str:
    why = said.strip()[:500]
    if not why:
        raise Refusal("reason-missing", _("Write to the parent why."), "reason")
    return why
