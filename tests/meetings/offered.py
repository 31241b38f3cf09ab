"""Meetings as tests make them: five times of a class, in some days."""

from datetime import date, time, timedelta
from typing import Any

from kinkeeper.journal.actor import Actor
from kinkeeper.meetings.make_offer import Wanted, make
from kinkeeper.meetings.models import Offer, Slot
from kinkeeper.meetings.slot_times import Times
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person

DAY = timedelta(days=1)


def by(person: Person) -> Actor:
    return Actor(person.pk, person.full_name, "a test", person.profile)


def wanted(at: Organisation, **more: Any) -> Wanted:
    day: date = more.pop("day", today_at(at.path) + 7 * DAY)
    times = Times([day], time(17), time(18, 15), 10, 5)
    said: dict[str, Any] = {
        "title": "Parents’ evening", "with_whom": "Maria Ortega", "times": times,
        "closes_on": day - DAY,
    }  # fmt: skip
    return Wanted(**(said | more))


def offered(teacher: Person, at: Organisation, **more: Any) -> tuple[Offer, list[Slot]]:
    """With its slots, the first one first."""
    offer = make(by(teacher), at, wanted(at, **more))
    return offer, list(offer.slots.order_by("starts_at"))
