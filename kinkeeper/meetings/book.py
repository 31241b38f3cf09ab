"""A parent books a meeting, changes or cancels it; or someone at the school does for who phoned."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.clock import last_day, told
from kinkeeper.meetings.make_offer import is_invited
from kinkeeper.meetings.models import Booking, BookingState, Offer, Slot
from kinkeeper.meetings.standing import holds, may_book
from kinkeeper.meetings.take_slot import booked, leaving, overlapping, take, to_slot
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.models import Below, Organisation, OrganisationKind
from kinkeeper.people.models import Person


@act()
def book(actor: Actor, parent: Person, child: Person, slot: Slot) -> Booking:
    """By the parent. Raises `Refusal`."""
    found = _slot(slot)
    _refuse_closed(found.offer)
    _refuse_who_may_not(found.offer, child, parent)
    _refuse_overlap(parent, found)
    made = take(found, child.pk, parent.pk, None, "")
    data = told(found.offer, found.starts_at)
    at = found.offer.organisation_id
    record(actor, "meeting.booked", child_id=child.pk, organisation_id=at, data=data)
    return made


@act()
def change(actor: Actor, parent: Person, booking: Booking, slot: Slot) -> None:
    """The parent takes another time instead. Raises `Refusal`."""
    found = _slot(slot)
    held = _own(parent, leaving(booking, found))
    _refuse_overlap(parent, found, held.pk)
    before = held.slot.starts_at
    to_slot(held, found)
    Booking.objects.filter(pk=held.pk).update(
        moved_from=None, reason="", changed_at=Now(), seen_at=Now()
    )
    data = told(held.offer, found.starts_at) | {"from": told(held.offer, before)["at"]}
    at = held.offer.organisation_id
    record(actor, "meeting.changed", child_id=held.child_id, organisation_id=at, data=data)


@act()
def cancel(actor: Actor, parent: Person, booking: Booking) -> None:
    """By the parent. Raises `Refusal`."""
    held = _own(parent, booked(booking))
    Booking.objects.filter(pk=held.pk).update(state=BookingState.CANCELLED, changed_at=Now())
    data = told(held.offer, held.slot.starts_at)
    at = held.offer.organisation_id
    record(actor, "meeting.cancelled", child_id=held.child_id, organisation_id=at, data=data)


@act()
def enter(actor: Actor, slot: Slot, child: Person, parent: Person | None) -> Booking:
    """What someone asked for by phone, also after the last day of booking: this parent, or no one
    who is known here. Whoever calls has looked up the child within reach. Raises `Refusal`."""
    found = _slot(slot)
    if parent is not None and not may_book(parent, child):
        raise Refusal(
            "not-allowed",
            _("This adult may not book for the pupil. Choose another, or none."),
            "caller",
        )
    if not is_invited(found.offer, child):
        raise Refusal("not-invited", _("These meetings are not for this pupil."), "child")
    if parent is not None and _overlapping(parent, found).filter(_at_school_of(found)).exists():
        # which one it is, a colleague need not know; of other schools' nothing at all (K14)
        said = _("This adult has another meeting at this time. Choose another time.")
        raise Refusal("overlaps", said, "slot")
    made = take(found, child.pk, parent.pk if parent else None, actor.person_id, actor.name)
    data = told(found.offer, found.starts_at)
    at = found.offer.organisation_id
    record(actor, "meeting.entered", child_id=child.pk, organisation_id=at, data=data)
    return made


def is_open(offer: Offer) -> bool:
    """Whether parents book, change and cancel now."""
    return offer.withdrawn_at is None and moment() < offer.closes_at


def _slot(slot: Slot) -> Slot:
    found = Slot.objects.select_related("offer__organisation").get(pk=slot.pk)
    if found.offer.withdrawn_at is not None:
        raise Refusal("withdrawn", _("The school has withdrawn these meetings."))
    if found.starts_at <= moment():
        raise Refusal("over", _("This time is over. Choose another one."), "slot")
    return found


def _own(parent: Person, held: Booking) -> Booking:
    if held.parent_id != parent.pk or not may_book(parent, held.child):
        raise Refusal("not-allowed", _("You cannot change this. Call the school office."))
    if held.slot.starts_at <= moment():
        raise Refusal("over", _("This meeting is over, or goes on now."))
    _refuse_closed(held.offer)
    return held


def _refuse_closed(offer: Offer) -> None:
    if not is_open(offer):
        day = date_format(last_day(offer), "DATE_FORMAT")
        raise Refusal(
            "closed",
            _("Booking ended on %s. To book, change or cancel a meeting now, call the school.")
            % day,
        )


def _refuse_who_may_not(offer: Offer, child: Person, parent: Person) -> None:
    if not may_book(parent, child) or not is_invited(offer, child):
        raise Refusal("not-allowed", _("You cannot book this. Call the school office."))


def _refuse_overlap(parent: Person, slot: Slot, but: int | None = None) -> None:
    found = _overlapping(parent, slot, but).select_related("offer", "slot").first()
    if found is not None:
        raise Refusal(
            "overlaps",
            _("You have another meeting at this time: %s. Choose another time.")
            % found.offer.title,
            "slot",
        )


def _overlapping(parent: Person, slot: Slot, but: int | None = None) -> QuerySet[Booking]:
    return Booking.objects.filter(holds(), overlapping(parent.pk, slot, but))


def _at_school_of(slot: Slot) -> Q:
    place = slot.offer.organisation
    parts = place.path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL, path__in=above)
    root = schools.order_by("path").last() or place
    return Q(offer__organisation__in=Below.objects.filter(root=root).values("organisation"))
