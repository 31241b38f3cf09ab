"""Where a source may point: only below the folders and at the servers that the operator named."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from kinkeeper.sources.fetch_result import NotFetched
from kinkeeper.sources.models import SourceKind

PORTS = {SourceKind.HTTPS: 443, SourceKind.SFTP: 22}
ANY = "*"


@dataclass(frozen=True)
class Place:
    """A folder, really there or not, and which of its files are meant."""

    folder: Path
    pattern: str


@dataclass(frozen=True)
class Server:
    """`path` as it stands in the address, with the query for HTTPS."""

    host: str
    port: int
    path: str


def check(kind: str, address: str) -> None:
    """Raises `NotFetched` (`bad-address`, `folder-not-allowed`, `host-not-allowed`)."""
    if kind == SourceKind.FOLDER:
        place_of(address)
    else:
        server_of(kind, address)


def place_of(address: str) -> Place:
    """The folder of an address such as `/srv/rosters/hillside/` or `…/parents-*.csv`, links in
    its path followed. Raises `NotFetched`."""
    path = Path(address)
    if not path.is_absolute() or ".." in path.parts or "\0" in address:
        raise NotFetched("bad-address")
    whole = address.endswith("/") or path.is_dir()
    folder, pattern = (path, ANY) if whole else (path.parent, path.name)
    if any(letter in str(folder) for letter in "*?["):
        raise NotFetched("bad-address")
    real = Path(os.path.realpath(folder))
    roots = [Path(os.path.realpath(root)) for root in settings.SOURCE_FOLDERS]
    if not any(real.is_relative_to(root) for root in roots):
        raise NotFetched("folder-not-allowed")
    return Place(real, pattern)


def server_of(kind: str, address: str) -> Server:
    """The server of an address, when it is one of those in `KINKEEPER_SOURCE_HOSTS`. Raises
    `NotFetched`."""
    try:
        url = urlsplit(address)
        port = url.port or PORTS[SourceKind(kind)]
    except ValueError as error:
        raise NotFetched("bad-address") from error
    spoken = not any(letter.isspace() or not letter.isprintable() for letter in address)
    if url.scheme != kind or not url.hostname or "@" in url.netloc or url.fragment or not spoken:
        raise NotFetched("bad-address")
    host = url.hostname
    named = {f"{host}:{port}"} | ({host} if port == PORTS[SourceKind(kind)] else set())
    if not named & {allowed.lower() for allowed in settings.SOURCE_HOSTS}:
        raise NotFetched("host-not-allowed", host=f"{host}:{port}")
    if kind == SourceKind.SFTP:
        return Server(host, port, unquote(url.path) or "/")
    return Server(host, port, (url.path or "/") + (f"?{url.query}" if url.query else ""))
