"""R-034: the list of sign-ins says with what; and what was ticked at first outlasts the second
step."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from kinkeeper.access.models import SessionOwner
from kinkeeper.accounts import recovery_codes
from kinkeeper.lib.sessions import kept_as
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import SignedInBy
from tests.accounts.signing_in import (
    app_of,
    code_of,
    is_in,
    passkey_of,
    password_given,
    show,
    with_password,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HALF_A_MONTH = 15 * 24 * 3600


@pytest.fixture(autouse=True)
def a_site_with_a_name(settings: Settings) -> None:
    """As passkeys need it."""
    settings.URL = "http://localhost:8000"


def by_app(person: Person, **more: str) -> Client:
    secret = app_of(person)
    browser = password_given(person, None, **more)
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    return browser


def by_recovery_code(person: Person, **more: str) -> Client:
    app_of(person)
    code = recovery_codes.make(person)[0]
    browser = password_given(person, None, **more)
    browser.post("/sign-in/second-step/recovery/", {"code": code})
    return browser


def by_passkey_after_the_password(person: Person, **more: str) -> Client:
    device = passkey_of(person)
    browser = password_given(person, None, **more)
    show(browser, device, "/sign-in/second-step/passkey/")
    return browser


def by_password(person: Person, **more: str) -> Client:
    return password_given(person, None, **more)


WAYS = {
    by_app: SignedInBy.PASSWORD_AND_APP,
    by_recovery_code: SignedInBy.RECOVERY_CODE,
    by_passkey_after_the_password: SignedInBy.PASSKEY,
    by_password: SignedInBy.PASSWORD,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["kari", "henry"])
def test_r_031_r_034_with_what_and_for_how_long(
    cast: Cast, name: str, way: Callable[..., Client]
) -> None:
    """Ticked by both; staff have no long session for that."""
    person = with_password(getattr(cast, name))
    browser = way(person, own_device="on")
    assert is_in(browser, person)
    here = SessionOwner.objects.get(session=kept_as(browser.session.session_key or ""))
    assert (here.how, here.own_device) == (WAYS[way].value, name == "kari")
    age = browser.cookies[django_settings.SESSION_COOKIE_NAME]["max-age"]
    assert (int(age or 0) > HALF_A_MONTH) == (name == "kari")
