"""Whom the database shows to whom, as a law in plain words: whatever a page asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access import scopes
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people import local_date
from kinkeeper.people.hidden import hidden_from
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.people.reach import reach_of
from kinkeeper.registry.protect import protect
from tests.access.wall.test_who_is_asking import asked_by, visible
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
PARENTS = ["kari", "jonas", "stranger", "henry", "tora"]
CHILDREN = ["nora", "elias", "theo", "mila"]
ASKERS = ["admin", "henry", "lara", "maria", "tora", "kari", "jonas", "stranger", "nora", "theo"]
PLACES = ["hillside", "lakeside", "class_5a"]
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(PARENTS), st.sampled_from(CHILDREN)),
    st.sampled_from(RelationshipState),
    max_size=6,
)
BELONGS = st.lists(
    st.tuples(st.sampled_from([*PARENTS, *CHILDREN, "maria"]), st.sampled_from(PLACES)),
    max_size=4,
    unique=True,
)
ENDED = "SELECT families_ended_by_now(%(parent)s, %(child)s, %(moment)s, %(server_zone)s)"


def ended(pair: Relationship) -> bool:
    asked = {"parent": pair.parent_id, "child": pair.child_id, **local_date.params()}
    return bool(db.value(ENDED, asked))


def members(places: set[int]) -> set[int]:
    found = Membership.objects.filter(organisation__in=places)
    return set(found.values_list("person", flat=True))


def of_work(asker: Person) -> set[int]:
    """An office sees who belongs to its places and the parents of its pupils, whatever became of
    them; a teacher the own pupils, and who is their parent now."""
    hidden = hidden_from(asker.pk)
    mine = members(set(reach_of(asker).ids()))
    pairs = Relationship.objects.filter(child__in=mine - hidden)
    if asker.profile == Profile.SCHOOL_ADMINISTRATOR:
        return mine | {pair.parent_id for pair in pairs}
    pupils = Person.objects.filter(pk__in=mine, profile=Profile.PUPIL)
    now = [pair for pair in pairs if pair.state == RelationshipState.ACTIVE and not ended(pair)]
    return set(pupils.values_list("pk", flat=True)) | {pair.parent_id for pair in now}


def of_family(asker: Person) -> set[int]:
    """A parent sees the own children of today and their classes' teachers, a pupil the adults."""
    if asker.profile == Profile.PUPIL:
        adults = Relationship.objects.filter(child=asker, state=RelationshipState.ACTIVE)
        return {asker.pk, *adults.values_list("parent", flat=True)}
    children = set(scopes.children(asker).values_list("pk", flat=True))
    classes = Membership.objects.filter(person__in=children, organisation__kind="class")
    teachers = Person.objects.filter(
        profile=Profile.TEACHER, state=PersonState.ACTIVE,
        pk__in=members(set(classes.values_list("organisation", flat=True))),
    )  # fmt: skip
    return {asker.pk} | children | set(teachers.values_list("pk", flat=True))


def expected(asker: Person) -> set[int]:
    hidden = hidden_from(asker.pk)
    if asker.profile == Profile.SYSTEM_ADMINISTRATOR:
        return set(Person.objects.values_list("pk", flat=True)) - hidden
    at_work = of_work(asker) if asker.profile in {"school-administrator", "teacher"} else set()
    return (at_work | of_family(asker)) - hidden


@dataclass(frozen=True)
class Site:
    """What is otherwise than in the cast: pairs, who belongs where besides, pupils of age, someone
    in the trash, a pupil who is hidden from all but those named and the family."""

    asker: str
    pairs: dict[tuple[str, str], RelationshipState] = field(default_factory=dict)
    belongs: Sequence[tuple[str, str]] = ()
    of_age: Collection[str] = ()
    trashed: str = ""
    hidden: str = ""
    named: Collection[str] = ()

    def make(self, cast: Cast) -> Person:
        """The asker."""
        everybody = {**vars(cast), "tora": person("tora.both", Profile.TEACHER, cast.class_5a)}
        numbers = {name: each.pk for name, each in everybody.items()}
        grown = Person.objects.filter(pk__in=[numbers[each] for each in self.of_age])
        grown.update(birth_date=date(2000, 2, 29))
        for (parent, child), state in self.pairs.items():
            Relationship.objects.update_or_create(
                parent=everybody[parent], child=everybody[child], defaults={"state": state}
            )
        for name, place in self.belongs:
            Membership.objects.get_or_create(person=everybody[name], organisation=everybody[place])
        Person.objects.filter(pk=numbers.get(self.trashed, 0)).update(state=PersonState.TRASHED)
        if self.hidden:
            protect(
                Actor(None, "an office", "a test"), everybody[self.hidden], reason="an order",
                reach=WHOLE_SITE, staff=[everybody[each] for each in sorted(self.named)],
            )  # fmt: skip
        return Person.objects.get(pk=numbers[self.asker])


SITES = st.builds(
    Site,
    asker=st.sampled_from(ASKERS),
    pairs=PAIRS,
    belongs=BELONGS,
    of_age=st.sets(st.sampled_from(CHILDREN)),
    trashed=st.sampled_from([*CHILDREN, "kari", ""]),
    hidden=st.sampled_from(["", "", *CHILDREN]),
    named=st.sets(st.sampled_from(["henry", "admin"])),
)


@given(SITES)
@example(Site("maria", {("kari", "nora"): RelationshipState.PROPOSED}))
@example(Site("maria", belongs=[("kari", "class_5a"), ("jonas", "lakeside")]))
@example(Site("maria", of_age={"nora"}))
@example(Site("henry", {("stranger", "elias"): RelationshipState.BLOCKED}))
@example(Site("henry", {("stranger", "elias"): RelationshipState.ACTIVE}, hidden="elias"))
def test_r_041_k14_k16_k28_law_people_are_shown_by_reach_family_and_class_alone(
    cast: Cast, site: Site
) -> None:
    with transaction.atomic():
        asker = site.make(cast)
        if asker.state == PersonState.ACTIVE:
            shown = expected(asker)
            with asked_by(asker):
                assert visible("people_person") == shown
        transaction.set_rollback(True)
