"""The owner's own password: one verb, whichever way somebody comes to choose one.

By a code or a link of the school's (`redeem`), by a mail to the address on file (`reset`), by
choice, or because the school had set the first one.
"""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.passwords import normal
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.credentials.void import void_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person

CHANGED, REDEEMED, RESET = "password.changed", "credential.redeemed", "password.reset"
NOTICES = {
    CHANGED: What.PASSWORD_CHANGED,
    REDEEMED: What.ACCOUNT_OPENED,
    RESET: What.PASSWORD_RESET,
}


@act()
def choose(actor: Actor, person: Person, password: str, act: str, **told: object) -> None:
    """`person` bears the hash afterwards, and what the school had set is gone. All other sessions
    of the person end: their hash of the password no longer fits. Codes and links that are out end,
    too: whoever found one would take the account over. `act` is the journal's line.

    Raises Django's `ValidationError` when the password will not do.
    """
    validate_password(password, person)
    person.password = make_password(normal(password))
    person.sealed_password, person.must_change_password = None, False
    Person.objects.filter(pk=person.pk).update(
        password=person.password, sealed_password=None, must_change_password=False
    )
    void_for(actor, [person.pk], why=act, quietly=act == REDEEMED)
    record(actor, act, person_id=person.pk, data=told)
    if told.get("channel") != Channel.EMAIL:  # there it was the mail that led here
        tell(person, NOTICES[act])


def give(people: list[Person], password: str) -> None:
    """By whoever runs the server, to people just made; it is hashed once for them all."""
    hashed = make_password(normal(password))
    Person.objects.filter(pk__in=[person.pk for person in people]).update(password=hashed)
