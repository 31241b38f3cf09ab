"""What people do about their own accounts at providers, and the second step after one."""

import time

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.accounts import not_me
from kinkeeper.accounts.provider_models import Identity, IdentityProvider
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import What, token_of
from kinkeeper.people.models import Person
from tests.accounts.lying_provider import Provider
from tests.accounts.provider_steps import acts, back, come, off, unknown
from tests.accounts.signing_in import app_of, code_of, is_in, password_given, with_password
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_crd_21_a_signed_in_person_connects_and_removes_an_account(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    with_password(cast.kari)
    browser = password_given(cast.kari)
    lying.says = {"sub": "kari-there"}
    assert unknown(come(school, lying))
    answer = come(school, lying, browser, f"/account/provider/{school.pk}/link/")
    assert answer["Location"] == "/account/"
    assert "You can now sign in with" in browser.get("/account/").content.decode()
    other = come(school, lying)
    assert is_in(other.client, cast.kari)
    number = Identity.objects.get().pk
    stranger = Client()
    stranger.force_login(cast.stranger)
    stranger.session["proved-at"] = int(time.time())
    assert stranger.post(f"/account/identity/{number}/remove/").status_code == 404
    browser.post(f"/account/identity/{number}/remove/")
    assert not Identity.objects.exists()
    assert unknown(come(school, lying))


def test_the_last_way_in_is_not_removed(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-1", "auth_time": int(time.time())}
    browser = come(school, lying).client
    browser.post(f"/account/identity/{Identity.objects.get().pk}/remove/")
    assert "your only way" in browser.get("/account/").content.decode()
    assert Identity.objects.exists()


def test_nobody_connects_what_is_another_persons(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    link = f"/account/provider/{school.pk}/link/"
    lying.says = {"sub": "jonas", "key": "P-2"}
    browser = password_given(with_password(cast.kari))
    come(school, lying, browser, link)  # not known yet, but the claim names Jonas
    assert not Identity.objects.exists()
    come(school, lying)
    lying.says = {"sub": "jonas"}
    come(school, lying, browser, link)
    assert Identity.objects.get().person_id == cast.jonas.pk
    assert "not yours here" in browser.get("/account/").content.decode()
    assert "identity.refused" in acts(cast.kari)
    lying.says = {"sub": "kari"}
    come(school, lying, browser, link)
    lying.says = {"sub": "kari-again"}
    come(school, lying, browser, link)
    assert Identity.objects.filter(person=cast.kari).count() == 1


def test_connecting_belongs_to_who_began_it(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    browser = password_given(with_password(cast.kari))
    lying.says = {"sub": "x"}
    code, state = lying.code_for(off(school, browser, f"/account/provider/{school.pk}/link/"))
    browser.post("/sign-out/")
    assert back(school, browser, code=code, state=state).status_code == 400
    assert not Identity.objects.exists()


def test_connecting_asks_who_is_there(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-1"}
    browser = come(school, lying).client  # it does not say when they signed in there
    answer = browser.post(f"/account/provider/{school.pk}/link/")
    assert answer["Location"].startswith("/account/prove/")
    start = f"/account/prove/provider/{school.pk}/"
    assert "prompt=login" in off(school, browser, start)
    assert come(school, lying, browser, start)["Location"] == "/account/"  # nor does it now
    assert browser.post(f"/account/provider/{school.pk}/link/").status_code == 302
    lying.says |= {"auth_time": int(time.time())}
    come(school, lying, browser, start)
    assert browser.post(f"/account/provider/{school.pk}/link/").status_code == 200


@pytest.mark.second_step
def test_staff_do_the_second_step_here_unless_the_site_trusts_the_providers(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    Person.objects.filter(pk=cast.henry.pk).update(sync_key="E-1")
    secret = app_of(cast.henry)
    lying.says = {"sub": "henry", "key": "E-1", "amr": ["pwd", "mfa"], "acr": "high"}
    browser = come(school, lying).client
    assert not is_in(browser, cast.henry)
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert is_in(browser, cast.henry)
    IdentityProvider.objects.filter(pk=school.pk).update(second_step="mfa substantial")
    assert is_in(come(school, lying).client, cast.henry)
    for said in ({"amr": ["pwd"]}, {"amr": "mfa"}, {"amr": None}, {"amr": [["mfa"]]}):
        lying.says = {"sub": "henry", **said}
        assert not is_in(come(school, lying).client, cast.henry), said
    lying.says = {"sub": "henry", "acr": "substantial"}
    assert is_in(come(school, lying).client, cast.henry)


def test_the_owner_is_told_and_shuts_what_was_connected(
    cast: Cast, lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"sub": "thief", "key": "P-1"}
    thief = come(school, lying).client
    assert thief.get("/children/").status_code == 200
    notice = SignInNotice.objects.get(person=cast.kari)
    assert (notice.what, notice.address) == (What.SERVICE_CONNECTED, "kari@example.org")
    not_me.shut("", token_of(notice))
    assert thief.get("/children/").status_code == 302
    assert unknown(come(school, lying))  # nor again by the key, until a new letter is used
    Person.objects.filter(pk=cast.kari.pk).update(way_in_at=timezone.now())
    assert is_in(come(school, lying).client, cast.kari)
