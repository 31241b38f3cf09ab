"""Starts `kinkeeper` commands in processes of their own that need not load all modules first.

Hundreds of commands are started, and half of the time of each went into importing the same
libraries. They are loaded once, in a process beside the worker, that forks for each command. What
reads the environment (the settings, and the tables that need them) is loaded once for each
environment, by a second process that forks for its commands until one comes of another
environment. Whatever is about the start of the program goes by `tests.commands.PROGRAM`.
"""

import atexit
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

# None of them looks at the settings while it is loaded.
MODULES = """
asyncio logging.config concurrent.futures.process multiprocessing.connection smtplib tzdata
django.core.management django.core.mail django.core.serializers.json
django.contrib.auth.hashers django.contrib.postgres.constraints
django.contrib.postgres.fields django.contrib.postgres.indexes django.db.models
django.db.backends.postgresql.base django.db.migrations.executor django.db.migrations.autodetector
django.forms django.http django.middleware.csrf django.template.defaulttags
django.template.defaultfilters django.template.loader_tags django.urls
django.utils.translation.trans_real
cryptography.hazmat.primitives.ciphers.aead polars procrastinate procrastinate.blueprints
psycopg psycopg.types.json psycopg.types.hstore psycopg_pool rich.console rich.table typst urllib3
zxingcpp
kinkeeper.cli kinkeeper.embedded.server kinkeeper.roster.formats kinkeeper.roster.plan.draft
kinkeeper.roster.plan.make_plan
"""
LONGEST = 1 << 20  # of a request
READY = b"ready"
ROOT = Path(__file__).parents[1]

type Site = tuple[dict[str, str], str, bytes]  # environment, folder, secret key


class Slow(Exception):
    """The command took longer than it may, and was killed."""


def run(
    words: Sequence[str], environment: Mapping[str, str], stdin: str, *, timeout: float
) -> tuple[int, str, str]:
    """Exit code, stdout and stderr, as `subprocess` tells them. Raises `Slow`."""
    asked = json.dumps({"words": words, "environment": dict(environment), "folder": os.getcwd()})
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with mine, theirs, TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        files = [each.fileno() for each in (given, out, err, theirs)]
        socket.send_fds(_door(), [asked.encode()], files)
        theirs.close()
        pid = int(mine.recv(100))
        mine.settimeout(timeout)
        try:
            code = int(mine.recv(100))
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise Slow(" ".join(words)) from None
        return code, _text(out), _text(err)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


@cache
def _door() -> socket.socket:
    """The server of this worker; it ends when this end is closed."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )
    theirs.close()

    @atexit.register
    def end() -> None:
        mine.close()
        server.wait(30)

    return mine


class Server:
    """Forks for each command that comes through the door."""

    def __init__(self, door: socket.socket, *, set_up: bool = False) -> None:
        self.door = door
        self.set_up = set_up  # for the one environment whose commands come
        self.site: tuple[Site, socket.socket] | None = None  # whose commands are handed on
        self.running: dict[int, tuple[int, socket.socket | None]] = {}
        self.waiting = selectors.DefaultSelector()

    def serve(self) -> int:
        """Returns in each process that was forked, with its exit code; in this one when the door
        is closed and all commands have ended."""
        self.waiting.register(self.door, selectors.EVENT_READ)
        is_open = True
        while is_open or self.running:
            for key, _events in self.waiting.select():
                if key.fd != self.door.fileno():
                    self._tell_end(key.fd)
                    continue
                asked, files, _flags, _address = socket.recv_fds(self.door, LONGEST, 4)
                if not asked:
                    self.waiting.unregister(self.door)
                    self._end_site()
                    is_open = False
                elif not self._handed_on(asked, files):
                    pid = _fork()
                    if not pid:
                        self._leave()
                        return _command(json.loads(asked), files, set_up=self.set_up)
                    self._started(pid, files)
        return 0

    def _started(self, pid: int, files: Sequence[int]) -> None:
        for each in files[:3]:
            os.close(each)
        reply = socket.socket(fileno=files[3])
        reply.send(str(pid).encode())
        self._watch(pid, reply)

    def _watch(self, pid: int, reply: socket.socket | None) -> None:
        ends = os.pidfd_open(pid)
        self.running[ends] = pid, reply
        self.waiting.register(ends, selectors.EVENT_READ)

    def _tell_end(self, ends: int) -> None:
        self.waiting.unregister(ends)
        os.close(ends)
        pid, reply = self.running.pop(ends)
        _pid, status = os.waitpid(pid, 0)
        if reply is not None:
            with reply, suppress(BrokenPipeError):  # nobody waits any more
                reply.send(str(os.waitstatus_to_exitcode(status)).encode())

    def _handed_on(self, asked: bytes, files: Sequence[int]) -> bool:
        """Whether a process of the command's own environment starts it. A command that makes the
        secret key, or cannot load its settings, does so by itself."""
        site = None if self.set_up else _site(json.loads(asked))
        if site is None:
            return False
        if self.site is None or self.site[0] != site:
            self._end_site()
            self._begin_site(site, files)
        if self.site is None:
            return False
        socket.send_fds(self.site[1], [asked], files)
        for each in files:
            os.close(each)
        return True

    def _begin_site(self, site: Site, files: Sequence[int]) -> None:
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = _fork()
        if not pid:
            mine.close()
            for each in files:
                os.close(each)
            self._leave()
            sys.exit(_serve_site(site, theirs))
        theirs.close()
        self._watch(pid, None)
        if mine.recv(10) == READY:
            self.site = site, mine
        else:
            mine.close()

    def _end_site(self) -> None:
        """It still waits for the commands that run."""
        if self.site is not None:
            self.site[1].close()
            self.site = None

    def _leave(self) -> None:
        """In a process that was forked: closes what is the server's."""
        self.waiting.close()
        self._end_site()
        for ends, (_pid, reply) in self.running.items():
            os.close(ends)
            if reply is not None:
                reply.close()
        self.door.close()


def _fork() -> int:
    with warnings.catch_warnings():  # of Polars' threads, which all sleep
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _site(asked: Mapping[str, Any]) -> Site | None:
    """All that settings are read from; None where there is no secret key yet."""
    environment, folder = asked["environment"], asked["folder"]
    kept = Path(folder, environment.get("KINKEEPER_HOME", ""), "secret-key")
    secret = kept.read_bytes() if kept.is_file() else b""
    if not secret and "KINKEEPER_SECRET_KEY" not in environment:
        return None
    return environment, folder, secret


def _serve_site(site: Site, door: socket.socket) -> int:
    environment, folder, _secret = site
    os.environ.clear()
    os.environ.update(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"  # as the program does it
    os.chdir(folder)
    try:
        sys.modules["django"].setup()
    except Exception:  # noqa: BLE001  # whatever it is, the command comes upon it as well
        return 1
    gc.freeze()
    door.send(READY)
    return Server(door, set_up=True).serve()


def _command(asked: Mapping[str, Any], files: Sequence[int], *, set_up: bool) -> int:
    """As the program does it, with the streams, the environment and the folder that were given."""
    for place, file in enumerate(files[:3]):
        os.dup2(file, place)
    for file in files:
        os.close(file)
    if not set_up:
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
    sys.argv = list(asked["words"])
    gc.enable()
    return int(sys.modules["kinkeeper.cli"].main())


if __name__ == "__main__":
    gc.disable()
    for module in MODULES.split():
        importlib.import_module(module)
    assert not sys.modules["django.conf"].settings.configured, "settings were read"
    gc.collect()
    gc.freeze()
    sys.exit(Server(socket.socket(fileno=int(sys.argv[1]))).serve())
