"""A link by e-mail that allows to set up a first second step, for whom the site asks for none.

It counts only for who is signed in as the person, so it takes the mailbox and the password. Staff
who must have a second step need more: a letter, or a colleague (`set_up`).
"""

from django.core import signing

from kinkeeper.accounts import set_up
from kinkeeper.accounts.second_step import factors_of, required_of
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person

PURPOSE = "second-step-link"
LASTS = 60 * 60  # seconds


def may_have(person: Person) -> bool:
    """Not who has a second step: no mail gets around it, and the next one needs no link."""
    return bool(person.email) and not required_of(person) and not factors_of(person).any


def token_for(person: Person) -> str:
    """Bound to the password and the address of now."""
    return signing.dumps(_bound(person), salt=PURPOSE)


@act()
def allow(actor: Actor, person: Person, token: str) -> bool:
    """Whether the link is this person's; then a second step may be set up for a day."""
    try:
        said = signing.loads(token, salt=PURPOSE, max_age=LASTS)
    except signing.BadSignature:
        return False
    if said != _bound(person) or not may_have(person):
        return False
    set_up.allow_new(actor, person)
    record(actor, "factor.allowed", person_id=person.pk, data={"channel": "email"})
    return True


def _bound(person: Person) -> list[object]:
    return [person.pk, person.email, person.get_session_auth_hash()[:16]]
