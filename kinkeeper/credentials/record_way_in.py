"""A way in is used: who could read it is kept with the account, which has its owner's password.

A child who was proposed or awaited elsewhere meanwhile is seen from a new way in on, unless that
could be read, too, by somebody who may not open the account (K38).
"""

from kinkeeper.families.may_open_account import CONTACT, WAY_IN, may_open
from kinkeeper.families.models import Relationship
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.models import Person
from kinkeeper.people.unconfirmed_address import Clock


def held(person_id: int) -> None:
    """The person, locked until the transaction ends: nobody grants a child to the account between
    the look whether a way in may open it and its use."""
    Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()


def readers_of_mail(person: Person, otherwise: list[int] | None) -> list[int] | None:
    """The roots of who could read a mail to this person: whoever set the address, and nobody where
    its owner proved it; `otherwise` where nobody knows who did."""
    roots = person.email_reach
    if roots is None:
        return otherwise
    return of_roots(roots).kept() if roots else None


def enter(person: Person, readers: list[int] | None) -> None:
    """Notes the way in just used. `readers` are the roots of who could read it; what they may not
    open stays shut."""
    Person.objects.filter(pk=person.pk).update(way_in_at=Clock(), way_in_reach=readers)
    if may_open(of_roots(readers), person.pk, CONTACT, WAY_IN):
        waiting = Relationship.objects.filter(parent=person, awaits_way_in=True)
        waiting.update(awaits_way_in=False)
