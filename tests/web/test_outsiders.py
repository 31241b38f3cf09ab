"""Damaged requests from outside: a plain page, and at most one line in the log."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from kinkeeper.web.log_filters import LONGEST

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"\b\d{4}-\d{4}\b")
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="f"\r\n\r\nx\r\n'
DAMAGED = [
    ("GET", "/sign-in/", b"", {"HTTP_HOST": "evil.example\x1b[31m\u202e" + "a" * 5000}, 400),
    ("POST", "/sign-in/", b"username=a", {"HTTP_HOST": "evil.example"}, 400),
    ("GET", "/sign-in", b"", {"HTTP_HOST": "evil.example\r\nforged line"}, 400),
    ("GET", "/children/", b"", {"HTTP_COOKIE": "kinkeeper-session=a\0\xff; ;=;,=\0"}, 302),
    ("POST", "/sign-in/", b"", {"HTTP_COOKIE": "kinkeeper-device=~.~..~;kinkeeper-csrf=\0"}, 422),
    ("POST", "/sign-in/", b"garbage", {"CONTENT_TYPE": "multipart/form-data"}, 400),
    ("POST", "/sign-in/", b"--x\r\nContent-Disp", {"CONTENT_TYPE": PARTS}, 422),
    ("POST", "/sign-in/", b"&".join([b"a=1"] * 2000), {"CONTENT_TYPE": FORM}, 400),
    ("POST", "/sign-in/", b"a=" + b"x" * 3_000_000, {"CONTENT_TYPE": FORM}, 400),
    ("POST", "/sign-in/", b"".join(FILE % n for n in range(200)), {"CONTENT_TYPE": PARTS}, 400),
    ("POST", "/sign-in/", b"a=1", {"CONTENT_TYPE": f"{FORM}; charset=nonsense"}, 422),
    ("POST", "/sign-in/", b"username=%ED%A0%80&password=%00", {"CONTENT_TYPE": FORM}, 422),
    ("POST", "/sign-in/", b"username=a&password=b", {"REMOTE_ADDR": "\0\x1b"}, 422),
    ("GET", "/activate/%ff%fe/", b"", {}, 410),
    ("GET", "/sign-in/?next=%ff%00", b"", {}, 400),
    ("GET", "/%00%0aforged", b"", {}, 404),
    ("GET", "/" + "a" * 20000, b"", {}, 404),
    ("GET", "/sign-in/", b"", {"HTTP_ACCEPT_LANGUAGE": "a" * 10000}, 200),
]  # fmt: skip


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What stands in the log, by its own formatter and filters."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logs: dict[str, Any] = settings.LOGGING
    for name in logs["handlers"]["stderr"]["filters"]:
        handler.addFilter(import_string(logs["filters"][name]["()"])())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("method", "path", "body", "more", "status"), DAMAGED, ids=[str(n) for n in range(len(DAMAGED))]
)
def test_aud_03_a_damaged_request_is_one_short_line_at_most(  # noqa: PLR0917  # a row of the table
    log: io.StringIO, method: str, path: str, body: bytes, more: dict[str, Any], status: int
) -> None:
    more = {"CONTENT_TYPE": FORM} | more
    answer = Client(raise_request_exception=False).generic(
        method, path, body, more.pop("CONTENT_TYPE"), **more
    )
    assert answer.status_code == status
    said = log.getvalue()
    assert said.count("\n") <= 1
    assert len(said) < LONGEST + 150
    assert "ERROR" not in said
    assert said.removesuffix("\n").isprintable()


def test_a_foreign_host_is_a_warning_that_says_from_where(log: io.StringIO) -> None:
    answer = Client().get("/sign-in/", HTTP_HOST="evil.example", REMOTE_ADDR="203.0.113.9")
    assert b"could not be read" in answer.content
    assert b"evil.example" not in answer.content
    assert "WARNING django.security.DisallowedHost Refused from 203.0.113.9: " in log.getvalue()
    assert "evil.example" in log.getvalue()


def test_r_077_web_05_a_bug_has_a_number_and_keeps_its_trace(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kinkeeper.web.entry.sign_in.Try", None)
    form = {"username": "a", "password": "b"}
    answer = Client(raise_request_exception=False).post("/sign-in/", form)
    assert answer.status_code == 500
    assert "Traceback" in log.getvalue()
    [number] = NUMBER.findall(answer.content.decode())
    assert f"Internal Server Error: /sign-in/ [number {number}]\n" in log.getvalue()
    assert "NoneType" not in answer.content.decode()


def test_r_077_where_no_page_can_be_made_a_sentence_is_the_answer(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last resort; the log tells of what failed first."""
    monkeypatch.setattr("kinkeeper.web.entry.sign_in.Try", None)
    monkeypatch.setattr("kinkeeper.web.errors.render_to_string", None)
    form = {"username": "a", "password": "b"}
    answer = Client(raise_request_exception=False).post("/sign-in/", form)
    number = answer.content.decode().removeprefix("Error ")
    assert (answer.status_code, bool(NUMBER.fullmatch(number))) == (500, True)
    assert f"[number {number}]\n" in log.getvalue()
    assert answer.headers["Cache-Control"] == "no-store, private"
