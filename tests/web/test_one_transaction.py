"""A request's writes stand or fall together; a try that was denied stays all the same."""

from typing import Any

import pytest
from django.db import connection
from django.shortcuts import render
from django.test import Client

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, Tries
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.lib import typed_codes
from kinkeeper.lib.asking import act
from kinkeeper.organisations import settings as site
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.web import errors
from kinkeeper.web.entry import activate, sign_in
from kinkeeper.web.staff import person, settings
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def broken(*_words: Any, **_more: Any) -> None:
    raise RuntimeError("a bug")


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def test_an_exception_after_a_write_leaves_nothing(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.force_login(cast.admin)
    was, lines = site.everything(), Entry.objects.count()
    stated = {name: value for name, value in was.items() if value is not False and value != ""}
    changed = stated | {"office": "Room 5"}
    monkeypatch.setattr(settings, "redirect", broken)
    answer = browser.post("/staff/settings/", changed)
    assert answer.status_code == 500
    assert (site.everything(), Entry.objects.count()) == (was, lines)
    assert not answer.cookies  # none that would say "Saved." on the next page
    monkeypatch.undo()
    assert browser.post("/staff/settings/", changed).status_code == 302
    assert site.get("office") == "Room 5"


def test_a_look_at_a_child_that_showed_nothing_is_none(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.force_login(cast.admin)
    monkeypatch.setattr(person, "render", broken)
    assert browser.get(f"/staff/people/{cast.nora.pk}/").status_code == 500
    assert not Entry.objects.filter(action="child.viewed").exists()


def test_a_denied_look_stays_though_the_page_is_taken_back(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.force_login(cast.stranger)
    assert browser.get(f"/children/{cast.nora.pk}/").status_code == 404
    monkeypatch.setattr(errors, "render", broken)
    assert browser.get(f"/children/{cast.elias.pk}/").status_code == 500
    denied = Entry.objects.filter(action="child.view", outcome=Outcome.DENIED)
    assert {line.child_id for line in denied} == {cast.nora.pk, cast.elias.pk}


def test_a_wrong_password_counts_though_the_page_breaks(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "render", broken)
    answer = browser.post("/sign-in/", {"username": "kari.berg", "password": "guessed"})
    assert answer.status_code == 500
    assert Entry.objects.filter(action="session.refused", outcome=Outcome.DENIED).count() == 1
    assert set(Tries.objects.values_list("count", flat=True)) == {1}


def test_a_guessed_code_counts_though_the_page_breaks(
    cast: Cast, browser: Client, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    [made] = issue_many(office, [cast.kari.pk], Channel.LETTER, reach=WHOLE_SITE)
    guess = next(each for each in other_codes(made.code or "") if each != made.code)
    monkeypatch.setattr(activate, "render", broken)
    assert browser.post("/activate/", {"code": guess}).status_code == 500
    assert Credential.objects.get().wrong_tries == 1


def other_codes(code: str) -> list[str]:
    """Some that begin as this one does."""
    drawn = (
        code[: typed_codes.SELECTOR] + typed_codes.draw()[typed_codes.SELECTOR :]
        for _each in range(2000)
    )
    return [each for each in drawn if typed_codes.well_formed(each)]


def test_a_commit_that_fails_leaves_nothing_but_what_was_denied(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deferred constraint is judged at the very end."""

    def twice(*_words: Any, **_more: Any) -> None:
        twin = {"username": cast.kari.username, "profile": "parent", "given_name": "Twin"}
        with act():
            Person.objects.create(**twin)

    monkeypatch.setattr("kinkeeper.web.entry.sign_in.Try.count", twice)
    answer = browser.post("/sign-in/", {"username": "kari.berg", "password": "guessed"})
    assert answer.status_code == 500
    assert Person.objects.filter(username=cast.kari.username).count() == 1
    assert Entry.objects.filter(action="session.refused").count() == 1


def test_a_page_of_the_site_is_read_in_one_transaction(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.force_login(cast.kari)
    seen = []

    def looked(*words: Any, **more: Any) -> Any:
        seen.append(connection.in_atomic_block)
        return render(*words, **more)

    monkeypatch.setattr("kinkeeper.web.parents.children.render", looked)
    assert browser.get("/children/").status_code == 200
    assert seen == [True]
    assert not connection.in_atomic_block
