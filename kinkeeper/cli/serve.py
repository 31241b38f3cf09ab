"""The processes that stay: pages and worker."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from kinkeeper.cli.answer import Exit, Refused, say

SECONDS_TO_END = 12


def serve(chosen: argparse.Namespace) -> int:
    """Granian in the place of this process, so that signals reach it."""
    host, _colon, port = chosen.bind.rpartition(":")
    if not port.isdecimal():
        raise Refused("usage", f"--bind {chosen.bind}: write HOST:PORT.", Exit.USAGE)
    if ":" not in host:
        refuse_taken(host or "127.0.0.1", int(port))
    collect()
    command = granian(host or "127.0.0.1", int(port), chosen.workers)
    return run([command])


def worker(chosen: argparse.Namespace) -> int:
    return run([worker_command()])


def collect() -> None:
    """Static files, compressed and named by their content, into the data folder."""
    call_command("collectstatic", verbosity=0, interactive=False)


def granian(host: str, port: int, workers: int) -> list[str]:
    program = str(Path(sys.executable).with_name("granian"))
    command = [program, "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws"]
    command += ["--workers-kill-timeout", "8"]
    return [*command, "--log-level", "warning", "kinkeeper.wsgi:application"]


def worker_command() -> list[str]:
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]
    return [*command, "--shutdown-graceful-timeout", "10", "--delete-jobs", "successful"]


def run(commands: list[list[str]], more: Mapping[str, str] | None = None) -> int:
    """Runs the processes, with `more` in their environment, until one ends or this one is told to
    stop; none is left behind, whatever they are doing just then, nor when this one is killed."""
    environment = os.environ | {"KINKEEPER_HOME": str(settings.HOME)} | dict(more or {})
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    # a session of its own: Ctrl-C reaches this process, which ends them in order
    processes = [
        subprocess.Popen(
            command, env=environment, cwd="/", start_new_session=True, preexec_fn=_end_with_parent
        )
        for command in commands
    ]
    while not stopping.wait(0.1) and all(process.poll() is None for process in processes):
        pass
    codes = _end(processes)
    if not stopping.is_set():
        say("A process ended by itself; the others were stopped.")
    return Exit.DONE if stopping.is_set() else max(codes, default=Exit.DONE)


def _end(processes: list[subprocess.Popen[bytes]]) -> list[int]:
    """Asks each process and its children to end, and after the deadline makes them."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_END
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
    for process in processes:
        _signal(process, signal.SIGKILL)  # whatever is left of its group
        process.wait()
    return [abs(process.returncode) for process in processes]


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """The kernel ends the child when this process is killed (PR_SET_PDEATHSIG of prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


def refuse_taken(host: str, port: int) -> None:
    """The server below shares ports without a word; two sites on one would answer by turns."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                "port-taken",
                f"Port {port} is in use. Choose another one, for example {port + 123}.",
            ) from error
