"""Hands a message to a push service, whose address a browser said: encrypted, never into a network
of our own, and never where a redirect leads."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from http.client import HTTPException
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from kinkeeper.lib.shut_after import shut_after

LONGEST = 1000  # characters of an address
CONNECT, WHOLE = 3.0, 10.0  # seconds; the first is for connecting, and as much for TLS


class BadPlace(Exception):
    """No address of a push service."""


class Gone(Exception):
    """The browser no longer wants any: the subscription is over."""


class NotNow(Exception):
    """The push service cannot be reached, or asks to come later."""


class Refused(Exception):
    """The push service takes it neither now nor later; the status says why."""


def checked(endpoint: str) -> SplitResult:
    """Raises `BadPlace`. Hosts that the operator named (`KINKEEPER_PUSH_HOSTS`) may be in a network
    of one's own; on this machine they need not be encrypted."""
    try:
        url = urlsplit(endpoint)
        _port, _host = url.port, (url.hostname or "").encode("idna")  # neither raises later
    except ValueError as error:
        raise BadPlace from error
    clean = endpoint.isascii() and all(each.isprintable() and each != " " for each in endpoint)
    if not clean or len(endpoint) > LONGEST or not url.hostname or "@" in url.netloc:
        raise BadPlace
    if url.fragment or "\\" in endpoint:
        raise BadPlace
    if url.scheme != "https" and not (
        url.scheme == "http" and url.hostname == "127.0.0.1" and _named(url)
    ):
        raise BadPlace
    return url


def deliver(endpoint: str, body: bytes, headers: Mapping[str, str]) -> None:
    """In ten seconds at most: a worker waits for it. Raises `BadPlace`, `Gone`, `NotNow`,
    `Refused`."""
    begun, over = time.monotonic(), threading.Event()
    url = checked(endpoint)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection = _connection(url)
        try:
            connection.connect()
            rest = max(0.0, begun + WHOLE - time.monotonic())
            with shut_after(connection.sock, rest, over):
                connection.sock.settimeout(WHOLE)
                said = {"Host": url.netloc, **headers}
                connection.request("POST", path, body, said, preload_content=False)
                status = connection.getresponse().status
        finally:
            connection.close()
    except (HTTPError, HTTPException, OSError) as error:
        raise NotNow from error
    if over.is_set():  # what was cut off is no answer
        raise NotNow
    if status in (404, 410):
        raise Gone
    if status == 429 or status >= 500:
        raise NotNow
    if not 200 <= status < 300:
        raise Refused(status)


def _connection(url: SplitResult) -> HTTPConnection:
    """To the very address that was looked at: a name may lead elsewhere the next time."""
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not _named(url) and not all(ipaddress.ip_address(each).is_global for each in found):
        raise BadPlace
    address = sorted(found)[0]
    if url.scheme == "http":
        return HTTPConnection(address, port, timeout=CONNECT)
    return HTTPSConnection(
        address,
        port,
        timeout=CONNECT,
        ssl_context=ssl.create_default_context(),
        server_hostname=host,
        assert_hostname=host,
    )


def _named(url: SplitResult) -> bool:
    return url.netloc.lower() in {each.lower() for each in settings.PUSH_HOSTS}
