"""Whether e-mails to a person's address came back, so that none is sent there in vain."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.address_origin import digest
from kinkeeper.people.models import Person
from kinkeeper.people.returned_mail_models import ReturnedMail, WhyReturned

# After so long it is tried again; where the mailbox is gone, only when someone says so.
PASSES = {WhyReturned.FULL: timedelta(days=3), WhyReturned.OTHER: timedelta(days=7)}


def of_people(people: Iterable[Person]) -> dict[int, ReturnedMail]:
    """By internal ID, of those to whose present address nothing gets through."""
    present = {person.pk: person.email for person in people if person.email}
    found = ReturnedMail.objects.filter(person__in=present).order_by("pk")
    return {
        each.person_id: each
        for each in found
        if bytes(each.address) == digest(present[each.person_id]) and not _is_over(each)
    }


def _is_over(returned: ReturnedMail) -> bool:
    lasts = PASSES.get(WhyReturned(returned.code))
    return lasts is not None and timezone.now() - returned.returned_at > lasts


def of(person: Person) -> ReturnedMail | None:
    return of_people([person]).get(person.pk)


@act()
def note(actor: Actor, person: Person, why: WhyReturned) -> None:
    """An e-mail to the person's present address came back."""
    said = {"address": digest(person.email), "code": why, "returned_at": Now()}
    ReturnedMail.objects.update_or_create(person=person, defaults=said)
    record(actor, "letters.returned", person_id=person.pk, data={"returned": why})


@act()
def forget(actor: Actor, person: Person) -> bool:
    """E-mails are sent to the address again; whether any came back."""
    gone, _tables = ReturnedMail.objects.filter(person=person).delete()
    if gone:
        record(actor, "letters.tried-again", person_id=person.pk)
    return bool(gone)


def gets_through(person: Person) -> None:
    """Whoever opened the link of an e-mail has read it."""
    ReturnedMail.objects.filter(person=person).delete()
