"""Makes sure that the embedded PostgreSQL runs while this process needs it."""

import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import psycopg
from psycopg.pq import PGconn, Ping

from kinkeeper.embedded.os_user import Owner, let_through, owner, private_folder
from kinkeeper.embedded.paths import DATABASE, USER, USERS, Places, wheel_binaries

LONGEST_START = 600  # seconds; recovery after a crash may take a while
STARTS = 5  # processes of a killed server may hold its memory for a moment longer
_held: dict[tuple[Path, int], IO[str]] = {}
_mutex = threading.Lock()


class CannotStart(Exception):
    """The server did not start; the text ends with the last lines of its log."""


def connection_params(home: Path, role: str) -> dict[str, str]:
    """Django's connection settings as web, work or migrate; starts and creates nothing."""
    return {"NAME": DATABASE, "USER": USERS[role], "HOST": str(Places(home).sockets)}


def ensure_started(home: Path) -> None:
    """Returns when the server answers. Cheap when this process asked before.

    Raises `CannotStart`, `owner.Unsafe`.
    """
    key = (home, os.getpid())
    if key in _held:
        return
    with _mutex:
        if key not in _held:
            _held[key] = _join(Places(home))


def restart(home: Path) -> None:
    """For a process whose server has gone: joins again, which starts it.

    The old lock goes last: were there a moment without any, the keeper would stop the server that
    another thread has just started.
    """
    key = (home, os.getpid())
    with _mutex:
        old = _held.get(key)
        _held[key] = _join(Places(home))
        if old is not None:
            old.close()


def release(home: Path) -> None:
    """Gives the server back before the process ends; the last one's leaving stops it."""
    with _mutex:
        held = _held.pop((home, os.getpid()), None)
    if held is not None:
        held.close()


def wait_until_stopped(home: Path, seconds: float = 20) -> bool:
    """Whether the server was gone within the time; for a last process that wants to leave
    nothing behind. Returns soon when others still use it."""
    places = Places(home)
    pid_file = places.data / "postmaster.pid"
    deadline = time.monotonic() + seconds
    in_use = 0
    while pid_file.exists() and time.monotonic() < deadline and in_use < 10:
        in_use = in_use + 1 if _shared_by_others(places) else 0
        time.sleep(0.05)
    return not pid_file.exists()


def _shared_by_others(places: Places) -> bool:
    """False while the keeper holds the lock alone, which it does from the last user's leaving."""
    with places.lock.open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _join(places: Places) -> IO[str]:
    places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = _opened(places.lock)
    fcntl.flock(users, fcntl.LOCK_SH)
    try:
        with _opened(places.start_lock) as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)
            if not _answers(places) and not _comes_back(places):
                _start(places)
    except BaseException:
        users.close()
        raise
    return users


def _opened(lock: Path) -> IO[str]:
    """For the owner alone: somebody else who could open a lock could hold it."""
    return os.fdopen(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a")


def _start(places: Places) -> None:
    who = owner()
    private_folder(places.root, who)
    private_folder(places.sockets, who)
    binaries = wheel_binaries()
    let_through(places.home, who)
    let_through(binaries, who)
    if not places.data.exists():
        _initialise(places, binaries, who)
    before = places.log.stat().st_size if places.log.exists() else 0
    for tries in range(1, STARTS + 1):
        if _keeper_starts_it(places):
            break
        if tries == STARTS:
            raise CannotStart(_why(places, before))
        time.sleep(0.2 * tries)
    _create_database(places)


def _keeper_starts_it(places: Places) -> bool:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "kinkeeper.embedded.keeper", str(places.home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        env=_environment(),
    )
    deadline = time.monotonic() + LONGEST_START
    while not _answers(places):
        if keeper.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    # the keeper outlives this process; without this Python would warn about it
    keeper.returncode = 0
    return True


def _environment() -> dict[str, str]:
    """The package must be found wherever the command was started."""
    package = str(Path(__file__).resolve().parents[2])
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        "PYTHONPATH": package
    }


def _initialise(places: Places, binaries: Path, who: Owner) -> None:
    """Beside its place first: a half-made folder is never taken for a database."""
    draft = places.root / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    command = [str(binaries / "initdb"), "-D", str(draft), "-U", USER, "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--locale-provider=builtin"]
    command += ["--builtin-locale=C.UTF-8", "--no-instructions"]
    done = subprocess.run(  # type: ignore[call-overload]  # **run_as()
        command, capture_output=True, text=True, cwd="/", **who.run_as()
    )
    if done.returncode != 0:
        raise CannotStart(f"initdb failed:\n{done.stderr[-2000:]}")
    draft.rename(places.data)


def _answers(places: Places) -> bool:
    return _ping(places) == Ping.OK


def _comes_back(places: Places) -> bool:
    """Waits while a living server recovers from the death of one of its processes, or ends."""
    deadline = time.monotonic() + LONGEST_START
    while _ping(places) == Ping.REJECT and time.monotonic() < deadline:
        time.sleep(0.05)
    return _answers(places)


def _ping(places: Places) -> Ping:
    return Ping(PGconn.ping(f"host={places.sockets} user={USER} dbname=postgres".encode()))


def _create_database(places: Places) -> None:
    with psycopg.connect(
        host=str(places.sockets), user=USER, dbname="postgres", autocommit=True
    ) as connection:
        there = connection.execute(
            "SELECT FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if there is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, user in USERS.items():
            if user not in roles:  # COPY needs a role that no policy binds
                may = "BYPASSRLS" if role == "work" else "NOBYPASSRLS"
                connection.execute(f"CREATE ROLE {user} LOGIN {may}")


def _why(places: Places, before: int) -> str:
    """What the log says since it was `before` bytes long: older lines tell of older troubles."""
    try:
        tail = places.log.read_bytes()[before:].decode(errors="replace")[-2000:]
    except OSError:
        tail = ""
    return f"The embedded PostgreSQL did not start; its log {places.log} says why:\n{tail}"
