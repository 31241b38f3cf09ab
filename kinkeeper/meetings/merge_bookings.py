"""Two accounts become one, and both may have booked: all of it stands (K27)."""

from kinkeeper.lib import db
from kinkeeper.people.models import Person

# One time twice for what turns out to be one child: that is one meeting.
SAME_TIME = """
UPDATE meetings_booking mine SET state = 'cancelled'
FROM meetings_booking other
WHERE mine.child_id = %(gone)s AND mine.state = 'booked' AND other.slot_id = mine.slot_id
  AND other.child_id = %(kept)s AND other.state = 'booked'
"""
# More than there are for a child is no loss; the numbers stay apart, so that none is pushed out.
NUMBERS = """
UPDATE meetings_booking mine SET number = mine.number + (
    SELECT max(other.number) FROM meetings_booking other WHERE other.offer_id = mine.offer_id)
WHERE %(gone)s IN (mine.child_id, mine.parent_id) AND mine.state = 'booked'
  AND EXISTS (SELECT FROM meetings_booking other WHERE other.offer_id = mine.offer_id
              AND other.state = 'booked' AND %(kept)s IN (other.child_id, other.parent_id))
"""


def make_room(kept: Person, gone: Person) -> None:
    """In an act, before the bookings of the account that goes are those of the one that is kept."""
    whose = {"kept": kept.pk, "gone": gone.pk}
    db.run(SAME_TIME, whose)
    db.run(NUMBERS, whose)
