"""The processes that stay: pages and worker."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from kinkeeper.cli.answer import Exit, Refused, say


def serve(chosen: argparse.Namespace) -> int:
    """Granian in the place of this process, so that signals reach it."""
    host, _colon, port = chosen.bind.rpartition(":")
    if not port.isdecimal():
        raise Refused("usage", f"--bind {chosen.bind}: write HOST:PORT.", Exit.USAGE)
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
    return [*command, "--log-level", "warning", "kinkeeper.wsgi:application"]


def worker_command() -> list[str]:
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]
    return [*command, "--shutdown-graceful-timeout", "10", "--delete-jobs", "successful"]


def run(commands: list[list[str]], more: Mapping[str, str] | None = None) -> int:
    """Runs the processes, with `more` in their environment, until one ends or this one is told to
    stop; none is left behind."""
    environment = os.environ | {"KINKEEPER_HOME": str(settings.HOME)} | dict(more or {})
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True
        for process in processes:
            if process.poll() is None:
                process.terminate()

    processes: list[subprocess.Popen[bytes]] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    for command in commands:
        # a session of its own: Ctrl-C reaches this process, which ends them in order
        processes.append(
            subprocess.Popen(command, env=environment, cwd="/", start_new_session=True)
        )
    codes = _wait(processes)
    if not stopping:
        say("A process ended by itself; the others were stopped.")
    return Exit.DONE if stopping else max(codes, default=Exit.DONE)


def _wait(processes: list[subprocess.Popen[bytes]]) -> list[int]:
    while all(process.poll() is None for process in processes):
        time.sleep(0.1)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return [abs(process.returncode) for process in processes]
