"""Every address there is, asked by everybody: closed unless the view says for whom it is."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kinkeeper.access.rules import Verb
from kinkeeper.families.disconnect import disconnect
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.registry.trash import trash
from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")


def patterns() -> Iterator[tuple[str, URLPattern]]:
    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from walk(each, before + str(each.pattern))
            else:
                yield before + str(each.pattern), each

    return walk(get_resolver(), "/")


ALL = list(patterns())
CLOSED = [(route, each) for route, each in ALL if not each.callback.gate.open_to_all]  # type: ignore[attr-defined]  # the gate's mark


def filled(route: str, number: int) -> str:
    numbered = re.sub(r"<int:\w+>|<str:number>", str(number), route)
    return numbered.replace("<str:profile>", "parent")


@pytest.mark.parametrize("route", [route for route, _each in ALL])
def test_every_view_says_for_whom_it_is(route: str) -> None:
    assert dict(ALL)[route].callback.gate is not None  # type: ignore[attr-defined]  # its mark


@pytest.mark.parametrize("route", [route for route, _each in CLOSED])
def test_nobody_gets_in_without_signing_in(cast: Cast, route: str) -> None:
    for number in (cast.nora.pk, 999_999):
        answer = Client().get(filled(route, number))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("route", [route for route, each in CLOSED if route.startswith("/staff/")])
def test_k19_no_staff_page_answers_a_parent_or_a_pupil(
    cast: Cast, signed_in: As, route: str
) -> None:
    for person in (cast.stranger, cast.nora):
        client = signed_in(person)
        for number in (cast.nora.pk, 999_999):
            assert client.get(filled(route, number)).status_code == 404
            assert client.post(filled(route, number)).status_code == 404


TEACHERS = {"/staff/", "/staff/people/", "/staff/people/<int:number>/"}


@pytest.mark.parametrize("route", [route for route, each in CLOSED if route.startswith("/staff/")])
def test_a_teacher_looks_at_own_pupils_and_does_nothing_else(
    cast: Cast, signed_in: As, route: str
) -> None:
    client = signed_in(cast.maria)
    expected = 200 if route in TEACHERS else 404
    assert client.get(filled(route, cast.nora.pk)).status_code == expected
    if "number" in route:
        assert client.get(filled(route, cast.mila.pk)).status_code == 404


def test_a_child_that_is_not_theirs_is_the_same_as_one_that_never_existed(
    cast: Cast, signed_in: As
) -> None:
    client = signed_in(cast.stranger)
    there = client.get(f"/children/{cast.nora.pk}/")
    nowhere = client.get("/children/999999999/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    denied = Entry.objects.filter(outcome="denied", action="child.view")
    assert [line.child_id for line in denied] == [cast.nora.pk]


@pytest.mark.parametrize("odd", ["0", "-1", "1e3", "٣", "99999999999999999999", "../staff", "x"])
def test_odd_addresses_are_no_pages(cast: Cast, signed_in: As, odd: str) -> None:
    assert signed_in(cast.kari).get(f"/children/{odd}/").status_code == 404


def test_k14_a_school_administrator_opens_nothing_of_another_school(
    cast: Cast, signed_in: As
) -> None:
    client = signed_in(cast.henry)
    roster_import = planned(b"SyncID,First name,Last name\nX,A,B\n", by=cast.lara)
    batch = order(Actor(cast.lara.pk, "Lara", "a test"), [cast.stranger], Form.PAGES)
    for number in (cast.mila.pk, cast.stranger.pk, cast.lara.pk, cast.admin.pk):
        for more in ("", "edit/", "trash/", "connect/", "block/"):
            assert client.get(f"/staff/people/{number}/{more}").status_code == 404
    assert client.get(f"/staff/imports/{roster_import.pk}/").status_code == 404
    assert client.post(f"/staff/imports/{roster_import.pk}/apply/").status_code == 404
    assert client.get(f"/staff/credentials/{batch.pk}/").status_code == 404
    assert client.get("/staff/settings/").status_code == 404
    remove = f"/staff/people/{cast.nora.pk}/remove/{cast.stranger.pk}/"
    assert client.post(remove, {"reason": "x"}).status_code == 404
    connect = f"/staff/people/{cast.nora.pk}/connect/"
    assert client.post(connect, {"other": cast.stranger.pk, "kind": "mother"}).status_code == 404


def test_k14_nobody_makes_an_administrator_of_oneself(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    values = {"given_name": "X", "family_name": "Y", "organisation": "Hillside"}
    for profile in ("system-administrator", "school-administrator"):
        answer = client.post("/staff/people/add/", values | {"profile": profile})
        assert answer.status_code == 422
    outside = values | {"profile": "parent", "organisation": "Lakeside"}
    assert client.post("/staff/people/add/", outside).status_code == 422


def test_k17_what_ends_a_relationship_ends_access_at_the_next_request(
    cast: Cast, signed_in: As
) -> None:
    client = signed_in(cast.kari)
    page = f"/children/{cast.nora.pk}/"
    assert client.get(page).status_code == 200
    disconnect(OFFICE, cast.kari, cast.nora, reason="court order")
    assert client.get(page).status_code == 404
    assert b"Nora" not in client.get("/children/").content
    trash(OFFICE, cast.kari, reach=WHOLE_SITE)
    assert client.get("/children/").status_code == 302


def test_every_verb_is_asked_for_by_some_page() -> None:
    asked = {each.callback.gate.verb for _route, each in CLOSED}  # type: ignore[attr-defined]  # the gate's mark
    assert asked - {None} == set(Verb)
