"""A real SFTP server with a host key of its own."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from pytest_django import Settings

from kinkeeper.sources.fetch import Ask, Fetched, NotFetched, NothingNew, fetch

PASSWORD = "quiet lantern over water"


@dataclass
class Server:
    port: int
    host_key: str
    client_key: str
    root: Path

    def address(self, path: str = "/out/") -> str:
        return f"sftp://127.0.0.1:{self.port}{path}"


class Door(asyncssh.SSHServer):
    """One user, by password or by key."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("kin", PASSWORD)


class InFolder(asyncssh.SFTPServer):
    """Shows one folder as the whole."""

    root = b""

    def __init__(self, channel: Any) -> None:
        super().__init__(channel, chroot=self.root)


@pytest.fixture
def server(folder: Path, settings: Settings) -> Iterator[Server]:
    (folder / "out").mkdir()
    host, client = (asyncssh.generate_private_key("ssh-ed25519") for _each in range(2))
    (folder / "authorized").write_bytes(client.export_public_key())
    kind = type("Here", (InFolder,), {"root": str(folder).encode()})
    loop = asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Door,
            server_host_keys=[host],
            authorized_client_keys=str(folder / "authorized"),
            sftp_factory=kind,
        )

    acceptor = loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = acceptor.get_port()
    settings.SOURCE_HOSTS = [f"127.0.0.1:{port}"]
    yield Server(
        port,
        host.export_public_key().decode(),
        client.export_private_key().decode(),
        folder / "out",
    )

    async def stop() -> None:
        acceptor.close()
        await acceptor.wait_closed()
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(stop(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def ask(server: Server, **more: str) -> Ask:
    values: dict[str, Any] = {
        "address": server.address(), "take": "newest", "username": "kin", "secret": PASSWORD,
        "host_key": server.host_key,
    }  # fmt: skip
    return Ask(kind="sftp", **(values | more))


def code(wanted: Ask) -> str:
    try:
        fetch(wanted)
    except (NotFetched, NothingNew) as caught:
        return caught.code
    raise AssertionError("it was fetched")


def test_the_newest_file_by_password_and_by_key(server: Server) -> None:
    (server.root / "parents.csv").write_text("a,b\n")
    expected = Fetched((("parents.csv", b"a,b\n"),))
    assert fetch(ask(server)) == expected
    assert fetch(ask(server, secret=server.client_key)) == expected
    line = f"127.0.0.1 {server.host_key}"  # as ssh-keyscan shows it
    assert fetch(ask(server, host_key=line, address=server.address("/out/par*.csv"))) == expected
    assert fetch(ask(server, address=server.address("/out"))) == expected


def test_several_files_as_one_export(server: Server) -> None:
    for name in ("users.csv", "orgs.csv", "note.pdf"):
        (server.root / name).write_text(name)
    got = fetch(ask(server, take="all"))
    assert [name for name, _data in got.files] == ["orgs.csv", "users.csv"]


def test_another_host_key_is_refused_before_the_password_is_sent(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def validate(_door: Door, username: str, password: str) -> bool:
        tried.append(password)
        return True

    monkeypatch.setattr(Door, "validate_password", validate)
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    assert code(ask(server, host_key=other)) == "host-key"
    assert code(ask(server, host_key="")) == "no-host-key"
    assert tried == []


def test_a_wrong_password_or_key_is_refused(server: Server) -> None:
    assert code(ask(server, secret="wrong")) == "credentials"
    other = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    assert code(ask(server, secret=other)) == "credentials"
    assert code(ask(server, secret="-----BEGIN nonsense")) == "credentials"


def test_what_is_not_there_not_whole_or_too_large(server: Server, settings: Settings) -> None:
    assert code(ask(server)) == "nothing-there"
    assert code(ask(server, address=server.address("/nowhere/"))) == "no-folder"
    (server.root / "parents.csv").write_text("")
    assert code(ask(server)) == "not-complete"
    (server.root / "parents.csv").write_text("x" * 11)
    settings.ROSTER_MAX_BYTES = 10
    assert code(ask(server)) == "too-large"


def test_a_file_that_grows_between_two_looks_is_not_taken(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = server.root / "parents.csv"
    growing.write_text("half")

    async def meanwhile(_seconds: float) -> None:
        growing.write_text("half and more")

    monkeypatch.setattr("kinkeeper.sources.fetch.sftp.asyncio.sleep", meanwhile)
    assert code(ask(server)) == "not-complete"


def test_only_hosts_that_the_operator_named(server: Server, settings: Settings) -> None:
    assert code(ask(server, address="sftp://127.0.0.1/out/")) == "host-not-allowed"
    assert code(ask(server, address=f"sftp://kin@127.0.0.1:{server.port}/out/")) == "bad-address"
    settings.SOURCE_HOSTS = []
    assert code(ask(server)) == "host-not-allowed"


def test_a_file_of_links_shows_nothing_else(server: Server) -> None:
    (server.root / "parents.csv").symlink_to("/etc/passwd")
    assert code(ask(server)) == "nothing-there"
