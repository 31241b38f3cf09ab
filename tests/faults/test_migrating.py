"""Two machines start after an upgrade, and both migrate the one database."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from kinkeeper.cli.migrate import WAITING
from kinkeeper.lib.locks import Lock
from tests.commands import PROGRAM
from tests.faults.server import Server, Site, until

LOCKS = "SELECT granted FROM pg_locks WHERE locktype = 'advisory' AND classid = {} AND granted = {}"


@pytest.fixture
def empty(server: Server, tmp_path: Path) -> Site:
    name = f"empty_{os.getpid()}_{abs(hash(tmp_path)) % 10**8}"
    server.execute("postgres", f"CREATE DATABASE {name}")
    return Site(tmp_path, server, name)


def migrates(site: Site) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(PROGRAM), "migrate"],
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def locked(site: Site, granted: bool) -> bool:
    return bool(site.sql(LOCKS.format(Lock.MIGRATING.value, granted)))


def test_two_that_migrate_at_once_work_one_after_the_other(empty: Site) -> None:
    both = [migrates(empty), migrates(empty)]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted("No migrations to apply" in out for out, _err in told) == [False, True]
    assert sorted(err.startswith(f"{WAITING}\n") for _out, err in told) == [False, True]
    assert empty("settings", "show").code == 0


def test_who_waits_takes_over_from_who_was_killed(empty: Site) -> None:
    first = migrates(empty)
    until(lambda: locked(empty, granted=True))
    first.send_signal(signal.SIGSTOP)
    second = migrates(empty)
    until(lambda: locked(empty, granted=False))
    first.kill()
    out, err = second.communicate(timeout=120)
    first.communicate()
    assert second.returncode == 0, err
    assert err.startswith(f"{WAITING}\n")
    assert empty("settings", "show").code == 0
