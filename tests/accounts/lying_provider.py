"""An identity provider on this machine that says whatever a test wants it to say."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

WELL_KNOWN = "/.well-known/openid-configuration"
CLIENT = "kinkeeper"


@cache
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@cache
def another_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Provider:
    """`says` are claims to add or (None) to leave out, `describes` the same of its description;
    `sign` makes a token of claims. `answers` overrule by path: status, headers and body."""

    port: int = 0
    says: dict[str, Any] = field(default_factory=dict)
    describes: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def description(self) -> dict[str, Any]:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.describes,
        }
        return {name: value for name, value in told.items() if value is not None}

    def claims(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        told = {
            "iss": self.issuer, "sub": "s-1", "aud": CLIENT, "nonce": nonce,
            "iat": now, "exp": now + 300, **self.says,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}

    def token(self, code: str) -> str:
        claims = self.claims(self.nonces.get(code, ""))
        return signed(claims) if self.sign is None else self.sign(claims)

    def code_for(self, there: str) -> tuple[str, str]:
        """Somebody has signed in at the address `there`: the code and the state to return with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
        code = f"code-{len(self.nonces) + 1}"
        self.nonces[code] = asked["nonce"]
        return code, asked["state"]


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key())


def signed_by_nobody(claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """By hand: the library refuses to."""
    text = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
    digest = hmac.digest(key().as_pem(private=False), text.encode(), hashlib.sha256)
    return f"{text}.{_base64(digest)}"


def _part(data: dict[str, Any]) -> str:
    return _base64(json.dumps(data).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed_by_another(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, another_key())


def with_its_own_key(claims: dict[str, Any]) -> str:
    """The key stands in the header, where whoever signs may put any."""
    public = another_key().as_dict(private=False)
    return jwt.encode({"alg": "RS256", "jwk": public}, claims, another_key())


@contextmanager
def running() -> Iterator[Provider]:
    there = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("A", (_Answering,), {"there": there}))
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *_all: None  # type: ignore[method-assign]  # a client that leaves is no error
    there.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield there
    server.shutdown()
    thread.join()
    server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, told: object, **headers: str) -> None:
    body = json.dumps(told).encode()
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


class _Answering(BaseHTTPRequestHandler):
    there: Provider

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, form: dict[str, str]) -> None:
        there, path = self.there, urlsplit(self.path).path
        there.asked.append((path, form, dict(self.headers)))
        if path in there.answers:
            there.answers[path](self)
        elif path == WELL_KNOWN:
            send(self, 200, there.description())
        elif path == "/keys":
            send(self, 200, {"keys": [key().as_dict(private=False)]})
        elif path == "/token" and form.get("code") not in {*there.used, None}:
            there.used.add(form["code"])
            told = {
                "access_token": "a",
                "token_type": "Bearer",
                "id_token": there.token(form["code"]),
            }
            send(self, 200, told)
        else:
            send(self, 400, {"error": "invalid_grant"})

    def log_message(self, *_all: object) -> None:
        """Nothing: the test looks at what was asked."""
