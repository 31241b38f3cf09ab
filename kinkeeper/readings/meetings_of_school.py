"""The meetings that a school offers, and who comes when: for whoever works there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import lets_see
from kinkeeper.lib import db
from kinkeeper.meetings.clock import zone_of
from kinkeeper.meetings.make_offer import invited
from kinkeeper.meetings.models import Booking, BookingState, Offer, Slot
from kinkeeper.meetings.standing import fallen, holds, may_book, still_invited
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.people.models import Person, PersonState
from kinkeeper.readings import looks, paging
from kinkeeper.readings.meetings import TAKEN, Time

KEPT_IN_VIEW = timedelta(days=30)
RELEASED = "SELECT released FROM wall.released_slots(%s) released"


def offers(viewer: Viewer) -> QuerySet[Offer]:
    """Those of the own organisations; a teacher's what is for a whole class, and what the teacher
    made."""
    found = Offer.objects.select_related("organisation")
    if not may(viewer, Verb.MEETINGS_OFFER):
        return found.none()
    if viewer.reach.whole_site:
        return found
    mine = found.filter(organisation__in=viewer.reach.ids())
    if viewer.is_administrator:
        return mine
    return mine.filter(Q(chosen=False) | Q(made_by=viewer.actor.person_id))


def changeable_offers(viewer: Viewer) -> QuerySet[Offer]:
    """What an office offers is for the office to change, what a teacher made for the teacher,
    too."""
    found = offers(viewer)
    return found if viewer.is_administrator else found.filter(made_by=viewer.actor.person_id)


def may_change(viewer: Viewer, offer: Offer) -> bool:
    return changeable_offers(viewer).filter(pk=offer.pk).exists()


@dataclass(frozen=True)
class Listed:
    """An offer with its first and last day, and how many of its times are taken."""

    offer: Offer
    first: date
    last: date
    times: int
    taken: int


def listed(viewer: Viewer) -> list[Listed]:
    """Until a month after the last of its times; the next one first."""
    open_slots = Q(slots__closed_at=None)
    counted = offers(viewer).annotate(
        first=Min("slots__starts_at"),
        last=Max("slots__starts_at"),
        times=Count("slots", filter=open_slots),
    )
    recent = counted.filter(last__gte=moment() - KEPT_IN_VIEW, withdrawn_at=None)
    found = []
    for each in recent.order_by("first", "pk")[: paging.PAGE]:
        zone = zone_of(each)
        taken = set(db.column(TAKEN, [each.pk]))
        closed = Slot.objects.filter(offer=each, closed_at__isnull=False).count()
        days = (each.first.astimezone(zone).date(), each.last.astimezone(zone).date())
        found.append(Listed(each, *days, times=each.times, taken=len(taken) - closed))
    return found


@dataclass(frozen=True)
class Row:
    """A time, and who comes. `unnamed`: it is taken by someone who is not shown here. `released`:
    for whom it was booked until the parent lost the access to the child (K17), or the pupil left
    (`has_left`); `released_unnamed`: for someone who is not shown here."""

    time: Time
    coming: Sequence[Booking]
    released: Sequence[Booking]
    unnamed: bool
    released_unnamed: bool

    @property
    def free(self) -> bool:
        return not self.coming and not self.unnamed and self.time.slot.closed_at is None

    @property
    def to_come(self) -> bool:
        return self.time.slot.starts_at > moment()


def days(viewer: Viewer, offer: Offer) -> Mapping[date, list[Row]]:
    """All times of the offer, by day. Nobody of the own family, of whom a colleague takes care."""
    zone, taken = zone_of(offer), set(db.column(TAKEN, [offer.pk]))
    mine = bookings(viewer).filter(offer=offer)
    gone = mine.filter(_released()).annotate(
        has_left=Case(When(still_invited(), then=Value(False)), default=Value(True))
    )
    coming, released = _by_slot(mine.filter(holds())), _by_slot(gone)
    were_booked = set(db.column(RELEASED, [offer.pk]))
    found: dict[date, list[Row]] = defaultdict(list)
    for slot in Slot.objects.filter(offer=offer).order_by("starts_at"):
        known = coming[slot.pk]
        unnamed = slot.pk in taken and slot.closed_at is None and not known
        no_more = slot.pk in were_booked and slot.starts_at > moment() and not released[slot.pk]
        row = Row(Time(slot, zone), known, released[slot.pk], unnamed, no_more)
        found[row.time.day].append(row)
    people = (each.child for row in (*coming.values(), *released.values()) for each in row)
    looks.shows(viewer, *people)
    return dict(found)


def _released() -> Q:
    written = Q(state=BookingState.RELEASED)
    return (fallen() | written) & Q(slot__starts_at__gt=moment())


def _by_slot(found: QuerySet[Booking]) -> Mapping[int, list[Booking]]:
    by_slot: dict[int, list[Booking]] = defaultdict(list)
    for each in found.order_by("seat", "pk"):
        by_slot[each.slot_id].append(each)
    return by_slot


def bookings(viewer: Viewer) -> QuerySet[Booking]:
    """Of pupils whom the viewer administers or teaches, in what the viewer sees of meetings; none
    of the own children, nor what another parent of them booked (K19)."""
    found = Booking.objects.select_related("slot", "offer__organisation", "child", "parent")
    mine = scopes.meeting_bookings(viewer, found).filter(offer__in=offers(viewer))
    family = viewer.family
    theirs = Q(child__in=family.children) | Q(parent__in=family.adults)
    return mine.exclude(theirs) if family.children else mine


def slots(viewer: Viewer) -> QuerySet[Slot]:
    """The times of what the viewer may change."""
    found = Slot.objects.select_related("offer__organisation")
    return found.filter(offer__in=changeable_offers(viewer))


def changeable_bookings(viewer: Viewer) -> QuerySet[Booking]:
    """Those that the viewer may call off or move; also of the own family, which the look-up
    refuses."""
    found = Booking.objects.select_related("slot", "offer__organisation", "child", "parent")
    return scopes.meeting_bookings(viewer, found).filter(offer__in=changeable_offers(viewer))


def places(viewer: Viewer) -> QuerySet[Organisation]:
    """For which the viewer may offer meetings: classes, and an office's schools."""
    kinds = [OrganisationKind.CLASS, OrganisationKind.SCHOOL]
    found = scopes.organisations(viewer).filter(kind__in=kinds).exclude(path="")
    return found.order_by("path") if may(viewer, Verb.MEETINGS_OFFER) else found.none()


