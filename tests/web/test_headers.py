"""What every answer carries (`access/test_matrix` asks all pages), and what no page asks for."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from kinkeeper.web.entry import home
from tests.answers import COOKIES, lacking
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/sign-in/", "/activate/", "/forgotten/", "/nowhere/"])
def test_headers_for_everybody(db: None, address: str) -> None:
    headers = Client().get(address).headers
    assert headers["Cache-Control"] == "no-store, private"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in headers["X-Robots-Tag"]


def test_r_036_a_static_file_an_error_and_a_failure_carry_the_same(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "push.js").write_text("1")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    client = Client(raise_request_exception=False)
    answers = [client.get(address, secure=True) for address in ("/static/push.js", "/nowhere/")]
    answers.append(client.get("/sign-in/", headers={"host": "evil.example"}, secure=True))
    answers.append(client.trace("/sign-in/", secure=True))
    monkeypatch.setattr(home, "GOOD_FOR", None)
    settings.SECURITY_CONTACT = "mailto:security@school.example"
    answers.append(client.get("/.well-known/security.txt", secure=True))
    answers[0].close()  # the file
    assert [answer.status_code for answer in answers] == [200, 404, 400, 405, 500]
    for answer in answers:
        assert lacking(answer) == [], answer
        hsts = answer.headers["Strict-Transport-Security"]
        assert hsts == "max-age=31536000; includeSubDomains"
    failed = answers[-1].content.decode()
    assert "Traceback" not in failed
    assert "TypeError" not in failed


@pytest.mark.parametrize(
    "address", ["/static/", "/static/vendor/", "/static/../settings.py", "/.git/config", "/uv.lock"]
)
def test_r_036_nothing_but_collected_files_is_served(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_r_035_every_cookie_is_bound_to_this_host() -> None:
    """Of a site with an address; `test_shipped_settings` looks at their flags."""
    names = [getattr(django_settings, name) for name in COOKIES]
    assert len(set(names)) == 3
    assert "cookie" not in django_settings.MESSAGE_STORAGE.lower()


def test_r_037_a_page_about_children_is_kept_by_nobody(cast: Cast, signed_in: As) -> None:
    assert signed_in(cast.kari).get("/children/").headers["Cache-Control"] == "no-store, private"


def test_r_083_prv_03_no_page_names_another_host(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.admin)
    for address in (
        "/staff/",
        "/staff/people/",
        f"/staff/people/{cast.kari.pk}/",
        "/staff/imports/",
    ):
        page = client.get(address).content.decode()
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page) == []
        assert "<script" not in page


def test_names_are_escaped_everywhere(cast: Cast, signed_in: As) -> None:
    cast.nora.given_name = "<script>alert(1)</script>"
    cast.nora.save()
    for person, address in (
        (cast.admin, "/staff/people/"),
        (cast.admin, f"/staff/people/{cast.nora.pk}/"),
        (cast.admin, "/staff/journal/"),
        (cast.kari, "/children/"),
        (cast.kari, f"/children/{cast.nora.pk}/"),
    ):
        assert b"<script>" not in signed_in(person).get(address).content


def test_health_says_little(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"
