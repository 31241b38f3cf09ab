"""Which bookings hold: booked, the parent may still act for the child today (K16, K17), and the
child is still one of those for whom the meetings are.

Nothing has to happen when a relationship ends or a pupil leaves: `meetings_holds` and
`meetings_invites` of the database are asked whenever a time is shown or booked. What no longer
holds is free at once; whoever books next, or works at the school and looks, finds it released.
"""

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.lookups import Exact

from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import db
from kinkeeper.meetings.clock import told
from kinkeeper.meetings.models import Booking, BookingState, Offer
from kinkeeper.people.local_date import params
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Area

# By which rights a parent sees which meetings there are, and by the first of them books one: with
# whom and where is of the school day, as a child's teachers are. SQL says it, too
# (`meetings_holds`).
AREA, SHOWN_WITH = Area.MESSAGES, Area.SCHOOL_DAY
AUTOMATIC = Actor(None, ITSELF, ON_SCHEDULE)
MAY_BOOK = "SELECT meetings_holds(%(parent)s, %(child)s, %(moment)s, %(server_zone)s)"


def may_book(parent: Person, child: Person) -> bool:
    """Today: connected, and with the rights for it (K16)."""
    return bool(db.value(MAY_BOOK, params() | {"parent": parent.pk, "child": child.pk}))


def holds() -> Q:
    """Of bookings: those that hold."""
    said = [F("parent_id"), F("child_id"), *map(Value, params().values())]
    asked = Func(*said, function="meetings_holds", output_field=BooleanField())
    return Q(state=BookingState.BOOKED) & Q(Exact(asked, Value(True))) & still_invited()


def still_invited() -> Q:
    """Of bookings: the child is one of those for whom the meetings are."""
    said = [F("offer_id"), F("child_id")]
    asked = Func(*said, function="meetings_invites", output_field=BooleanField())
    return Q(Exact(asked, Value(True)))


def fallen() -> Q:
    """Of bookings: those that were booked, and hold no more."""
    return Q(state=BookingState.BOOKED) & ~holds()


def release(offer: Offer) -> None:
    """In an act: what holds no more is written down as released, so that it stands in no one's
    way. No one did that: it followed from the relationship, or from where the pupil is."""
    found = Booking.objects.filter(fallen(), offer=offer).select_related("slot")
    # those who release at once do so in one order, and the second finds nothing left to do
    for each in found.select_for_update(of=("self",)).order_by("pk"):
        Booking.objects.filter(pk=each.pk).update(state=BookingState.RELEASED)
        data = told(offer, each.slot.starts_at)
        at = offer.organisation_id
        record(AUTOMATIC, "meeting.released", child_id=each.child_id, organisation_id=at, data=data)
