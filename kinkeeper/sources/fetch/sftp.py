"""A folder or file on an SFTP server whose host key is known beforehand."""

import asyncio
import stat
from pathlib import PurePosixPath

import asyncssh
from django.conf import settings

from kinkeeper.sources.allowed_locations import ANY, Server, server_of
from kinkeeper.sources.fetch.complete import Listed, chosen, within_limits
from kinkeeper.sources.fetch_result import Ask, Fetched, NotFetched, NothingNew

CONNECT, WHOLE = 20.0, 600.0  # seconds
SETTLE = 5.0  # between two looks, as with a folder
MOST_LISTED = 10_000


class NoKey(Exception):
    """The text is no public host key; or the secret looks like a private key and is none."""


def fetch(ask: Ask) -> Fetched:
    """Raises `NothingNew`, `NotFetched`."""
    server = server_of(ask.kind, ask.address)
    try:
        return asyncio.run(asyncio.wait_for(_fetch(server, ask), WHOLE))
    except asyncssh.HostKeyNotVerifiable as error:
        raise NotFetched("host-key") from error
    except (asyncssh.PermissionDenied, NoKey) as error:
        raise NotFetched("credentials") from error
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath) as error:
        raise NotFetched("no-folder") from error
    except asyncssh.SFTPError as error:
        raise NotFetched("unreadable") from error
    except TimeoutError as error:
        raise NotFetched("slow") from error
    except (asyncssh.Error, OSError) as error:
        raise NotFetched("unreachable") from error


def host_key(text: str) -> asyncssh.SSHKey:
    """From `ssh-ed25519 AAAA…`, or a line of `ssh-keyscan` with the host in front. Raises
    `NoKey`."""
    words = text.split()
    start = next((place for place, word in enumerate(words) if word.startswith("AAAA")), 0)
    try:
        return asyncssh.import_public_key(" ".join(words[max(start - 1, 0) : start + 1]))
    except (asyncssh.KeyImportError, ValueError) as error:
        raise NoKey from error


def fingerprint(text: str) -> str:
    """`SHA256:…`, as a person compares it. Raises `NoKey`."""
    return host_key(text).get_fingerprint()


def private_key(text: str) -> asyncssh.SSHKey:
    """Raises `NoKey`, for one that is locked with a passphrase too."""
    try:
        return asyncssh.import_private_key(text)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise NoKey from error


def is_private_key(secret: str) -> bool:
    return secret.lstrip().startswith("-----BEGIN")


async def _fetch(server: Server, ask: Ask) -> Fetched:
    """Nothing of the machine's own SSH is used: no agent, no configuration, no known hosts."""
    by_key = is_private_key(ask.secret)
    try:
        pinned = host_key(ask.host_key)
    except NoKey as error:
        raise NotFetched("no-host-key") from error
    connection = await asyncssh.connect(
        server.host,
        server.port,
        config=None,
        username=ask.username,
        password=None if by_key else ask.secret,
        client_keys=[private_key(ask.secret)] if by_key else None,
        agent_path=None,
        known_hosts=([pinned], [], []),
        connect_timeout=CONNECT,
        login_timeout=CONNECT,
        keepalive_interval=CONNECT,
    )
    async with connection, connection.start_sftp_client() as client:
        taken = await _take(client, server, ask)
    return taken  # noqa: RET504  # a block with `async with` may end without, for the type checker


async def _take(client: asyncssh.SFTPClient, server: Server, ask: Ask) -> Fetched:
    path = PurePosixPath(server.path)
    whole = server.path.endswith("/") or await client.isdir(str(path))
    folder, pattern = (path, ANY) if whole else (path.parent, path.name)
    before = await _look(client, folder)
    await asyncio.sleep(SETTLE)
    now = await _look(client, folder)
    files = chosen(before, now, pattern=pattern, take=ask.take, records=ask.records)
    within_limits(
        files, most_bytes=settings.ROSTER_MAX_BYTES, most_files=settings.ROSTER_MAX_ENTRIES
    )
    return Fetched(tuple([(file.name, await _read(client, folder, file)) for file in files]))


async def _look(client: asyncssh.SFTPClient, folder: PurePosixPath) -> list[Listed]:
    """The plain files; links of the server are its own affair and are left out."""
    found: list[Listed] = []
    async for entry in client.scandir(str(folder)):
        told = entry.attrs
        plain = told.permissions is not None and stat.S_ISREG(told.permissions)
        if plain and told.size is not None:
            found.append(Listed(str(entry.filename), told.size, float(told.mtime or 0)))
        if len(found) > MOST_LISTED:
            raise NotFetched("too-many", most=str(MOST_LISTED))
    return found


async def _read(client: asyncssh.SFTPClient, folder: PurePosixPath, file: Listed) -> bytes:
    """Never more than was listed. Raises `NothingNew`."""
    async with client.open(str(folder / file.name), "rb") as source:
        data = await source.read(file.size + 1)
    if not isinstance(data, bytes) or len(data) != file.size:
        raise NothingNew("not-complete")
    return data
