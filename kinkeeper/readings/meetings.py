"""What meetings a parent may book, and which are booked: for the parent alone (K19)."""

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from kinkeeper.lib import db
from kinkeeper.meetings.book import is_open
from kinkeeper.meetings.clock import last_day, zone_of
from kinkeeper.meetings.models import Booking, BookingState, Offer, Slot
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child

OFFERED = "SELECT offer_id, child_id, acts, booked FROM wall.meetings()"
TAKEN = "SELECT taken FROM wall.taken_slots(%s) taken"


@dataclass(frozen=True)
class Time:
    """A slot on the clock of the school; `zone` is its name where it is not this reader's."""

    slot: Slot
    zone: zoneinfo.ZoneInfo

    @property
    def day(self) -> date:
        return self.slot.starts_at.astimezone(self.zone).date()

    @property
    def starts(self) -> datetime:
        """Without a zone: templates show it as it is."""
        return self.slot.starts_at.astimezone(self.zone).replace(tzinfo=None)

    @property
    def ends(self) -> datetime:
        return self.slot.ends_at.astimezone(self.zone).replace(tzinfo=None)


@dataclass(frozen=True)
class Held:
    """An own booking, and its time."""

    booking: Booking
    time: Time

    @property
    def moved_from(self) -> datetime | None:
        """When it was before the school moved it."""
        was = self.booking.moved_from if self.booking.state == BookingState.BOOKED else None
        return was.astimezone(self.time.zone).replace(tzinfo=None) if was else None


@dataclass(frozen=True)
class Meeting:
    """An offer for one child. `booked`: how many times count against the number of a child. `held`:
    what this parent has booked; `news`: what the school moved or called off, until it was read;
    `fallen`: what stands no more, because the child left or the parent may not book any more."""

    offer: Offer
    child: Child
    acts: bool
    booked: int
    held: Sequence[Held]
    news: Sequence[Held]
    fallen: Sequence[Held]

    @property
    def unread(self) -> list[Held]:
        """What the parent reads on the page for the first time: news, and what was entered."""
        entered = [each for each in self.held if each.booking.entered_by is not None]
        unread = [each for each in entered if each.booking.seen_at is None]
        return [*self.news, *(each for each in unread if each not in self.news)]

    @property
    def is_open(self) -> bool:
        """Parents book, change and cancel."""
        return is_open(self.offer)

    @property
    def last_day(self) -> date:
        return last_day(self.offer)

    @property
    def can_book(self) -> bool:
        return self.acts and self.is_open and self.booked < self.offer.per_child

    @property
    def by_others(self) -> bool:
        """All there is for the child is booked, and not all of it by this parent: the school gives
        one number for all parents of a child, and who booked is not told (K19)."""
        return self.booked >= self.offer.per_child and len(self.held) < self.booked

    @property
    def needs_you(self) -> bool:
        return self.can_book and not self.booked


def of_parent(parent: Person, mine: Mapping[Person, Child]) -> list[Meeting]:
    """Of the own children, until the last of its times is over; what is to be booked first comes
    first."""
    children = {person.pk: child for person, child in mine.items()}
    offered = [row for row in db.rows(OFFERED) if row[1] in children]
    if not offered:
        return []
    offers = Offer.objects.filter(pk__in={row[0] for row in offered}).annotate(
        first=Min("slots__starts_at"), last=Max("slots__ends_at")
    )
    current = {
        each.pk: each for each in offers.select_related("organisation") if each.last > moment()
    }
    own = _own(parent, current)
    found = [
        _meeting(current[number], children[child], own[number, child], acts=acts, booked=booked)
        for number, child, acts, booked in offered
        if number in current
    ]
    shown = [each for each in found if each.offer.withdrawn_at is None or each.news]
    begins = {each.pk: each.first for each in current.values()}
    return sorted(shown, key=lambda each: (begins[each.offer.pk], each.offer.pk, each.child.id))


def _own(parent: Person, offers: Iterable[int]) -> Mapping[tuple[int, int], list[Booking]]:
    found: dict[tuple[int, int], list[Booking]] = defaultdict(list)
    booked = Booking.objects.filter(parent=parent, offer__in=offers).select_related("slot")
    for each in booked.order_by("slot__starts_at", "pk"):
        found[each.offer_id, each.child_id].append(each)
    return found


def _meeting(
    offer: Offer, child: Child, own: Iterable[Booking], *, acts: bool, booked: int
) -> Meeting:
    zone = zone_of(offer)
    all_own = [Held(each, Time(each.slot, zone)) for each in own]
    return Meeting(
        offer=offer,
        child=child,
        acts=acts,
        booked=booked,
        held=[each for each in all_own if acts and each.booking.state == BookingState.BOOKED],
        news=[each for each in all_own if _is_news(each.booking)],
        fallen=[each for each in all_own if _has_fallen(each.booking, acts=acts)],
    )


def _has_fallen(booking: Booking, *, acts: bool) -> bool:
    if booking.slot.starts_at <= moment():
        return False
    held = booking.state == BookingState.BOOKED and not acts
    return held or booking.state == BookingState.RELEASED


def _is_news(booking: Booking) -> bool:
    called_off = booking.state == BookingState.CALLED_OFF
    moved = booking.state == BookingState.BOOKED and booking.moved_from is not None
    return (called_off or moved) and booking.seen_at is None


@dataclass(frozen=True)
class Choice:
    """A time, and whether it is free for this parent and child. What is not says nothing of why."""

    time: Time
    free: bool


def choices(parent: Person, meeting: Meeting) -> dict[date, list[Choice]]:
    """By day, those that are still to come. Where a brother or sister has a meeting with this
    parent, the time is free for the child, too: they may share it."""
    zone, taken = zone_of(meeting.offer), set(db.column(TAKEN, [meeting.offer.pk]))
    own = Booking.objects.filter(offer=meeting.offer, state=BookingState.BOOKED, parent=parent)
    siblings = set(own.exclude(child=meeting.child.id).values_list("slot", flat=True))
    here = {each.booking.slot_id for each in meeting.held}
    found: dict[date, list[Choice]] = defaultdict(list)
    slots = Slot.objects.filter(offer=meeting.offer, starts_at__gt=moment())
    for slot in slots.order_by("starts_at"):
        time = Time(slot, zone)
        free = slot.pk not in taken or (slot.pk in siblings - here and slot.closed_at is None)
        found[time.day].append(Choice(time, free))
    return dict(found)


def soon(meetings: Iterable[Meeting]) -> list[tuple[Meeting, Held]]:
    """Own meetings of today and tomorrow, at the school."""
    found = []
    for meeting in meetings:
        for held in meeting.held:
            today = moment().astimezone(held.time.zone).date()
            near = today <= held.time.day <= today + timedelta(days=1)
            if near and held.time.slot.ends_at > moment():
                found.append((meeting, held))
    return sorted(found, key=lambda each: each[1].time.slot.starts_at)


def one_of(parent: Person, number: int) -> Booking | None:
    """An own booking of a child whom this parent sees in this."""
    mine = Booking.objects.filter(parent=parent, pk=number)
    found = mine.select_related("slot", "offer__organisation", "child").first()
    if found is None:
        return None
    seen = {(offer, child) for offer, child, _acts, _booked in db.rows(OFFERED)}
    return found if (found.offer_id, found.child_id) in seen else None
