"""A new address is confirmed by its owner, or withdrawn by an office (K39)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from kinkeeper.credentials.duplicate_submission import WITHIN
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.credentials.void import void_for
from kinkeeper.families.may_open_account import CONTACT
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import address_batch as mails
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.reach import Reach, of_roots
from kinkeeper.people.models import NewAddress, Person
from kinkeeper.people.unconfirmed_address import withdraw as take_away
from kinkeeper.registry.refusals import Refusal, reaching_all


@whole_site()
def waiting(person: Person, token: str) -> NewAddress | None:
    """The address that this link confirms for this person; None for every link that does nothing:
    of somebody else, replaced, too old, invented. Nothing is consumed (K22)."""
    return NewAddress.objects.filter(
        person=person, link_hash=link_tokens.digest(token), expires_at__gt=timezone.now()
    ).first()


@whole_site()
def judge(person: Person, new: NewAddress) -> None:
    """Raises `Refusal` for whoever came in by a way that was given after the address: it may have
    been given by the same hand, and would prove nothing."""
    if person.way_in_at is not None and person.way_in_at >= new.set_at:
        raise Refusal(
            "way-in-too-new",
            _(
                "Your password was set after this address was given, so it cannot show that "
                "the address is yours. Ask the school office to withdraw the address and give "
                "it again; then you get a new link."
            ),
        )


@act()
def confirm(actor: Actor, person: Person, token: str) -> bool:
    """Whether the address is the person's from now on. Codes and links that are open die, sessions
    stay. Raises `Refusal` as `judge`."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    new = waiting(locked, token)
    if new is None:
        return False
    judge(locked, new)
    tell(locked, What.ADDRESS_CHANGED)  # at the former one
    email, reach = new.email, [] if _is_proof(locked, new) else new.reach
    new.delete()
    Person.objects.filter(pk=locked.pk).update(
        email=email, email_reach=reach, email_set_at=timezone.now(), email_set_by=actor.name[:300]
    )
    void_for(actor, [locked.pk], why="contact-changed")
    record(actor, "address.confirmed", person_id=locked.pk)
    return True


@whole_site()
def just_confirmed(person: Person) -> bool:
    """Whether the person has confirmed an address a moment ago: the same form was sent twice."""
    since = timezone.now() - WITHIN
    by = person.full_name[:300]
    return Person.objects.filter(pk=person.pk, email_set_at__gt=since, email_set_by=by).exists()


def _is_proof(person: Person, new: NewAddress) -> bool:
    """Not where whoever gave the address could also read the way in by which the person came, or an
    office above or below."""
    readers = person.way_in_reach
    if readers is None or new.reach is None:
        return True
    one, other = of_roots(readers), of_roots(new.reach)
    return not (any(map(one.covers, new.reach)) or any(map(other.covers, readers)))


@act()
def withdraw(actor: Actor, person: Person, *, reach: Reach) -> bool:
    """Whether there was one; the former address goes on. Raises `Refusal` where somebody else gave
    it and a release is needed (K38)."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    new = NewAddress.objects.filter(person=locked).first()
    if new is not None and not (new.reach and all(map(reach.covers, new.reach))):
        reaching_all(reach, locked, act=CONTACT)
    gone = take_away(person)
    if gone:
        record(actor, "address.withdrawn", person_id=person.pk)
    return gone


@act()
def ask_again(actor: Actor, person: Person) -> bool:
    """The link once more, and the notice only where it could not be delivered. Since when the
    address waits stays, and so which ways in are too new."""
    there = NewAddress.objects.filter(person=person).exists()
    if there:
        mails.ask(actor, [person.pk])
    return there
