"""Runs one PostgreSQL as its child and stops it when no process uses it any more.

    python -m kinkeeper.embedded.keeper HOME

Every user holds a shared lock on one file; the keeper waits for that lock alone. It lives in a
session of its own, so that Ctrl-C in a terminal reaches the users first. Should the keeper itself
be killed, the kernel tells PostgreSQL to shut down.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from kinkeeper.embedded.os_user import owner
from kinkeeper.embedded.paths import Places, wheel_binaries

PR_SET_PDEATHSIG = 1
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    "client_connection_check_interval": "1s",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


def main(home: Path) -> int:
    places = Places(home)
    with places.lock.open("a") as users:
        server = _start(places)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: _stop(server))
        threading.Thread(target=_stop_when_unused, args=(users, server), daemon=True).start()
        code = server.wait()
        with suppress(OSError):  # PostgreSQL removed its socket; a new server makes the folder anew
            places.sockets.rmdir()
        return code


def _start(places: Places) -> subprocess.Popen[bytes]:
    extra = os.environ.get("KINKEEPER_EMBEDDED_OPTIONS", "").split()
    command = [str(wheel_binaries() / "postgres"), "-D", str(places.data)]
    command += ["-k", str(places.sockets)]
    for name, value in OPTIONS.items():
        command += ["-c", f"{name}={value}"]
    for option in extra:
        command += ["-c", option]
    descriptor = os.open(places.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]  # **run_as()
            command,
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            cwd="/",
            preexec_fn=_die_with_keeper,
            **owner().run_as(),
        )
    finally:
        os.close(descriptor)


def _die_with_keeper() -> None:
    """SIGINT is PostgreSQL's fast shutdown: connections end, data are safe."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _stop_when_unused(users: object, server: subprocess.Popen[bytes]) -> None:
    fcntl.flock(users, fcntl.LOCK_EX)  # type: ignore[arg-type]  # an open file
    # From here on nobody new gets in until this process has ended and the lock is free again.
    _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
