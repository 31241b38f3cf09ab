"""A real HTTPS server with a certificate of an authority made for the test."""

import base64
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from pytest_django import Settings

from kinkeeper.sources.fetch import Ask, Fetched, NotFetched, NothingNew, fetch
from tests.sources.conftest import HEAD

ROSTER = (HEAD + "P-50,Ada,Berg,ada@example.org,H-1\n").encode()


@dataclass
class Site:
    """What the server answers, by path, and what it was asked."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    def address(self, path: str = "/parents.csv", host: str = "127.0.0.1") -> str:
        return f"https://{host}:{self.port}{path}"


class Answering(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.site.answers.get(self.path, (404, {}, b""))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_all: object) -> None:
        """Nothing: the test looks at what was asked."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def site(
    request: pytest.FixtureRequest,
    authority: trustme.CA,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(getattr(request, "param", "127.0.0.1")).configure_cert(context)
    there = Site(answers={"/parents.csv": (200, {"ETag": '"one"'}, ROSTER)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("A", (Answering,), {"site": there}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_all: None  # type: ignore[method-assign]  # a client that leaves is no error
    there.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    settings.SOURCE_HOSTS = [f"127.0.0.1:{there.port}"]
    yield there
    server.shutdown()
    thread.join()
    server.server_close()


def take(address: str, **more: Any) -> Fetched:
    return fetch(Ask(kind="https", address=address, take="newest", **more))


def code(address: str, **more: str) -> str:
    try:
        take(address, **more)
    except (NotFetched, NothingNew) as caught:
        return caught.code
    raise AssertionError("it was fetched")


def test_a_file_and_its_etag(site: Site) -> None:
    got = take(site.address())
    assert got == Fetched((("parents.csv", ROSTER),), '"one"')
    assert code(site.address(), etag='"one"') == "same"
    assert take(site.address(), etag='"older"') == got


def test_a_secret_goes_as_password_or_as_token(site: Site) -> None:
    take(site.address(), username="kin", secret="løsen")
    take(site.address(), secret="token-1")
    take(site.address())
    sent = [headers.get("Authorization") for _path, headers in site.asked]
    basic = base64.b64encode("kin:løsen".encode()).decode()
    assert sent == [f"Basic {basic}", "Bearer token-1", None]


def test_an_unknown_certificate_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert code(site.address()) == "certificate"
    assert site.asked == []


@pytest.mark.parametrize("site", ["other.example"], indirect=True)
def test_a_certificate_of_another_host_is_refused(site: Site) -> None:
    assert code(site.address()) == "certificate"
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://127.0.0.1/parents.csv", "host-not-allowed"),  # another port
        ("https://localhost:PORT/parents.csv", "host-not-allowed"),  # by another name
        ("https://169.254.169.254/latest", "host-not-allowed"),
        ("https://127.0.0.1:PORT@evil.example/x", "bad-address"),
        ("https://kin:secret@127.0.0.1:PORT/parents.csv", "bad-address"),
        ("https://127.0.0.1:PORT.evil.example/x", "bad-address"),
        ("http://127.0.0.1:PORT/parents.csv", "bad-address"),
        ("file:///etc/passwd", "bad-address"),
        ("https://127.0.0.1:PORT/a\r\nHost: evil", "bad-address"),
        ("https:///parents.csv", "bad-address"),
    ],
)
def test_only_hosts_that_the_operator_named(site: Site, address: str, expected: str) -> None:
    assert code(address.replace("PORT", str(site.port))) == expected
    assert site.asked == []


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/x", "http://127.0.0.1:PORT/x", "https://127.0.0.1/x", "//evil/x", ""],
)
def test_a_redirect_elsewhere_is_refused_and_no_secret_follows(site: Site, to: str) -> None:
    there = {"Location": to.replace("PORT", str(site.port))}
    site.answers["/moved"] = (302, there, b"")
    assert code(site.address("/moved"), secret="token-1") == "redirect"
    assert [path for path, _headers in site.asked] == ["/moved"]


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever(site: Site) -> None:
    site.answers["/moved"] = (301, {"Location": "/parents.csv"}, b"")
    site.answers["/round"] = (302, {"Location": "/round"}, b"")
    assert take(site.address("/moved")).files == (("parents.csv", ROSTER),)
    assert code(site.address("/round")) == "redirect"


def test_what_is_too_large_is_cut_off_whatever_the_server_says(
    site: Site, settings: Settings
) -> None:
    settings.ROSTER_MAX_BYTES = 100_000
    big = b"x" * 5_000_000
    site.answers["/said"] = (200, {}, big)
    site.answers["/unsaid"] = (200, {"Content-Length": ""}, big)
    assert code(site.address("/said")) == "too-large"
    assert code(site.address("/unsaid")) == "too-large"


def test_what_the_server_says_instead_of_a_file(site: Site) -> None:
    site.answers |= {
        "/locked": (401, {}, b""),
        "/broken": (503, {}, b""),
        "/empty": (200, {}, b""),
        "/packed": (200, {"Content-Encoding": "gzip"}, b"x"),
        "/cut": (200, {"Content-Length": "1000"}, b"half a file"),
    }
    assert code(site.address("/locked")) == "credentials"
    assert code(site.address("/broken")) == "status"
    assert code(site.address("/gone")) == "status"
    assert code(site.address("/empty")) == "nothing-there"
    assert code(site.address("/packed")) == "unreadable"
    assert code(site.address("/cut")) == "unreachable"


def test_a_server_that_drips_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinkeeper.sources.fetch.https.WHOLE", -1.0)
    assert code(site.address()) == "slow"


def test_nobody_there(site: Site, settings: Settings) -> None:
    settings.SOURCE_HOSTS = ["127.0.0.1:9"]
    assert code("https://127.0.0.1:9/parents.csv") == "unreachable"


def test_the_secret_is_in_nothing_that_is_printed() -> None:
    assert "token-1" not in repr(Ask(kind="https", address="x", take="newest", secret="token-1"))
