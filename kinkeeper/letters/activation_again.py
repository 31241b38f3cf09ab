"""A new activation mail for who asks for a new password and has never been in: the link that the
office has mailed to that address before, once more.

Nobody gets a first way in by asking (K25): an office must have mailed the latest one to this very
address, and all that holds a mail back when an office orders it holds this one back too (K26, K38).
Whoever has been in gets a link to a new password instead (`reset`), at the own address (K39).
"""

from kinkeeper.credentials.eligible import choose, opens_only_its_setters
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.credentials.throttle import MAIL_PERSON
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.models import Batch, Form, Ordered
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import meant_by
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.address_origin import digest
from kinkeeper.people.models import Person


def order_again(actor: Actor, name: str) -> list[Batch]:
    """A waiting batch for each person whom the name means and who may have the mail again."""
    if restore_hold.state() is not None:
        return []
    return [_ordered(actor, person) for person in meant_by(name) if _may_have_it(person)]


def _ordered(actor: Actor, person: Person) -> Batch:
    MAIL_PERSON.count(str(person.pk))
    return order(actor, [person], Form.EMAIL, about=Ordered.ONESELF)


def _may_have_it(person: Person) -> bool:
    if person.is_in_use or person.password or person.sealed_password is not None:
        return False
    if not _mailed_here(person) or MAIL_PERSON.used_up(str(person.pk)):
        return False
    [choice] = choose([person], by_email=True, reach=WHOLE_SITE)
    return choice.gets_one and opens_only_its_setters(person)


def _mailed_here(person: Person) -> bool:
    """Whether the latest way in went to this address by mail and no way in was ever used. Where the
    office has printed a letter since, the letter is what it wants; it stays good."""
    issued = Credential.objects.filter(person=person)
    if issued.filter(state=CredentialState.REDEEMED).exists():
        return False
    latest = issued.exclude(channel=Channel.EMAIL, mailed_to=None).order_by("-pk").first()
    return latest is not None and bytes(latest.mailed_to or b"") == digest(person.email)
