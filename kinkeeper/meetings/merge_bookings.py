"""Two accounts become one, and both may have booked: all of it stands (K27), and comes back where
the merge is taken back."""

from collections.abc import Collection

from kinkeeper.lib import db
from kinkeeper.meetings.models import Booking
from kinkeeper.meetings.take_slot import lock, share
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person

# One time twice for what turns out to be one child: that is one meeting.
SAME_TIME = """
UPDATE meetings_booking mine SET state = 'cancelled'
FROM meetings_booking other
WHERE mine.child_id = %(gone)s AND mine.state = 'booked' AND other.slot_id = mine.slot_id
  AND other.child_id = %(kept)s AND other.state = 'booked'
RETURNING mine.id
"""
# More than there are for a child is no loss; the numbers stay apart, so that none is pushed out.
NUMBERS = """
UPDATE meetings_booking mine SET number = mine.number + (
    SELECT max(other.number) FROM meetings_booking other WHERE other.offer_id = mine.offer_id)
WHERE %(gone)s IN (mine.child_id, mine.parent_id) AND mine.state = 'booked'
  AND EXISTS (SELECT FROM meetings_booking other WHERE other.offer_id = mine.offer_id
              AND other.state = 'booked' AND %(kept)s IN (other.child_id, other.parent_id))
"""

# They were two children after all, brother and sister perhaps: the time is theirs again, in a seat
# of its own, where the meeting that both had still stands, and no other family has the time.
TWO_AGAIN = """
UPDATE meetings_booking mine SET state = 'booked', seat = (
    SELECT max(held.seat) + 1 FROM meetings_booking held
    WHERE held.slot_id = mine.slot_id AND held.state = 'booked')
FROM meetings_slot slot JOIN meetings_offer offer ON offer.id = slot.offer_id
WHERE mine.id = %(booking)s AND mine.state = 'cancelled'
  AND slot.id = mine.slot_id AND slot.closed_at IS NULL AND slot.starts_at > %(moment)s
  AND offer.withdrawn_at IS NULL
  AND EXISTS (SELECT FROM meetings_booking held
      WHERE held.slot_id = mine.slot_id AND held.state = 'booked' AND held.child_id = %(kept)s)
  AND NOT EXISTS (SELECT FROM meetings_booking held
      WHERE held.slot_id = mine.slot_id AND held.state = 'booked'
        AND (held.child_id = mine.child_id OR coalesce(held.parent_id, -held.child_id)
            <> coalesce(mine.parent_id, -mine.child_id)))
"""


def make_room(kept: Person, gone: Person) -> list[int]:
    """In an act, before the bookings of the account that goes are those of the one that is kept.
    Which of them were one time twice, and stand no more."""
    whose = {"kept": kept.pk, "gone": gone.pk}
    doubled = db.column(SAME_TIME, whose)
    db.run(NUMBERS, whose)
    return doubled


def hold(doubled: Collection[int]) -> None:
    """In an act, before any of their bookings is touched: offers and slots are locked first."""
    bookings = list(Booking.objects.filter(pk__in=doubled).select_related("slot"))
    for offer in sorted({each.offer_id for each in bookings}):
        share(offer)
    for slot in sorted({each.slot for each in bookings}, key=lambda slot: slot.pk):
        lock(slot)


def bring_back(kept: Person, doubled: Collection[int]) -> None:
    """In the same act, after `hold`, and after the bookings are those of two accounts again."""
    for booking in sorted(doubled):
        db.run(TWO_AGAIN, {"booking": booking, "kept": kept.pk, "moment": moment()})
