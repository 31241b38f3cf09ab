"""A code, a mail, a choice, what the school had set: all lead to the same, an own password."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
NEW = "green harbour seven ladders"
Way = Callable[[Client, Person, str], int]


def by_code(browser: Client, person: Person, password: str) -> int:
    office = Actor(None, "the office", "a test")
    [made] = issue_many(office, [person.pk], Channel.LETTER, reach=WHOLE_SITE)
    browser.post("/activate/", {"code": made.code or ""})
    return browser.post("/activate/password/", {"password": password}).status_code


def by_mail(browser: Client, person: Person, password: str) -> int:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    browser.get(f"/forgotten/{uid}/{tokens.make_token(person)}/")
    return browser.post("/forgotten/password/", {"password": password}).status_code


def by_choice(browser: Client, person: Person, password: str) -> int:
    browser.force_login(person)
    typed = {"old": PASSWORD, "password": password}
    return browser.post("/account/password/", typed).status_code


def because_it_must_be(browser: Client, person: Person, password: str) -> int:
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    browser.force_login(person)
    return browser.post("/new-password/", {"password": password}).status_code


WAYS: dict[Way, tuple[str, int]] = {
    by_code: ("credential.redeemed", 302),
    by_mail: ("password.reset", 200),
    by_choice: ("password.changed", 302),
    because_it_must_be: ("password.changed", 302),
}


@pytest.fixture
def kari(cast: Cast) -> Person:
    Person.objects.filter(pk=cast.kari.pk).update(
        password=make_password(PASSWORD), sealed_password=b"sealed"
    )
    return Person.objects.get(pk=cast.kari.pk)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_leads_to_the_same(kari: Person, way: Way) -> None:
    elsewhere = Client()
    elsewhere.force_login(kari)
    action, status = WAYS[way]
    assert way(Client(), kari, NEW) == status
    kari.refresh_from_db()
    assert kari.check_password(NEW)
    assert (kari.sealed_password, kari.must_change_password) == (None, False)
    assert elsewhere.get("/children/").headers["Location"].startswith("/sign-in/")
    assert Entry.objects.filter(action=action, person_id=kari.pk, actor_id=kari.pk).count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_no_way_takes_a_password_that_will_not_do(kari: Person, way: Way) -> None:
    way(Client(), kari, "short")
    kari.refresh_from_db()
    assert kari.check_password(PASSWORD)
    assert not Entry.objects.filter(action=WAYS[way][0]).exists()
