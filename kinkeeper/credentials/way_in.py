"""A way in is used: the account has its owner's password from now on, and who could read it stays.

A child who was proposed or awaited elsewhere meanwhile is seen from a new way in on, where nobody
could read it who does not reach the child (K38).
"""

from django.contrib.auth.hashers import make_password

from kinkeeper.credentials.passwords import normal
from kinkeeper.families.models import Relationship
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.models import Person
from kinkeeper.people.new_address import Clock


def held(person_id: int) -> None:
    """The person, locked until the transaction ends: nobody grants a child to the account between
    the look whether a way in may open it and its use."""
    Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()


def by_code(person: Person, password: str, readers: list[int] | None) -> None:
    """`readers` are the roots of the office that could read the code or link; it reaches all that
    the account opens, as the caller has looked."""
    _enter(person, password, readers)


def by_mailbox(person: Person, password: str) -> None:
    """By a link in a mail that the person ordered: whoever set the address could read it. Where
    nobody knows who did, all stays as it was."""
    if person.email_reach is None:
        _enter(person, password, person.way_in_reach, anew=False)
    else:
        roots = person.email_reach
        _enter(person, password, of_roots(roots).kept() if roots else None)


def _enter(person: Person, password: str, readers: list[int] | None, *, anew: bool = True) -> None:
    Person.objects.filter(pk=person.pk).update(
        password=make_password(normal(password)),
        sealed_password=None,
        must_change_password=False,
        way_in_at=Clock(),
        way_in_reach=readers,
    )
    if anew:
        waiting = Relationship.objects.filter(parent=person, awaits_way_in=True)
        waiting.update(awaits_way_in=False)
