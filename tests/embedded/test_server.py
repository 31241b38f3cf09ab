"""The embedded PostgreSQL: shared while somebody needs it, gone afterwards, and private."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from kinkeeper.embedded import server
from kinkeeper.embedded.paths import USER, Places
from tests.commands import Kinkeeper

READY = "import time, sys; from pathlib import Path; from kinkeeper.embedded import server; "
HOLD = READY + "server.ensure_started(Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server; returns when it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def pid_of(home: Path) -> int:
    return int((Places(home).data / "postmaster.pid").read_text().splitlines()[0])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def home(tmp_path: Path):  # type: ignore[no-untyped-def]  # a generator
    yield tmp_path
    server.release(tmp_path)
    assert server.wait_until_stopped(tmp_path)


def test_two_processes_share_one_server_and_the_last_stops_it(home: Path) -> None:
    first = hold(home)
    pid = pid_of(home)
    second = hold(home)
    assert pid_of(home) == pid
    first.terminate()
    first.communicate()
    time.sleep(0.5)
    assert alive(pid)
    second.terminate()
    second.communicate()
    assert server.wait_until_stopped(home)
    assert not alive(pid)
    for _ in range(100):
        if not Places(home).sockets.exists():
            break
        time.sleep(0.05)
    assert not Places(home).sockets.exists(), "nothing is left in the temporary folder"


def test_a_killed_process_leaves_a_usable_database_and_no_orphan(home: Path) -> None:
    process = hold(home)
    pid = pid_of(home)
    with psycopg.connect(host=str(Places(home).sockets), user=USER, dbname="kinkeeper") as db:
        db.execute("CREATE TABLE kept (word text)")
        db.execute("INSERT INTO kept VALUES ('here')")
        db.commit()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert server.wait_until_stopped(home)
    assert not alive(pid)
    server.ensure_started(home)
    with psycopg.connect(host=str(Places(home).sockets), user=USER, dbname="kinkeeper") as db:
        row = db.execute("SELECT word FROM kept").fetchone()
    assert row == ("here",)


def test_a_killed_server_is_started_again_by_the_next_process(home: Path) -> None:
    process = hold(home)
    os.kill(pid_of(home), signal.SIGKILL)
    time.sleep(0.5)
    process.kill()
    process.communicate()
    server.ensure_started(home)
    psycopg.connect(host=str(Places(home).sockets), user=USER, dbname="kinkeeper").close()


def test_data_and_socket_are_private(home: Path) -> None:
    server.ensure_started(home)
    places = Places(home)
    for folder in (places.root, places.data, places.sockets):
        assert folder.stat().st_mode & 0o777 == 0o700
    with psycopg.connect(host=str(places.sockets), user=USER, dbname="kinkeeper") as db:
        assert db.execute("SHOW listen_addresses").fetchone() == ("",)


def test_help_needs_no_database(tmp_path: Path) -> None:
    done = Kinkeeper(tmp_path / "none")("--help")
    assert done.code == 0
    assert not (tmp_path / "none").exists()


def test_threads_that_miss_a_killed_server_start_one_together(home: Path) -> None:
    server.ensure_started(home)
    os.kill(pid_of(home), signal.SIGKILL)
    address = f"host={Places(home).sockets} user={USER} dbname=kinkeeper"

    def again(_number: int) -> tuple[object, ...] | None:
        server.restart(home)
        time.sleep(0.3)  # whoever comes last must not stop the server of whoever came first
        with psycopg.connect(address) as db:
            return db.execute("SELECT pg_postmaster_start_time()").fetchone()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(again, range(8)))) == 1
