"""A slot is taken: by one statement, and a unique constraint decides who was first.

Everything that happens to bookings locks in one order, so that no two wait for each other: the
offer (together with whoever else is at it; alone who withdraws it), then a slot, then bookings.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kinkeeper.lib import db
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.models import Booking, BookingState, Offer, Slot
from kinkeeper.meetings.standing import fallen, release
from kinkeeper.organisations.local_date import moment

# Who has a seat in the slot, and which seat is next: brothers and sisters of one parent share one.
SEATS = """
    SELECT count(*) FILTER (WHERE coalesce(held.parent_id, -held.child_id)
               <> coalesce(%(parent)s::bigint, -%(child)s::bigint)) AS others,
           coalesce(max(held.seat) + 1, 0) AS next
    FROM meetings_booking held WHERE held.slot_id = slot.id AND held.state = 'booked'
"""
TAKE = f"""
INSERT INTO meetings_booking (slot_id, offer_id, child_id, parent_id, each_parent, seat, number,
    entered_by, entered_by_name)
SELECT slot.id, offer.id, %(child)s, %(parent)s, offer.each_parent, seats.next, free.number,
    %(entered_by)s, %(entered_by_name)s
FROM meetings_slot slot
JOIN meetings_offer offer ON offer.id = slot.offer_id
CROSS JOIN LATERAL ({SEATS}) seats
CROSS JOIN LATERAL (
    SELECT array_agg(held.number) AS numbers, count(*) AS held FROM meetings_booking held
    WHERE held.offer_id = offer.id AND held.child_id = %(child)s AND held.state = 'booked'
      AND (NOT offer.each_parent OR held.parent_id IS NOT DISTINCT FROM %(parent)s)) had
CROSS JOIN LATERAL (
    SELECT min(each.number) AS number FROM generate_series(1, offer.per_child) AS each (number)
    WHERE had.held < offer.per_child AND coalesce(each.number <> ALL (had.numbers), true)) free
WHERE slot.id = %(slot)s AND slot.closed_at IS NULL AND slot.starts_at > %(moment)s
  AND offer.withdrawn_at IS NULL AND seats.others = 0 AND free.number IS NOT NULL
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608  # made of constants
MOVE = f"""
UPDATE meetings_booking moved SET slot_id = slot.id, seat = seats.next
FROM meetings_slot slot CROSS JOIN LATERAL ({SEATS}) seats
WHERE moved.id = %(booking)s AND moved.state = 'booked' AND slot.id = %(slot)s
  AND slot.closed_at IS NULL AND slot.starts_at > %(moment)s AND seats.others = 0
"""  # noqa: S608  # as above
BOTH_AT_ONCE = 3  # how often two of one child may cross each other


def take(
    slot: Slot, child: int, parent: int | None, entered_by: int | None, entered_by_name: str
) -> Booking:
    """In an act. Raises `Refusal` where it is taken, or the child has as many as there are."""
    share(slot.offer_id)
    lock(slot)
    release(slot.offer)
    said = {"slot": slot.pk, "child": child, "parent": parent, "moment": moment()}
    by = {"entered_by": entered_by, "entered_by_name": entered_by_name[:300]}
    for _try in range(BOTH_AT_ONCE):
        found = db.column(TAKE, said | by)
        if found:
            return Booking.objects.get(pk=found[0])
        _refuse_where_enough(slot.offer, child, parent)
    raise taken()


def leaving(booking: Booking, slot: Slot) -> Booking:
    """In an act: the booking as it stands now, before it is of this slot instead (`to_slot`).
    Raises `Refusal` for one that holds no more."""
    offer = Offer.objects.select_related("organisation").get(pk=booking.offer_id)
    share(offer.pk)
    if slot.offer_id == offer.pk:
        lock(slot)
        release(offer)
    return booked(booking)


def to_slot(booking: Booking, slot: Slot) -> None:
    """In an act, after `leaving`: the booking is of this slot from now on. Raises `Refusal` where
    that is taken."""
    if slot.offer_id != booking.offer_id or slot.pk == booking.slot_id:
        raise Refusal("same-time", _("Choose another time."), "slot")
    said = {"booking": booking.pk, "slot": slot.pk, "moment": moment()}
    whose = {"child": booking.child_id, "parent": booking.parent_id}
    try:
        with transaction.atomic():
            changed = db.run(MOVE, said | whose)
    except IntegrityError:  # someone was faster
        changed = 0
    if not changed:
        raise taken()


def booked(booking: Booking) -> Booking:
    """In an act: as it stands now, and no one else changes it meanwhile. Raises `Refusal` for one
    that holds no more."""
    share(booking.offer_id)
    found = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("slot", "offer__organisation", "child")
        .get(pk=booking.pk)
    )
    if (
        found.state == BookingState.RELEASED
        or Booking.objects.filter(fallen(), pk=found.pk).exists()
    ):
        raise Refusal("cancelled", _("This meeting no longer stands: its time is free again."))
    if found.state != BookingState.BOOKED:
        raise Refusal("cancelled", _("This meeting has been cancelled already."))
    return found


def taken() -> Refusal:
    return Refusal("taken", _("This time has just been taken. Choose another one."), "slot")


def _refuse_where_enough(offer: Offer, child: int, parent: int | None) -> None:
    held = Booking.objects.filter(state=BookingState.BOOKED, offer=offer, child=child)
    if offer.each_parent:
        held = held.filter(parent=parent)
    if held.count() < offer.per_child:
        return
    if offer.each_parent:
        raise Refusal("enough", _("You have booked as many meetings as there are for this child."))
    raise Refusal(
        "enough", _("As many meetings as there are for this child have been booked already.")
    )


def share(offer: int) -> None:
    """Until the end of this act nobody withdraws what is offered."""
    db.run("SELECT FROM meetings_offer WHERE id = %s FOR SHARE", [offer])


def lock(slot: Slot) -> None:
    """Until the end of this act no one else takes, leaves or closes it."""
    Slot.objects.select_for_update(of=("self",), no_key=True).get(pk=slot.pk)


def overlapping(parent: int, slot: Slot, but: int | None = None) -> Q:
    """Of bookings: another one of this parent at the same time."""
    other = Q(parent=parent, state=BookingState.BOOKED) & ~Q(slot=slot) & ~Q(pk=but)
    return other & Q(slot__starts_at__lt=slot.ends_at, slot__ends_at__gt=slot.starts_at)
