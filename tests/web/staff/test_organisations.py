"""The tree of organisations and the page on which a school says its own words."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kinkeeper.access import viewer
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import own_settings, settings, tree
from kinkeeper.people.models import Person
from kinkeeper.readings import organisation_tree
from kinkeeper.readings.organisation_tree import Figures, Node
from tests.cast import Cast, connected, person
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
WORDS = {"site_name": "Hillside School", "office": "Hillside, 2000", "letterhead": "12 School Lane"}


def told(nodes: list[Node]) -> list[object]:
    return [(node.organisation.path, told(node.below)) for node in nodes]


def of(cast_member: Person, path: str) -> Figures:
    return organisation_tree.of(viewer.of_person(cast_member, "a test"), tree.find(path))


def test_where_most_is_missing_comes_first(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    nodes = organisation_tree.tree(viewer.of_person(cast.admin, "a test"))
    assert told(nodes) == [("", [("Lakeside", []), ("Hillside", [("Hillside/5A", [])])])]
    tree.ensure("Empty school")
    nodes = organisation_tree.tree(viewer.of_person(cast.admin, "a test"))
    assert [node.organisation.path for node in nodes[0].below][-1] == "Empty school"


def test_a_school_counts_the_pupils_of_its_classes_once(cast: Cast, office: Actor) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    issue_many(office, [cast.jonas.pk], Channel.LETTER)
    lone = person("lone.pupil", "pupil", cast.class_5a)
    assert of(cast.henry, "Hillside") == Figures(3, 2, 1, 2, 1, 1)
    assert of(cast.henry, "Hillside/5A") == Figures(2, 1, 1, 2, 1, 1)
    assert of(cast.admin, "") == Figures(5, 2, 1, 3, 1, 1)
    Person.objects.filter(pk=lone.pk).update(state="trashed")
    assert of(cast.henry, "Hillside").without_parents == 0


def test_who_is_trashed_or_no_longer_connected_counts_for_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z", state="trashed")
    Relationship.objects.filter(parent=cast.jonas).update(ends_on="2020-01-01")
    assert of(cast.admin, "Hillside") == Figures(2, 0, 2, 0, 0, 0)


def test_k14_the_tree_begins_where_reach_does(cast: Cast, signed_in: As) -> None:
    nodes = organisation_tree.tree(viewer.of_person(cast.henry, "a test"))
    assert told(nodes) == [("Hillside", [("Hillside/5A", [])])]
    page = signed_in(cast.henry).get("/staff/organisations/").content.decode()
    assert "Hillside" in page
    assert "Lakeside" not in page
    assert "whole site" not in page


def test_k14_a_school_administrator_says_nothing_for_another_school(
    cast: Cast, signed_in: As
) -> None:
    client = signed_in(cast.henry)
    for number in (cast.lakeside.pk, cast.hillside.parent_id, 999_999):
        assert client.get(f"/staff/organisations/{number}/").status_code == 404
        assert client.post(f"/staff/organisations/{number}/", WORDS).status_code == 404
    assert own_settings.of(cast.lakeside)["office"] == ""
    assert Entry.objects.filter(action="organisation.view", outcome="denied").count() == 4


@pytest.mark.parametrize("who", ["maria", "kari", "nora"])
def test_teachers_parents_and_pupils_say_nothing_for_a_school(
    cast: Cast, signed_in: As, who: str
) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get("/staff/organisations/").status_code == 404
    assert client.post(f"/staff/organisations/{cast.hillside.pk}/", WORDS).status_code == 404


def test_a_school_says_its_words_and_its_parents_read_them(cast: Cast, signed_in: As) -> None:
    page = f"/staff/organisations/{cast.hillside.pk}/"
    assert signed_in(cast.henry).post(page, WORDS).status_code == 302
    assert 'value="Hillside, 2000"' in signed_in(cast.henry).get(page).content.decode()
    kari, vera = signed_in(cast.kari), signed_in(cast.stranger)
    for address in ("/children/", f"/children/{cast.nora.pk}/", "/account/password/"):
        shown = kari.get(address).content.decode()
        assert "Do you need help? Hillside, 2000" in shown, address
        assert "Hillside School" in shown, address
    assert "Hillside, 2000" not in vera.get("/children/").content.decode()
    assert "Hillside, 2000" in signed_in(cast.nora).get("/me/").content.decode()


def test_too_long_a_word_stays_on_the_page_with_what_to_do(cast: Cast, signed_in: As) -> None:
    page = f"/staff/organisations/{cast.hillside.pk}/"
    answer = signed_in(cast.henry).post(page, WORDS | {"office": "x" * 201})
    assert answer.status_code == 422
    assert "x" * 201 in answer.content.decode()
    assert own_settings.of(cast.hillside) == dict.fromkeys(own_settings.OWN, "")


def test_a_parent_of_two_schools_is_told_both_offices_and_at_each_child_its_own(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    own_settings.change(office, cast.hillside, "office", "Hillside, 2000")
    own_settings.change(office, cast.hillside, "site_name", "Hillside School")
    own_settings.change(office, cast.lakeside, "office", "Lakeside, 3000")
    jonas = signed_in(cast.jonas)
    home = jonas.get("/children/").content.decode()
    assert "Hillside, 2000" in home
    assert "Lakeside, 3000" in home
    theo = jonas.get(f"/children/{cast.theo.pk}/").content.decode()
    assert "Lakeside, 3000" in theo
    assert "2000" not in theo


def test_k28_the_school_of_a_child_whom_a_parent_no_longer_sees_is_told_nowhere(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    settings.change(office, "office", "District, 1000")
    own_settings.change(office, cast.lakeside, "office", "Lakeside, 3000")
    vera = signed_in(cast.stranger)
    assert "Lakeside, 3000" in vera.get("/children/").content.decode()
    for change in ({"awaits_way_in": True}, {"state": "proposed"}):
        Relationship.objects.filter(parent=cast.stranger).update(**change)
        page = vera.get("/children/").content.decode()
        assert "3000" not in page
        assert "District, 1000" in page


def test_the_page_of_a_way_in_names_the_office_of_the_school(
    cast: Cast,
    client: Client,
    office: Actor,
) -> None:
    own_settings.change(office, cast.hillside, "office", "Hillside, 2000")
    [issued] = issue_many(office, [cast.kari.pk], Channel.LETTER)
    page = client.get(f"/activate/{issued.token}/", follow=True).content.decode()
    assert "Hillside, 2000" in page


def test_the_largest_tree_is_three_queries(
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        place = tree.ensure(f"Valley/School {number}/1A")[0]
        connected(cast.kari, person(f"pupil.n{number}", "pupil", place))
    who = viewer.of_person(cast.admin, "a test")
    with django_assert_num_queries(3):
        organisation_tree.tree(who)
