"""The network between Kinkeeper and its database goes away without a word: no connection is ended,
packets are lost. Each side notices by itself, and nothing stays locked."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address

import pytest

from tests.commands import PROGRAM, Done
from tests.faults.server import FAULTS, TRIGGER, Server, Site, until

SOON = "connect_timeout=3&keepalives_idle=1&keepalives_interval=1&keepalives_count=2"
ASKS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW tcp_keepalives_idle")
    print(*cursor.fetchone())
    cursor.execute("SHOW tcp_user_timeout")
    print(*cursor.fetchone())
"""
NOWHERE = "02:00:00:00:00:99"  # a network card that nobody has


class Network:
    """Between this machine and a place of its own on it, where commands may run."""

    def __init__(self) -> None:
        first = int(IPv4Address("198.18.0.0")) + 4 * (os.getpid() % 2**15)  # for such tests
        self.here, self.there = (str(IPv4Address(first + n)) for n in (1, 2))
        self.place, self.ends = f"kk{os.getpid()}", (f"kk{os.getpid()}a", f"kk{os.getpid()}b")
        ip("netns", "add", self.place)
        self._link(*self.ends)

    def _link(self, here: str, there: str) -> None:
        ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", self.place)
        ip("address", "add", f"{self.here}/30", "dev", here)
        ip("link", "set", here, "up")
        ip("-n", self.place, "address", "add", f"{self.there}/30", "dev", there)
        ip("-n", self.place, "link", "set", there, "up")

    def loses_everything(self) -> None:
        here, there = self.ends
        lost = ("lladdr", NOWHERE, "nud", "permanent", "dev")
        ip("neighbour", "replace", self.there, *lost, here)
        ip("-n", self.place, "neighbour", "replace", self.here, *lost, there)

    def is_back(self) -> None:
        here, there = self.ends
        ip("neighbour", "delete", self.there, "dev", here)
        ip("-n", self.place, "neighbour", "delete", self.here, "dev", there)

    def remove(self) -> None:
        for words in (("link", "delete", self.ends[0]), ("netns", "delete", self.place)):
            with suppress(subprocess.CalledProcessError):
                ip(*words)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def network() -> Iterator[Network]:
    try:
        made = Network()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network can be made here: {error}")
    yield made
    made.remove()


@pytest.fixture
def far(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A migrated site whose tables sleep on command, in a server on the network."""
    server = Server(network.here)
    try:
        server.execute("postgres", "CREATE DATABASE far")
        site = Site(tmp_path_factory.mktemp("far"), server, "far")
        assert site("migrate", "--verbosity", "0").code == 0
        site.sql(FAULTS, TRIGGER.format("people_person"))
        yield site
    finally:
        server.remove()


def test_the_server_looks_after_its_clients_as_they_do_after_it(site: Site) -> None:
    server = Server("127.0.0.1")
    try:
        far = site.environment | {"DATABASE_URL": f"{server.address('postgres')}?keepalives_idle=7"}
        command = [str(PROGRAM), "shell", "--verbosity", "0", "--command", ASKS]
        said = subprocess.run(command, env=far, capture_output=True, text=True, timeout=60)
    finally:
        server.remove()
    assert said.stdout.split() == ["7", "20000"], said


def test_k11_the_network_vanishes_while_a_plan_is_applied(
    network: Network, far: Site, roster_import: str
) -> None:
    number = far("import", "plan", roster_import, "--profile", "parent", "--json").json["import"]
    there = f"{far.server.address('far')}?{SOON}&tcp_user_timeout=3000"
    far.breaks("people_person", "slow")
    with subprocess.Popen(
        ["ip", "netns", "exec", network.place, str(PROGRAM), "import", "apply", str(number)]
        + ["--json"],
        env=far.environment | {"DATABASE_URL": there},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        until(far.sleeps)
        assert far.state(number) == "applying"
        network.loses_everything()
        far.mended()
        until(lambda: far.state(number) == "planned")  # the server gave up whom it cannot reach
        out, err = process.communicate(timeout=30)
    done = Done(process.returncode, out, err)
    assert (done.code, done.json["error"]["code"]) == (1, "database"), done
    assert "Traceback" not in done.err
    network.is_back()
    applied = far("import", "apply", str(number), "--json")
    assert (applied.code, applied.json["state"]) == (0, "applied")
    assert far.sql("SELECT count(*) FROM people_person") == [(2,)]
