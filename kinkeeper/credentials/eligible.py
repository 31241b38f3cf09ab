"""Who gets a credential and who is left out, and why, before anything is issued."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from kinkeeper.credentials.left_out_reasons import LeftOut
from kinkeeper.families.may_open_account import CONTACT, WAY_IN, closed_to, may_open
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.lib import db
from kinkeeper.organisations.reach import Reach, of_roots
from kinkeeper.people import returned_mail
from kinkeeper.people.address_origin import reads_mail_of
from kinkeeper.people.hidden import protected as all_protected
from kinkeeper.people.models import OF_SCHOOL, Person, PersonState, Profile
from kinkeeper.people.one_person_name import may_be_two

# Mailboxes of pupils who sign in themselves; an address that only stands in a small child's record
# is mostly the parents' own.
PUPILS = """
SELECT DISTINCT lower(pupil.email) FROM people_person pupil
WHERE pupil.profile = 'pupil' AND pupil.state <> 'trashed'
    AND (pupil.password <> '' OR pupil.sealed_password IS NOT NULL)
    AND pupil.email <> '' AND lower(pupil.email) = ANY(%s)
"""
# Step by step, each child's parents by the index (OFFSET 0 keeps it so): just after a large import
# the database knows no better than to compare everybody with everybody.
SECOND = """
WITH related AS MATERIALIZED (
    SELECT DISTINCT mine.parent_id AS person_id, theirs.parent_id AS other_id
    FROM families_relationship mine CROSS JOIN LATERAL (
        SELECT parent_id FROM families_relationship
        WHERE child_id = mine.child_id AND parent_id <> mine.parent_id
            AND state IN ('active', 'proposed') OFFSET 0) theirs
    WHERE mine.parent_id = ANY(%s) AND mine.state IN ('active', 'proposed')),
known AS MATERIALIZED (
    SELECT person.id, other.id AS other_id, other.last_login,
        person.given_name || ' ' || person.family_name AS name,
        other.given_name || ' ' || other.family_name AS other_name
    FROM related JOIN people_person person ON person.id = related.person_id
    JOIN people_person other ON other.id = related.other_id AND other.state <> 'trashed')
SELECT DISTINCT id FROM known
WHERE (other_id < id OR last_login IS NOT NULL)
    AND kinkeeper_fold(other_name) = kinkeeper_fold(name)
    AND NOT EXISTS (
        SELECT FROM people_different said
        WHERE said.first_id = least(known.id, other_id)
            AND said.second_id = greatest(known.id, other_id))
"""


@dataclass(frozen=True)
class Choice:
    """`code` (a `LeftOut`) is empty for whoever gets one; `detail` is what its sentence names."""

    person: Person
    code: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gets_one(self) -> bool:
        return not self.code


def choose(
    people: Iterable[Person], *, by_email: bool, reach: Reach, alone: bool | None = None
) -> list[Choice]:
    """One choice for each of the people, in their order; seven queries however many they are.
    `reach` is that of the office which could read what is issued (K38). Who is protected gets one
    only alone, and a protected child is nobody's reason for one among many (K28): `alone` says it
    where these people are a piece of more."""
    listed = list(people)
    alone = len(listed) == 1 if alone is None else alone
    protected = frozenset() if alone else all_protected()
    connected = set(
        Relationship.objects.filter(
            goes_on(),
            ~Q(child__in=protected),
            parent__in=[person.pk for person in listed],
            child__state=PersonState.ACTIVE,
        ).values_list("parent_id", flat=True)
    )
    second = _second_accounts([person.pk for person in listed])
    closed = closed_to(reach, [person.pk for person in listed], WAY_IN)
    if by_email:  # a mail that the office cannot read gives the office no way in
        closed &= {person.pk for person in listed if reads_mail_of(reach, person)}
    pupils = pupils_mailboxes(listed) if by_email else set()
    returned = returned_mail.of_people(listed) if by_email else {}
    choices = [
        _choice(person, pupils, returned, connected=person.pk in connected, by_email=by_email)
        for person in listed
    ]
    choices = [
        Choice(choice.person, LeftOut.PROTECTED) if choice.person.pk in protected else choice
        for choice in choices
    ]
    return [_among_others(choice, second, closed) for choice in choices]


def _among_others(choice: Choice, second: Collection[int], closed: Collection[int]) -> Choice:
    if not choice.gets_one:
        return choice
    if choice.person.pk in second:
        return Choice(choice.person, LeftOut.SECOND_ACCOUNT)
    if choice.person.pk in closed:
        return Choice(choice.person, LeftOut.SHARED_PERSON)
    return choice


def pupils_mailboxes(people: Iterable[Person]) -> set[str]:
    """Those of the people's addresses, in lower case, that a pupil who signs in has, too: a mail
    to the parent would be read by the pupil."""
    return of_pupils(person.email for person in people if person.profile != Profile.PUPIL)


def of_pupils(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, in lower case, that a pupil who signs in has."""
    asked = {address.lower() for address in addresses}
    return set(db.column(PUPILS, [sorted(asked - {""})]))


def opens_only_its_setters(person: Person) -> bool:
    """Whether a mail that the person orders alone gives no office a way in: whoever set the address
    reaches all that the account opens (K38). An address of which nobody knows is the person's."""
    roots = person.email_reach
    return not roots or may_open(of_roots(roots), person.pk, CONTACT, WAY_IN)


def _second_accounts(people: Sequence[int]) -> set[int]:
    """Those who share the whole name and a child with an older account, or with one that is in
    use, unless somebody said that they are two people."""
    return set(db.column(SECOND, [list(people)]))


def _choice(
    person: Person,
    pupils: Collection[str],
    returned: Collection[int],
    *,
    connected: bool,
    by_email: bool,
) -> Choice:
    if person.state != PersonState.ACTIVE:
        return Choice(person, LeftOut.NOT_ACTIVE)
    if person.last_login is not None and person.has_password:
        return Choice(person, LeftOut.SIGNED_IN_ALREADY)
    if may_be_two(person):
        return Choice(person, LeftOut.TWO_PEOPLE)
    if person.profile not in OF_SCHOOL and not connected:
        return Choice(person, LeftOut.NO_RELATIONSHIP)
    if by_email and not person.email:
        return Choice(person, LeftOut.NO_EMAIL)
    if person.pk in returned:
        return Choice(person, LeftOut.EMAIL_RETURNED)
    if person.email.lower() in pupils and person.profile != Profile.PUPIL:
        return Choice(person, LeftOut.PUPILS_EMAIL)
    return Choice(person)
