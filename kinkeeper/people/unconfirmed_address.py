"""An address that somebody gave for a person who has been in waits until it is confirmed (K39)."""

from django.db.models import DateTimeField, Func

from kinkeeper.journal.actor import Actor
from kinkeeper.people.address_origin import set_by
from kinkeeper.people.models import NewAddress, Person

# The same as `Person.is_in_use`, for SQL about `person`.
IN_USE = "(person.last_login IS NOT NULL OR person.way_in_at IS NOT NULL)"


class Clock(Func):
    """The database's clock at this moment, by which is told whether a way in or an address came
    first. `Now` is when the transaction began, and machines differ."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def state(actor: Actor, person: Person, email: str) -> bool:
    """Takes an address that the actor gives, on the person (who is saved by the caller) or beside;
    whether it waits for its owner now. To name the former address again withdraws the new one."""
    waits = bool(email) and person.is_in_use and not same_mailbox(email, person.email)
    if waits:
        setter = set_by(actor)
        NewAddress.objects.filter(person=person).delete()
        person.new_address = NewAddress.objects.create(
            person=person,
            email=email,
            set_at=Clock(),
            reach=setter["email_reach"],
            set_by=setter["email_set_by"],
        )
        person.new_address.refresh_from_db(fields=["set_at"])
    else:
        withdraw(person)
        proved = person.is_in_use and bool(email)  # only written otherwise: still the owner's
        for name, value in ({} if proved else set_by(actor)).items():
            setattr(person, name, value)
        person.email = email
    person.refresh_from_db(fields=["version"])  # counted by then; what the caller saves is no older
    return waits


def waiting_of(person: Person) -> NewAddress | None:
    """The address that waits until its owner confirms it."""
    return NewAddress.objects.filter(person=person).first()


def withdraw(person: Person) -> bool:
    """Whether there was one."""
    gone, _each = NewAddress.objects.filter(person=person).delete()
    person._state.fields_cache.pop("new_address", None)
    return bool(gone)


def same_mailbox(one: str, other: str) -> bool:
    """As every look-up by address compares them."""
    return one.lower() == other.lower()
