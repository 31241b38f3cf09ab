"""The list of people behind the wall, found in one look, is the list that the policies show."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access import scopes, viewer
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.search import ENOUGH
from kinkeeper.readings import people as listed
from kinkeeper.readings.people import TRASH, Found, Wanted
from kinkeeper.registry.protect import protect
from tests.access.wall.test_what_is_found import ASKING, WORD, Asking, site
from tests.access.wall.test_who_is_asking import asked_by
from tests.cast import Cast, person
from tests.wall import as_web

pytestmark = pytest.mark.django_db
CALL = "SELECT * FROM wall.people_page('{}', '{}', NULL, '', false, 0, 50)"


def told(found: Found) -> tuple[int, int, list[int]]:
    return found.total, found.page, [each.pk for each in found.people]


def found_by(who: Person, wanted: Wanted) -> tuple[int, int, list[int]]:
    """Without the wall, by the conditions of the pages alone."""
    return told(listed.find(viewer.of_person(who, "a test"), wanted))


def found_behind_the_wall(who: Person, wanted: Wanted) -> tuple[int, int, list[int]]:
    with asked_by(who):
        return told(listed.find(viewer.of_person(who, "a test"), wanted))


@given(
    asking=ASKING.filter(lambda each: each.who in {"anna", "henry", "lara", "tora"}),
    names=st.lists(WORD, max_size=3),
    wanted=st.builds(
        Wanted,
        words=st.lists(WORD, max_size=2).map(" ".join),
        profile=st.sampled_from(["", *Profile.values]),
        only=st.sampled_from(["", TRASH]),
        page=st.integers(1, 4),
    ),
    place=st.sampled_from([None, "hillside", "lakeside", "class_5a"]),
)
@example(Asking("henry"), [], Wanted(page=9), None)
@example(Asking("henry", hidden="nora"), [], Wanted(profile="pupil"), None)
@example(Asking("henry", hidden="nora"), [], Wanted("berg"), None)
@example(Asking("anna", hidden="nora"), ["Bergh"], Wanted("berg n", page=2), None)
@example(Asking("henry", gathered=True), ["a%n", "\\"], Wanted("%"), "class_5a")
@example(Asking("lara"), ["Gone"], Wanted("gone", only=TRASH), None)
def test_k14_k28_law_a_page_of_people_is_what_the_policies_show(
    cast: Cast, asking: Asking, names: list[str], wanted: Wanted, place: str | None
) -> None:
    with site(cast, names, asking), pytest.MonkeyPatch.context() as patch:
        patch.setattr(listed, "PAGE", 2)
        Person.objects.filter(username__in=["p0", "elias.berg"]).update(state="trashed")
        who = Person.objects.get(username__startswith=f"{asking.who}.")
        at = getattr(cast, place) if place else None
        if at is not None and not scopes.organisations(viewer.of_person(who, "")).contains(at):
            at = None  # a page names none that is out of reach
        wanted = replace(wanted, organisation=at)
        assert found_behind_the_wall(who, wanted) == found_by(who, wanted)


def named(username: str) -> None:
    Person.objects.create(
        username=username,
        username_folded=username,
        given_name="Ulf",
        family_name="Hendricks",
        profile=Profile.PARENT,
    )


def test_where_enough_have_the_word_no_one_is_found_who_has_it_nearly(
    cast: Cast, office: Actor
) -> None:
    for at in range(ENOUGH - 1):
        named(f"many{at}")
    near = person("near.one", Profile.PARENT, cast.hillside)
    Person.objects.filter(pk=near.pk).update(family_name="Hendriks")
    wanted = Wanted("hendricks")
    for found in (found_by, found_behind_the_wall):
        total, _page, _numbers = found(cast.admin, wanted)
        assert total == ENOUGH
    named("last")
    for found in (found_by, found_behind_the_wall):
        total, _page, numbers = found(cast.admin, wanted)
        assert total == ENOUGH
        assert near.pk not in numbers


def test_only_who_works_here_is_told_a_page(cast: Cast) -> None:
    for who in (cast.kari, cast.nora):
        with asked_by(who):
            assert db.rows(CALL) == []
    with as_web():
        assert db.rows(CALL) == []
    for who in (cast.henry, cast.admin, cast.maria):
        with asked_by(who):
            assert db.rows(CALL) != []


def test_k14_no_office_is_told_who_belongs_elsewhere_too(cast: Cast) -> None:
    call = "SELECT total FROM wall.people_page('{}', '{}', %s, '', false, 0, 50)"
    with asked_by(cast.henry):
        assert db.value(call, [cast.lakeside.pk]) == 0
        assert db.value(call, [cast.class_5a.pk]) > 0


def test_k18_k28_k35_a_teacher_is_told_of_parents_whose_relationship_goes_on(cast: Cast) -> None:
    """Not of one that is over, nor of a pupil who is of age, is hidden, or is in the trash."""

    def told_of() -> set[Person]:
        found = found_behind_the_wall(cast.maria, Wanted())
        assert found == found_by(cast.maria, Wanted())
        with asked_by(cast.maria):
            assert Person.objects.filter(pk__in=found[2]).count() == len(found[2])
        return set(Person.objects.filter(pk__in=found[2]))

    assert told_of() == {cast.nora, cast.kari, cast.jonas}
    theirs = Relationship.objects.filter(child=cast.nora, parent=cast.kari)
    theirs.update(ends_on=date(2026, 1, 1))
    assert told_of() == {cast.nora, cast.jonas}
    theirs.update(ends_on=None)
    nora = Person.objects.filter(pk=cast.nora.pk)
    nora.update(birth_date=date(2005, 5, 3))
    assert told_of() == {cast.nora}
    nora.update(birth_date=None)
    nora.update(state="trashed")
    assert told_of() == set()
    nora.update(state="active")
    actor = Actor(None, "the office", "a test")
    protect(actor, cast.nora, reason="an order", reach=WHOLE_SITE, staff=[cast.admin])
    assert told_of() == set()
