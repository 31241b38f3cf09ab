"""What a provider that lies, or whoever stands between, opens: nothing (R-018)."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kinkeeper.accounts.provider_models import Identity, IdentityProvider
from kinkeeper.journal.models import Entry
from tests.accounts import lying_provider
from tests.accounts.lying_provider import CLIENT, Provider
from tests.accounts.provider_steps import back, come, off, set_up
from tests.accounts.signing_in import is_in

pytestmark = pytest.mark.django_db


Sign = Callable[[dict[str, Any]], str]


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("nonce", {"nonce": "another"}),
        ("nonce", {"nonce": None}),
        ("aud", {"aud": "somebody-else"}),
        ("aud", {"aud": ["somebody-else"]}),
        ("azp", {"aud": [CLIENT, "somebody-else"]}),
        ("azp", {"azp": "somebody-else"}),
        ("iss", {"iss": "https://login.example.org"}),
        ("iss", {"iss": None}),
        ("exp", {"exp": 1}),
        ("exp", {"exp": None}),
        ("iat", {"iat": 1}),
        ("iat", {"iat": int(time.time()) + 86_400}),
        ("nbf", {"nbf": int(time.time()) + 86_400}),
        ("sub", {"sub": None}),
        ("sub", {"sub": ""}),
        ("sub", {"sub": 7}),
        ("sub", {"sub": "x" * 256}),
        ("sub", {"sub": "a\0b"}),
    ],
)
def test_r_018_a_token_that_does_not_fit_opens_nothing(
    lying: Provider, school: IdentityProvider, why: str, says: dict[str, Any]
) -> None:
    lying.says = {"key": "P-1", **says}
    refused(come(school, lying), why)


@pytest.mark.parametrize(
    "sign",
    [
        lying_provider.signed_by_nobody,
        lying_provider.signed_with_the_public_key,
        lying_provider.signed_by_another,
        lying_provider.with_its_own_key,
        lambda claims: lying_provider.signed(claims)[:-8] + "AAAAAAAA",
        lambda claims: "nonsense",
        lambda claims: "..",
    ],
)
def test_r_018_what_only_the_provider_can_sign(
    lying: Provider, school: IdentityProvider, sign: Sign
) -> None:
    lying.says, lying.sign = {"key": "P-1"}, sign
    refused(come(school, lying), "signature")


def refused(answer: Any, why: str) -> None:
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/"
    assert "_auth_user_id" not in answer.client.session
    assert not Identity.objects.exists()
    told = Entry.objects.filter(action="provider.untrue").values_list("data__why", flat=True)
    assert list(told) == [why]


def test_a_state_of_another_browser_opens_nothing(
    lying: Provider, school: IdentityProvider
) -> None:
    lying.says = {"key": "P-1"}
    begun, other = Client(), Client()
    code, state = lying.code_for(off(school, begun))
    off(school, other)
    for query in ({"code": code, "state": state}, {"code": code}, {"code": code, "state": ""}):
        assert back(school, other, **query).status_code == 400
    assert not [each for each in lying.asked if each[0] == "/token"]
    assert is_in(back(school, begun, code=code, state=state).client, Identity.objects.get().person)


def test_nobody_comes_back_twice(lying: Provider, school: IdentityProvider) -> None:
    lying.says = {"key": "P-1"}
    browser = Client()
    code, state = lying.code_for(off(school, browser))
    assert back(school, browser, code=code, state=state).status_code == 302
    browser.post("/sign-out/")
    assert back(school, browser, code=code, state=state).status_code == 400
    _other, state = lying.code_for(off(school, browser))
    replayed = back(school, browser, code=code, state=state)  # the same code with a new state
    assert replayed["Location"] == "/sign-in/"
    assert "_auth_user_id" not in browser.session


def test_too_late_is_too_late(
    lying: Provider, school: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    code, state = lying.code_for(off(school, browser))
    monkeypatch.setattr("kinkeeper.web.entry.provider_trip.LASTS", -1)
    assert back(school, browser, code=code, state=state).status_code == 400


def test_the_answer_of_one_provider_is_not_another_ones(
    lying: Provider, school: IdentityProvider
) -> None:
    browser = Client()
    with lying_provider.running() as second:
        other = set_up(second, name="Town")
        code, state = lying.code_for(off(school, browser))
        assert back(other, browser, code=code, state=state).status_code == 400
        code, state = lying.code_for(off(school, browser))
        named = back(school, browser, code=code, state=state, iss=second.issuer)  # RFC 9207
        assert named["Location"] == "/sign-in/"
        assert not [each for each in [*lying.asked, *second.asked] if each[0] == "/token"]


def test_who_names_itself_must(lying: Provider, school: IdentityProvider) -> None:
    lying.describes = {"authorization_response_iss_parameter_supported": True}
    lying.says = {"key": "P-1"}
    refused(come(school, lying), "iss")


def test_whoever_signs_in_nowhere_is_told_so(lying: Provider, school: IdentityProvider) -> None:
    browser = Client()
    _code, state = lying.code_for(off(school, browser))
    answer = back(school, browser, error="access_denied", error_description="<b>", state=state)
    page = browser.get(answer["Location"]).content.decode()
    assert "You are not signed in through" in page
    assert "<b>" not in page
