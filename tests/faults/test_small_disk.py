"""The embedded database on a disk that is really full: it dies of it, says so, and comes back."""

import contextlib
import ctypes
import ctypes.util
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinkeeper.embedded import server
from tests.commands import Kinkeeper

PARENTS = 5_000
SIZE = 400 << 20


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Kinkeeper]:
    """A site on a disk of its own."""
    home = tmp_path / "home"
    home.mkdir()
    libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    options = f"size={SIZE},mode=0755".encode()
    if libc.mount(b"tmpfs", str(home).encode(), b"tmpfs", 0, options) != 0:
        pytest.skip(f"no small disk can be mounted here: {os.strerror(ctypes.get_errno())}")
    try:
        yield Kinkeeper(home)
        server.wait_until_stopped(home)
    finally:
        libc.umount2(str(home).encode(), 2)


def fill(home: Path, leave: int) -> Path:
    ballast = home / "ballast"
    with ballast.open("wb") as out:
        for _try in range(20):  # the server may write between the two lines
            room = os.statvfs(home)
            with contextlib.suppress(OSError):
                os.posix_fallocate(out.fileno(), 0, room.f_bavail * room.f_frsize - leave)
                return ballast
            out.truncate(0)
            time.sleep(0.1)
    raise AssertionError("the disk could not be filled")


def test_k11_a_full_disk_under_the_embedded_database(small: Kinkeeper, tmp_path: Path) -> None:
    file = tmp_path / "parents.csv"
    lines = [f"P{n},Ada,Berg{n},ada{n}@example.org" for n in range(PARENTS)]
    file.write_text("\n".join(["SyncID,First name,Last name,E-mail", *lines]), encoding="utf-8")
    number = str(small("import", "plan", str(file), "--profile", "parent", "--json").json["import"])
    ballast = fill(small.home, leave=1 << 20)
    for command in (("import", "apply", number), ("import", "list")):
        done = small(*command, "--json")
        assert (done.code, done.json["error"]["code"]) == (1, "database-full")
        assert "Free some space there" in done.json["error"]["message"]
        assert "Traceback" not in done.err
    ballast.unlink()
    assert small("import", "list", "--json").json[0]["state"] == "planned"
    applied = small("import", "apply", number, "--json")
    assert (applied.code, applied.json["people"]["create"]) == (0, PARENTS)
