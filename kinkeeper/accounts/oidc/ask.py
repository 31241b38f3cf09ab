"""Asks a provider over the network: bounded in size and time, and never led elsewhere.

A page waits for the answer, so the whole of it may take ten seconds. A provider that did not answer
is not asked again for a while: a hall full of parents must not wait for it one by one.
"""

import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from kinkeeper.lib.shut_after import shut_after

CONNECT, SILENCE, WHOLE = 4.0, 6.0, 10.0  # seconds
REST = 20.0  # seconds for which a host that failed is left alone
MOST = 256 * 1024  # bytes
PIECE = 1 << 14
_away: dict[tuple[str, str], float] = {}


class Away(Exception):
    """The provider cannot be used now; `code` says why: `unreachable`, `slow`, `status`,
    `redirect`, `too-large`, `unreadable`, and what `description` adds."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask(
    address: str, body: str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object; a POST where there is a body. Raises `Away`. The certificate is
    verified; proxies of the environment are not used."""
    url = urlsplit(address)
    host = (url.scheme, url.netloc)
    if time.monotonic() < _away.get(host, 0):
        raise Away("unreachable")
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        with _connected(url.scheme, url.hostname or "", url.port) as connection:
            return _answered(connection, path, body, headers or {})
    except Away as away:
        if away.code in {"unreachable", "slow"}:
            _away[host] = time.monotonic() + REST
        raise


def forget() -> None:
    """Whatever failed is asked again."""
    _away.clear()


@contextmanager
def _connected(scheme: str, host: str, port: int | None) -> Iterator[HTTPConnection]:
    """Shut by force when the time is over, however slowly the other side drips."""
    patience = Timeout(connect=CONNECT, read=SILENCE).connect_timeout
    connection: HTTPConnection
    if scheme == "https":
        context = ssl.create_default_context()
        connection = HTTPSConnection(host, port or 443, timeout=patience, ssl_context=context)
    else:
        connection = HTTPConnection(host, port or 80, timeout=patience)
    over = threading.Event()
    try:
        connection.connect()
        with shut_after(connection.sock, WHOLE, over):
            connection.sock.settimeout(SILENCE)
            yield connection
    except TimeoutError as error:
        raise Away("slow") from error
    except (HTTPError, OSError, ValueError) as error:
        slow = over.is_set() or "timed out" in str(error).lower()
        raise Away("slow" if slow else "unreachable") from error
    finally:
        connection.close()


def _answered(
    connection: HTTPConnection, path: str, body: str | None, headers: Mapping[str, str]
) -> tuple[int, dict[str, Any]]:
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Kinkeeper"}
    method = "GET" if body is None else "POST"
    connection.request(method, path, body=body, headers={**sent, **headers}, preload_content=False)
    answer = connection.getresponse()
    if 300 <= answer.status < 400:
        raise Away("redirect")
    data = bytearray()
    for piece in answer.stream(PIECE, decode_content=False):
        data += piece
        if len(data) > MOST:
            raise Away("too-large")
    if answer.status >= 500:
        raise Away("status")
    try:
        found = json.loads(bytes(data))
    except (ValueError, RecursionError) as error:
        raise Away("unreadable") from error
    if not isinstance(found, dict):
        raise Away("unreadable")
    return answer.status, found
