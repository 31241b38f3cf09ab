"""R-091, R-092: a new site is no one's, and no one makes it theirs from outside."""

import pytest
from django.test import Client
from django.urls import reverse

from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from tests.access.test_matrix import NOBODY, PAGES

pytestmark = pytest.mark.django_db


def test_r_091_a_new_site_has_no_account(db: None) -> None:
    """Not of its makers either: the first one is made on the server (`kinkeeper admin create`)."""
    assert not Person.objects.exists()


def test_r_092_a_stranger_finds_pages_to_come_in_by_and_no_other() -> None:
    """Whatever answers somebody who has not signed in with more than the way to the sign-in."""
    shut = {302, 404, 405}
    found = [name for name, page in PAGES.items() if not set(page.told.get(NOBODY, ())) <= shut]
    assert [name for name in found if not name.startswith(("entry:", "demo:"))] == []


def test_r_092_nothing_that_a_stranger_sends_makes_a_school_or_an_account(db: None) -> None:
    client, before = Client(), Organisation.objects.count()
    said = {
        "username": "new.school", "password": "quiet lantern over the lake", "name": "Lakeside",
        "password1": "quiet lantern over the lake", "password2": "quiet lantern over the lake",
        "profile": "system-administrator", "path": "Lakeside", "email": "new@example.org",
    }  # fmt: skip
    for name, page in PAGES.items():
        if NOBODY in page.told and not page.kind:
            client.post(reverse(name), said)
    assert not Person.objects.exists()
    assert Organisation.objects.count() == before
