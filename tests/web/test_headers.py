"""What every answer carries, and what no page asks for."""

import re

import pytest
from django.test import Client

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


def test_a_page_about_children_is_kept_by_nobody(cast: Cast, signed_in: As) -> None:
    assert signed_in(cast.kari).get("/children/").headers["Cache-Control"] == "no-store, private"


def test_prv_03_no_page_names_another_host(cast: Cast, signed_in: As) -> None:
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
