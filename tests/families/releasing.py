"""A model of releases: who released what to whom for what, judged by the tables alone (K38)."""

from dataclasses import dataclass, field
from typing import Self

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


@dataclass(frozen=True)
class Tables:
    """What the tables alone say at one moment, each read once: a judge asks hundreds of times."""

    profiles: dict[int, str]
    paths: dict[int, str]
    places: dict[int, list[int]]
    relationships: list[Relationship]
    pending: dict[int, PendingRelationship]

    @classmethod
    def read(cls) -> Self:
        places: dict[int, list[int]] = {}
        for member, place in Membership.objects.values_list("person", "organisation"):
            places.setdefault(member, []).append(place)
        return cls(
            dict(Person.objects.values_list("pk", "profile")),
            dict(Organisation.objects.values_list("pk", "path")),
            places,
            list(Relationship.objects.all()),
            PendingRelationship.objects.in_bulk(),
        )

    def reaches(self, office: int, thing: Thing) -> bool:
        if self.profiles[office] == "system-administrator":
            return True
        kind, number = thing
        if kind == "pending":
            made = self.pending[number].reach
            return made is not None and all(
                self.within(office, place) for place in made if place in self.paths
            )
        if kind == "organisation":
            return self.within(office, number)
        return any(self.within(office, place) for place in self.places.get(number, []))

    def within(self, office: int, place: int) -> bool:
        roots = [self.paths[each] for each in self.places.get(office, [])]
        return any(f"{self.paths[place]}/".startswith(f"{root}/") for root in roots)

    def things(self, office: int, account: Person, *, every: bool) -> set[Thing]:
        found: set[Thing] = {("organisation", pk) for pk in self.places.get(account.pk, [])}
        for relationship in self.relationships:
            if relationship.parent_id != account.pk:
                continue
            made = relationship.reach is not None and all(
                self.within(office, root) for root in relationship.reach
            )
            counts = relationship.state == RelationshipState.PROPOSED and (every or made)
            if relationship.state == RelationshipState.ACTIVE or counts:
                found.add(("child", relationship.child_id))
        if every:
            found |= {
                ("pending", number)
                for number, pending in self.pending.items()
                if pending.parent_id == account.pk and pending.state == PendingState.WAITING
            }
        return found


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

    def may(
        self, office: Person, act: OpeningAct, *accounts: Person, tables: Tables | None = None
    ) -> bool:
        """`tables`, if they were read already, and nothing has changed since."""
        now = tables or Tables.read()
        return all(
            now.reaches(office.pk, thing) or self.was_given(now, office, act, account, thing)
            for account in accounts
            for thing in now.things(office.pk, account, every=act.every)
        )

    def was_given(
        self, now: Tables, office: Person, act: OpeningAct, account: Person, thing: Thing
    ) -> bool:
        return any(
            (each.office, each.act, each.person, each.thing)
            == (office.pk, act.name, account.pk, thing)
            and (thing[0] == "pending" or now.reaches(each.releaser, thing))
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