def pupils_of(viewer: Viewer, offer: Offer) -> list[Person]:
    """For whom the viewer may book on behalf of a parent; nobody of the own family."""
    found = scopes.people(viewer).filter(invited(offer)).exclude(pk__in=viewer.family.children)
    ordered = list(found.order_by("family_name", "given_name", "pk"))
    looks.shows(viewer, *ordered)
    return ordered


def pupils_at(viewer: Viewer, organisation: Organisation) -> list[Person]:
    """Whom the viewer may invite alone."""
    every = Offer(organisation=organisation, chosen=False)
    return pupils_of(viewer, every)


def callers(viewer: Viewer, pupil: Person) -> list[Person]:
    """The parents who may book for the pupil today, as far as the viewer knows them."""
    connected = Relationship.objects.filter(
        lets_see(),
        scopes.shown(viewer, "parent_id"),
        child=pupil,
        parent__state=PersonState.ACTIVE,
    ).exclude(parent__in=viewer.family.adults)
    found = connected.select_related("parent").order_by(
        "parent__family_name", "parent__given_name", "parent_id"
    )
    return [each.parent for each in found if may_book(each.parent, pupil)]


def time_at(slot: Slot) -> Time:
    return Time(slot, zone_of(slot.offer))


def time_of(booking: Booking) -> Time:
    return Time(booking.slot, zone_of(booking.offer))


def free_times(offer: Offer) -> list[Time]:
    """Those that are still to come."""
    zone, taken = zone_of(offer), set(db.column(TAKEN, [offer.pk]))
    slots = Slot.objects.filter(offer=offer, starts_at__gt=moment()).exclude(pk__in=taken)
    return [Time(each, zone) for each in slots.order_by("starts_at")]
