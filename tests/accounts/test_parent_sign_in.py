"""With what parents sign in is the site's rule, and every way in obeys it (R-002)."""

import json

import pytest
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.accounts import providers
from kinkeeper.accounts.provider_models import Identity, IdentityProvider
from kinkeeper.credentials import issue
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from tests.accounts.lying_provider import Provider
from tests.accounts.provider_steps import OFFICE, come
from tests.accounts.signing_in import (
    PASSWORD,
    allowed,
    app_of,
    is_in,
    options,
    passkey_of,
    password_given,
    show,
    with_password,
)
from tests.accounts.soft_passkey import Device
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(cast: Cast) -> Person:
    return with_password(cast.kari)


def rule(code: str) -> None:
    settings.change(OFFICE, "parent_sign_in", code)


def by_letter(person: Person) -> tuple[Client, str]:
    """The browser, and the page it is on after a letter's link and a new password."""
    [made] = issue.issue_many(OFFICE, [person.pk], Channel.LETTER, reach=WHOLE_SITE)
    browser = Client()
    browser.get(f"/activate/{made.token}/")
    answer = browser.post("/activate/password/", {"password": PASSWORD}, follow=True)
    return browser, answer.content.decode()


def by_reset(person: Person) -> str:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    browser = Client()
    browser.get(f"/forgotten/{uid}/{tokens.make_token(person)}/")
    return browser.post("/forgotten/password/", {"password": f"{PASSWORD} two"}).content.decode()


def test_r_002_a_password_alone_is_chosen_with_a_reason(cast: Cast) -> None:
    rule("password-and-second-step")
    with pytest.raises(settings.BadValue, match="parent_sign_in_reason"):
        rule("password")
    settings.change(OFFICE, "parent_sign_in_reason", "No phones at home.")
    rule("password")
    with pytest.raises(settings.BadValue, match="reason"):
        settings.change(OFFICE, "parent_sign_in_reason", "")


def test_r_002_the_page_refuses_it_at_its_field(cast: Cast) -> None:
    rule("password-and-second-step")
    admin = Client()
    admin.force_login(cast.admin)
    form = settings.everything() | {"parent_sign_in": "password", "site_name": "Renamed"}
    answer = admin.post("/staff/settings/", form)
    assert answer.status_code == 422
    assert "First write down why" in answer.content.decode()
    assert settings.get("site_name") != "Renamed"
    answer = admin.post("/staff/settings/", form | {"parent_sign_in_reason": "No phones."})
    assert answer.status_code == 302
    assert settings.get("parent_sign_in") == "password"


def test_r_002_a_second_step_is_asked_of_parents_in_every_way(
    cast: Cast, kari: Person, lying: Provider, school: IdentityProvider
) -> None:
    before = password_given(kari)
    assert before.get("/children/").status_code == 200
    rule("password-and-second-step")
    assert before.get("/children/").status_code == 302  # who came by less is out
    browser = password_given(kari)
    assert not is_in(browser, kari)
    page = browser.get("/", follow=True).content.decode()
    assert "Ask the school office" in page
    lying.says = {"key": "P-1"}
    through = come(school, lying).client
    assert not is_in(through, kari)
    browser, page = by_letter(cast.jonas)
    assert "Set up your second step" in page  # the letter allows it for a day
    assert not is_in(browser, cast.jonas)
    by_reset(kari)
    assert not is_in(password_given(kari), kari)


def test_r_002_with_passkeys_a_password_and_an_app_open_nothing(
    cast: Cast, kari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.URL", "http://localhost:8000")
    app_of(kari)
    rule("passkey")
    browser = password_given(kari)
    answer = browser.get("/", follow=True)
    assert answer.request["PATH_INFO"] == "/sign-in/set-up/allowed/"
    allowed(kari)  # as the code of a letter does
    phone = Device()
    made = phone.make(options(browser, "/sign-in/set-up/passkey/options/"))
    browser.post("/sign-in/set-up/passkey/", {"answer": json.dumps(made), "name": "phone"})
    assert is_in(browser, kari)
    alone = Client()
    show(alone, phone, "/sign-in/passkey/")
    assert is_in(alone, kari)
    browser = password_given(kari)
    assert "Code from your app" not in browser.get("/sign-in/second-step/").content.decode()
    browser, page = by_letter(cast.jonas)
    assert "From now on you sign in with a passkey" in page
    assert browser.get("/sign-in/set-up/app/")["Location"] == "/sign-in/set-up/"


def test_r_002_with_a_provider_nothing_else_opens(
    cast: Cast, kari: Person, lying: Provider, school: IdentityProvider
) -> None:
    phone = passkey_of(kari)
    rule("provider")
    browser = password_given(kari)
    assert not is_in(browser, kari)
    answer = Client().post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert answer.status_code == 403
    assert "account elsewhere" in answer.content.decode().replace("\n", " ")
    alone = Client()
    show(alone, phone, "/sign-in/passkey/")
    assert not is_in(alone, kari)
    browser, page = by_letter(cast.jonas)
    assert "Sign in another way" in page
    assert not is_in(browser, cast.jonas)
    assert "opens nothing" in by_reset(kari)
    lying.says = {"sub": "jonas", "key": "P-2"}
    through = come(school, lying).client
    assert is_in(through, cast.jonas)
    through.session["proved-at"] = 0
    assert is_in(password_given(with_password(cast.henry)), cast.henry)  # staff as ever
    number = Identity.objects.get().pk
    through.post(f"/account/identity/{number}/remove/")
    assert Identity.objects.exists()  # a password that opens nothing is no other way
    for wanted in ({"audience": "staff"}, {"claim": ""}):
        with pytest.raises(providers.Refusal):
            providers.change(
                OFFICE, school,
                providers.Wanted(
                    **{"name": "x", "issuer": lying.issuer, "client_id": "x", "claim": "key",
                       "audience": "both", **wanted}
                ),
            )  # fmt: skip
    school.refresh_from_db()
    with pytest.raises(providers.Refusal):
        providers.remove(OFFICE, school)


def test_nobody_asks_for_what_the_site_cannot_do(cast: Cast) -> None:
    with pytest.raises(settings.BadValue, match="identity provider"):
        rule("provider")
    with pytest.raises(settings.BadValue, match="https"):
        rule("passkey")
    assert settings.get("parent_sign_in") == "password"
