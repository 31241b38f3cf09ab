"""Someone at the school offers times to parents, closes one, or withdraws them all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings.call_off import call_off
from kinkeeper.meetings.clock import end_of, told
from kinkeeper.meetings.models import Booking, BookingState, Invitation, Offer, Slot
from kinkeeper.meetings.slot_times import AHEAD, SlotTime, Times, slots
from kinkeeper.meetings.standing import release
from kinkeeper.meetings.take_slot import share
from kinkeeper.organisations.local_date import moment, today_at, zone_at
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.people.reach import inside

MOST_A_CHILD = 5


@dataclass(frozen=True)
class Wanted:
    """`closes_on`: the last day on which parents book. `pupils` are internal IDs; none: everyone of
    the organisation, also who comes later."""

    title: str
    with_whom: str
    times: Times
    closes_on: date
    place: str = ""
    per_child: int = 1
    each_parent: bool = True
    pupils: Collection[int] = ()


def times_of(organisation: Organisation, wanted: Wanted) -> list[SlotTime]:
    """The slots that would come of it, at this school. Raises `Refusal`."""
    if not wanted.title.strip():
        raise Refusal("title-missing", _("Write what the meeting is about."), "title")
    if not wanted.with_whom.strip():
        raise Refusal("with-whom-missing", _("Write whom the parents meet."), "with_whom")
    if not 1 <= wanted.per_child <= MOST_A_CHILD:
        raise Refusal("bad-number", _("A child has from 1 to 5 meetings."), "per_child")
    zone = zone_at(organisation.path)
    found = slots(wanted.times, zone)
    if found[0].starts_at <= moment():
        raise Refusal("over", _("This day, or this hour of it, is over. Choose another."), "day1")
    if found[-1].starts_at > moment() + AHEAD:
        raise Refusal("too-far", _("This is more than a year ahead. Check the year."), "day1")
    if wanted.closes_on < today_at(organisation.path):
        raise Refusal("closed-already", _("Parents can book from today on at best."), "closes_on")
    if wanted.closes_on > found[-1].starts_at.astimezone(zone).date():
        raise Refusal(
            "closes-late", _("That is after the last meeting. Choose an earlier day."), "closes_on"
        )
    return found


@act()
def make(actor: Actor, organisation: Organisation, wanted: Wanted) -> Offer:
    """Whoever calls has looked up the organisation, and the pupils, within reach. Raises
    `Refusal`."""
    found = times_of(organisation, wanted)
    zone = zone_at(organisation.path)
    offer = Offer.objects.create(
        organisation=organisation,
        title=wanted.title.strip()[:120],
        with_whom=wanted.with_whom.strip()[:200],
        place=wanted.place.strip()[:300],
        chosen=bool(wanted.pupils),
        each_parent=wanted.each_parent,
        per_child=wanted.per_child,
        closes_at=end_of(wanted.closes_on, zone),
        made_by=actor.person_id,
        made_by_name=actor.name[:300],
    )
    Slot.objects.bulk_create(
        Slot(offer=offer, starts_at=each.starts_at, ends_at=each.ends_at) for each in found
    )
    Invitation.objects.bulk_create(
        Invitation(offer=offer, child_id=number) for number in sorted(set(wanted.pupils))
    )
    record(
        actor,
        "meeting.offered",
        organisation_id=organisation.pk,
        data=told(offer, found[0].starts_at) | {"times": len(found)},
    )
    return offer


@act()
def withdraw(actor: Actor, offer: Offer, reason: str) -> None:
    """No one books any more, and what was booked and is still to come is called off. Raises
    `Refusal`, also where it is withdrawn already."""
    found = Offer.objects.select_for_update(of=("self",)).select_related("organisation")
    offer = found.get(pk=offer.pk)
    if offer.withdrawn_at is not None:
        raise Refusal("withdrawn", _("These meetings have been withdrawn already."))
    # whoever is at one of them is through by now, or after this reads that all are withdrawn
    release(offer)
    booked = Booking.objects.filter(
        offer=offer, state=BookingState.BOOKED, slot__starts_at__gt=moment()
    )
    for each in booked.order_by("pk"):
        call_off(actor, each, reason)
    Offer.objects.filter(pk=offer.pk).update(withdrawn_at=Now())
    data = {"title": offer.title}
    record(actor, "meeting.withdrawn", organisation_id=offer.organisation_id, data=data)


@act()
def close(actor: Actor, slot: Slot) -> None:
    """No one books this time any more. Raises `Refusal` for one that is booked."""
    share(slot.offer_id)
    every = Slot.objects.select_for_update(of=("self",)).select_related("offer__organisation")
    found = every.get(pk=slot.pk)
    release(found.offer)
    if Booking.objects.filter(slot=found, state=BookingState.BOOKED).exists():
        raise Refusal("booked", _("This time is booked. Cancel or move the meeting first."))
    if found.closed_at is None:
        Slot.objects.filter(pk=found.pk).update(closed_at=Now())
        data = told(found.offer, found.starts_at)
        where = found.offer.organisation_id
        record(actor, "meeting.closed", organisation_id=where, data=data)


@act()
def open_again(actor: Actor, slot: Slot) -> None:
    """It can be booked again."""
    if Slot.objects.filter(pk=slot.pk, closed_at__isnull=False).update(closed_at=None):
        offer = Offer.objects.select_related("organisation").get(pk=slot.offer_id)
        data = told(offer, slot.starts_at)
        record(actor, "meeting.opened", organisation_id=offer.organisation_id, data=data)


def invited(offer: Offer) -> Q:
    """Of people: the pupils whose parents may book, today; as `meetings_invites` of the database
    says of one."""
    pupils = Q(profile=Profile.PUPIL, state=PersonState.ACTIVE) & inside(offer.organisation)
    if offer.chosen:
        return pupils & Q(pk__in=Invitation.objects.filter(offer=offer).values("child"))
    return pupils


def is_invited(offer: Offer, child: Person) -> bool:
    return Person.objects.filter(invited(offer), pk=child.pk).exists()
