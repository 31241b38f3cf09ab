"""Sets a password by a verb: the owner's own choice, or one given on the server itself."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kinkeeper.credentials.passwords import normal
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person


@transaction.atomic
def change(actor: Actor, person: Person, password: str) -> None:
    """The owner's own; `person` bears its hash afterwards. All other sessions of the person end:
    their hash of the password no longer fits."""
    person.password = make_password(normal(password))
    person.must_change_password = False
    Person.objects.filter(pk=person.pk).update(
        password=person.password, must_change_password=False, sealed_password=None
    )
    record(actor, "password.changed", person_id=person.pk)


def give(people: list[Person], password: str) -> None:
    """By whoever runs the server, to people just made; it is hashed once for them all."""
    hashed = make_password(normal(password))
    Person.objects.filter(pk__in=[person.pk for person in people]).update(password=hashed)
