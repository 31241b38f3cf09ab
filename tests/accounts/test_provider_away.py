"""A provider that is away, or leads elsewhere: it is told, and the other ways in stay."""

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client

from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.journal.models import Entry
from tests.accounts.lying_provider import WELL_KNOWN, Provider, send
from tests.accounts.provider_steps import come
from tests.accounts.signing_in import is_in, password_given, with_password
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def hangs(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def drips(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _time in range(60):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def floods(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _time in range(160):
        handler.wfile.write(b" " * (1 << 16))


def moves(handler: BaseHTTPRequestHandler) -> None:
    send(handler, 302, {}, Location="http://169.254.169.254/latest/meta-data/")


@pytest.mark.parametrize("path", [WELL_KNOWN, "/token", "/keys"])
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (moves, "redirect"),
        (floods, "too-large"),
        (hangs, "slow"),
        (drips, "slow"),
        (lambda handler: send(handler, 503, {}), "status"),
        (lambda handler: send(handler, 200, ["a", "list"]), "unreadable"),
    ],
)
@pytest.mark.usefixtures("hasty")
def test_a_provider_that_is_away_leaves_the_other_ways(
    cast: Cast,
    lying: Provider,
    school: IdentityProvider,
    *,
    path: str,
    answer: Callable[[BaseHTTPRequestHandler], None],
    why: str,
) -> None:
    lying.says, lying.answers = {"key": "P-1"}, {path: answer}
    browser = Client()
    began = time.monotonic()
    if path == WELL_KNOWN:
        told = browser.post(f"/sign-in/provider/{school.pk}/")
    else:
        told = come(school, lying, browser)
    assert time.monotonic() - began < 3
    assert told["Location"] == "/sign-in/"
    assert "does not answer as it should" in browser.get("/sign-in/").content.decode()
    assert Entry.objects.get(action="provider.away").data["why"] == why
    assert is_in(password_given(with_password(cast.kari)), cast.kari)


def test_a_provider_that_is_away_is_left_alone_for_a_while(
    lying: Provider, school: IdentityProvider
) -> None:
    IdentityProvider.objects.filter(pk=school.pk).update(issuer="http://127.0.0.1:9")
    assert Client().post(f"/sign-in/provider/{school.pk}/").status_code == 302
    began = time.monotonic()
    Client().post(f"/sign-in/provider/{school.pk}/")
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("describes", "why"),
    [
        ({"issuer": "https://login.example.org"}, "other-issuer"),
        ({"issuer": None}, "other-issuer"),
        ({"token_endpoint": "https://evil.example.org/token"}, "other-host"),
        ({"jwks_uri": "http://169.254.169.254/keys"}, "not-encrypted"),
        ({"jwks_uri": "http://localhost/keys"}, "other-host"),
        ({"authorization_endpoint": "https://evil.example.org/"}, "other-host"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "bad-address"),
        ({"authorization_endpoint": None}, "bad-address"),
        ({"token_endpoint": ["x"]}, "bad-address"),
        ({"code_challenge_methods_supported": ["plain"]}, "no-pkce"),
    ],
)
def test_a_provider_leads_nowhere_else(
    lying: Provider, school: IdentityProvider, describes: dict[str, Any], why: str
) -> None:
    lying.describes = describes
    assert Client().post(f"/sign-in/provider/{school.pk}/")["Location"] == "/sign-in/"
    assert Entry.objects.get(action="provider.away").data["why"] == why
