"""Starts `kinkeeper` commands in processes of their own that need not load all modules first.

Hundreds of commands are started, and half of the time of each went into importing the same
libraries. They are loaded once, in a process beside the worker, that forks for each command; what
reads the environment (the settings, and all that needs them) is loaded by each command itself.
Whatever is about the start of the program goes by `tests.commands.PROGRAM`.
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
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

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
ROOT = Path(__file__).parents[1]


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


def _serve(door: socket.socket) -> int:
    """Returns in each command's own process, with its exit code, and when the door is closed."""
    running: dict[int, tuple[int, socket.socket]] = {}
    with selectors.DefaultSelector() as waiting:
        waiting.register(door, selectors.EVENT_READ)
        while True:
            for key, _events in waiting.select():
                if key.fd != door.fileno():
                    waiting.unregister(key.fd)
                    os.close(key.fd)
                    _tell_end(*running.pop(key.fd))
                    continue
                asked, files, _flags, _address = socket.recv_fds(door, LONGEST, 4)
                if not asked:
                    return 0
                with warnings.catch_warnings():  # of Polars' threads, which all sleep
                    warnings.simplefilter("ignore", DeprecationWarning)
                    pid = os.fork()
                if not pid:
                    waiting.close()
                    for ends, (_pid, reply) in running.items():
                        os.close(ends)
                        reply.close()
                    door.close()
                    return _command(json.loads(asked), files)
                for each in files[:3]:
                    os.close(each)
                reply = socket.socket(fileno=files[3])
                reply.send(str(pid).encode())
                ends = os.pidfd_open(pid)
                running[ends] = pid, reply
                waiting.register(ends, selectors.EVENT_READ)


def _tell_end(pid: int, reply: socket.socket) -> None:
    _pid, status = os.waitpid(pid, 0)
    with reply:
        try:
            reply.send(str(os.waitstatus_to_exitcode(status)).encode())
        except BrokenPipeError:
            return  # nobody waits any more


def _command(asked: dict[str, object], files: Sequence[int]) -> int:
    """As the program does it, with the streams, the environment and the folder that were given."""
    for place, file in enumerate(files[:3]):
        os.dup2(file, place)
    for file in files:
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    os.chdir(str(asked["folder"]))
    sys.argv = list(asked["words"])  # type: ignore[call-overload]
    gc.enable()
    return int(sys.modules["kinkeeper.cli"].main())


if __name__ == "__main__":
    gc.disable()
    for module in MODULES.split():
        importlib.import_module(module)
    assert not sys.modules["django.conf"].settings.configured, "settings were read"
    gc.collect()
    gc.freeze()
    sys.exit(_serve(socket.socket(fileno=int(sys.argv[1]))))
