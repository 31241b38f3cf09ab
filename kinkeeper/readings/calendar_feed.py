"""The feeds of a parent, and what one has at the moment at which it is fetched."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import icalendar

from kinkeeper.feeds.keep import living
from kinkeeper.feeds.models import Feed
from kinkeeper.lib.asking import whole_site
from kinkeeper.meetings.models import Booking
from kinkeeper.meetings.standing import holds
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Person
from kinkeeper.readings import children
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.models import Event
from kinkeeper.records.opened import Asked
from kinkeeper.records.visibility import EVENTS

# No more than a calendar needs: what was lately, and what is to come.
NEAR = {
    EVENTS: """coalesce(said.ends_on, said.starts_on) >= opened.today - 30
        AND said.starts_on < opened.today + 400"""
}
LATELY = timedelta(days=30)
NEVER_CHANGED = datetime(2000, 1, 1, tzinfo=UTC)


def own(parent: Person) -> list[Feed]:
    """The newest first."""
    return list(living().filter(parent=parent).select_related("child").order_by("-pk"))


def may_have(mine: Mapping[Person, Child]) -> list[Child]:
    """The children of whom a feed may be: those whose school day the parent sees, and none whose
    identity is protected (K28): a feed leaves the house."""
    with whole_site():
        hidden = protected()
    return [child for child in mine.values() if child.school_day and child.id not in hidden]


def of(feed: Feed, moment: datetime, name: str) -> bytes:
    """An iCalendar of what its parent sees of events now: empty where that is nothing. Whoever
    fetches is nobody, so the whole site is in sight, and the parent is asked for by number. `name`:
    what the calendar is called."""
    with whole_site():
        mine = children.by_person(feed.parent)
        told = {child.id for child in may_have(mine)} & (
            {feed.child_id} if feed.child_id is not None else {child.id for child in mine.values()}
        )
        seen = {person: child for person, child in mine.items() if child.id in told}
        found = Asked(feed.parent_id, moment).some(NEAR)
        booked = Booking.objects.filter(
            holds(), parent=feed.parent_id, child__in=told, slot__starts_at__gt=moment - LATELY
        )
        meetings = list(
            booked.select_related("slot", "offer", "child").order_by("slot__starts_at", "pk")
        )
    return _calendar(Family(seen, found, moment), meetings, name)


def _calendar(family: Family, meetings: Sequence[Booking], name: str) -> bytes:
    made = icalendar.Calendar()
    made.add("prodid", "-//Kinkeeper//Kinkeeper//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    several = len(family.children) > 1
    known: dict[int, Event] = {}
    for person in family.children:
        known |= {each.pk: each for each in family.of(Event, person)}
    for event in sorted(known.values(), key=lambda one: (one.starts_on, one.pk)):
        names = [person.given_name for person in family.whose(event)] if several else []
        made.add_component(_event(event, names))
    for booking in meetings:
        made.add_component(_meeting(booking, several=several))
    content: bytes = made.to_ical()
    return content


def _event(event: Event, names: list[str]) -> icalendar.Event:
    """The days of an event that lasts whole days end the day before `DTEND` (RFC 5545)."""
    made = icalendar.Event()
    made.add("uid", _uid(event))
    made.add("dtstamp", event.changed_at or NEVER_CHANGED)
    made.add("sequence", event.sequence or 0)
    said = f"{', '.join(names)}: {event.title}" if names else event.title
    made.add("summary", said)
    if event.location:
        made.add("location", event.location)
    if event.status == "cancelled":
        made.add("status", "CANCELLED")
    if event.starts_at is None or event.all_day:
        made.add("dtstart", event.starts_on)
        made.add("dtend", (event.ends_on or event.starts_on) + timedelta(days=1))
    else:
        made.add("dtstart", event.starts_at.astimezone(UTC))
        if event.ends_at is not None:
            made.add("dtend", event.ends_at.astimezone(UTC))
    return made


def _meeting(booking: Booking, *, several: bool) -> icalendar.Event:
    """What the parent has booked; what was moved is the same meeting."""
    made = icalendar.Event()
    made.add("uid", _named(f"meeting\0{booking.pk}"))
    made.add("dtstamp", booking.changed_at or booking.made_at)
    said = f"{booking.offer.title}, {booking.offer.with_whom}"
    made.add("summary", f"{booking.child.given_name}: {said}" if several else said)
    if booking.offer.place:
        made.add("location", booking.offer.place)
    made.add("dtstart", booking.slot.starts_at.astimezone(UTC))
    made.add("dtend", booking.slot.ends_at.astimezone(UTC))
    return made


def _uid(event: Event) -> str:
    """The same as long as the event is, and nothing that a file called it."""
    return _named(f"{event.series}\0{event.key}")


def _named(name: str) -> str:
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@kinkeeper"
