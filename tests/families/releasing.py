"""A model of releases: who released what to whom for what, judged by the tables alone (K38)."""

from dataclasses import dataclass, field

from kinkeeper.families.may_open_account import CONTACT, WAY_IN, OpeningAct, merging, parting
from kinkeeper.families.models import (
    Part,
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person
from tests.cast import make, person

# One thing that an account reaches: what it is, and its number.
Thing = tuple[str, int]


@dataclass(frozen=True)
class Given:
    question: int
    office: int
    act: str
    person: int
    thing: Thing
    releaser: int


@dataclass
class World:
    offices: list[Person]
    parents: list[Person]
    pupils: list[Person]
    schools: list[Organisation]
    given: set[Given] = field(default_factory=set)
    codes: list[tuple[Person, Person, str]] = field(default_factory=list)

    def act(self, number: int, kept: Person, gone: Person) -> OpeningAct:
        relationship = (kept.pk, gone.pk)
        return [WAY_IN, CONTACT, merging(*relationship), parting(*relationship)][number % 4]

    def reaches(self, office: int, thing: Thing) -> bool:
        """By the tables alone."""
        person = Person.objects.get(pk=office)
        if person.profile == "system-administrator":
            return True
        kind, number = thing
        if kind == "pending":
            made = PendingRelationship.objects.get(pk=number).reach
            places = list(Organisation.objects.filter(pk__in=made or []))
            return made is not None and all(self.within(office, place) for place in places)
        if kind == "organisation":
            return self.within(office, Organisation.objects.get(pk=number))
        mine = Organisation.objects.filter(memberships__person=number)
        return any(self.within(office, place) for place in mine)

    def within(self, office: int, place: Organisation) -> bool:
        roots = Organisation.objects.filter(memberships__person=office)
        return any(f"{place.path}/".startswith(f"{root.path}/") for root in roots)

    def things(self, office: int, account: Person, *, every: bool) -> set[Thing]:
        found: set[Thing] = {
            ("organisation", pk)
            for pk in Membership.objects.filter(person=account).values_list(
                "organisation", flat=True
            )
        }
        for relationship in Relationship.objects.filter(parent=account):
            made = relationship.reach is not None and all(
                self.within(office, Organisation.objects.get(pk=root))
                for root in relationship.reach
            )
            counts = relationship.state == RelationshipState.PROPOSED and (every or made)
            if relationship.state == RelationshipState.ACTIVE or counts:
                found.add(("child", relationship.child_id))
        if every:
            pendings = PendingRelationship.objects.filter(
                parent=account, state=PendingState.WAITING
            )
            found |= {("pending", pending.pk) for pending in pendings}
        return found

    def may(self, office: Person, act: OpeningAct, *accounts: Person) -> bool:
        return all(
            self.reaches(office.pk, thing) or self.was_given(office, act, account, thing)
            for account in accounts
            for thing in self.things(office.pk, account, every=act.every)
        )

    def was_given(self, office: Person, act: OpeningAct, account: Person, thing: Thing) -> bool:
        return any(
            (each.office, each.act, each.person, each.thing)
            == (office.pk, act.name, account.pk, thing)
            and (thing[0] == "pending" or self.reaches(each.releaser, thing))
            for each in self.given
        )


def world() -> World:
    cast = make()
    third = tree.ensure("Third")[0]
    below = tree.ensure("Lakeside/3B")[0]
    twin = person("kari.twin", "parent", cast.hillside)
    tom = person("tom.office", "school-administrator", third)
    return World(
        [cast.henry, cast.lara, tom, cast.admin],
        [cast.kari, cast.jonas, twin],
        [cast.nora, cast.elias, cast.theo, cast.mila],
        [cast.hillside, cast.lakeside, third, below],
    )


def thing_of(part: Part) -> Thing:
    if part.organisation_id is not None:
        return "organisation", part.organisation_id
    if part.child_id is not None:
        return "child", part.child_id
    return "pending", part.pending or 0
