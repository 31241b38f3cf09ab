"""A file behind an HTTPS address: verified, bounded in size and time, never led elsewhere."""

import base64
import ssl
import time
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from urllib3 import BaseHTTPResponse, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError, SSLError

from kinkeeper.sources.allowed_locations import Server, server_of
from kinkeeper.sources.fetch_result import Ask, Fetched, NotFetched, NothingNew
from kinkeeper.sources.models import SourceKind

CONNECT, SILENCE, WHOLE = 10.0, 30.0, 600.0  # seconds
HOPS = 3
PIECE = 1 << 16
MOVED = {301, 302, 303, 307, 308}


def fetch(ask: Ask) -> Fetched:
    """Raises `NothingNew`, `NotFetched`. The certificate is verified against the authorities of
    the machine (or `SSL_CERT_FILE`); proxies of the environment are not used."""
    server = server_of(ask.kind, ask.address)
    pool = HTTPSConnectionPool(
        server.host,
        server.port,
        ssl_context=ssl.create_default_context(),
        timeout=Timeout(connect=CONNECT, read=SILENCE),
        retries=False,
        maxsize=1,
    )
    until = time.monotonic() + WHOLE
    try:
        return _ask(pool, server, ask, until)
    except SSLError as error:
        raise NotFetched("certificate") from error
    except (HTTPError, OSError) as error:
        raise NotFetched("unreachable") from error
    finally:
        pool.close()


def _ask(pool: HTTPSConnectionPool, server: Server, ask: Ask, until: float) -> Fetched:
    path = server.path
    for _hop in range(HOPS + 1):
        answer = pool.request(
            "GET", path, headers=_headers(ask), redirect=False, preload_content=False
        )
        try:
            if answer.status not in MOVED:
                return _taken(answer, path, until)
            path = _moved(server, path, answer.headers.get("Location", ""))
        finally:
            answer.close()
    raise NotFetched("redirect")


def _headers(ask: Ask) -> dict[str, str]:
    """With a user name the secret is a password, alone it is a token."""
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Kinkeeper"}
    if ask.secret and ask.username:
        pair = base64.b64encode(f"{ask.username}:{ask.secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    elif ask.secret:
        headers["Authorization"] = f"Bearer {ask.secret}"
    if ask.etag:
        headers["If-None-Match"] = ask.etag
    return headers


def _moved(server: Server, path: str, location: str) -> str:
    """The path on the same server; raises `NotFetched` for any other, which would get to see the
    secret and lies outside what the operator named."""
    base = f"https://{server.host}:{server.port}{path}"
    try:
        there = server_of(SourceKind.HTTPS, urljoin(base, location))
    except NotFetched as error:
        raise NotFetched("redirect") from error
    if not location or (there.host, there.port) != (server.host, server.port):
        raise NotFetched("redirect")
    return there.path


def _taken(answer: BaseHTTPResponse, path: str, until: float) -> Fetched:
    if answer.status == 304:
        raise NothingNew("same")
    if answer.status in {401, 403}:
        raise NotFetched("credentials")
    if answer.status != 200:
        raise NotFetched("status", status=str(answer.status))
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NotFetched("unreadable")
    data = _read(answer, until)
    if not data:
        raise NothingNew("nothing-there")
    name = PurePosixPath(unquote(urlsplit(path).path)).name or "roster_import"
    return Fetched(((name, data),), etag=answer.headers.get("ETag", "")[:300])


def _read(answer: BaseHTTPResponse, until: float) -> bytes:
    """No more than an upload may have, whatever the server says of the length."""
    most = settings.ROSTER_MAX_BYTES
    announced = answer.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        raise NotFetched("too-large", most=str(most // 1_000_000))
    data = bytearray()
    for piece in answer.stream(PIECE, decode_content=False):
        data += piece
        if len(data) > most:
            raise NotFetched("too-large", most=str(most // 1_000_000))
        if time.monotonic() > until:
            raise NotFetched("slow")
    return bytes(data)
