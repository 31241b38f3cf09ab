"""TERM ends what stays, every time, and nothing is left behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import Kinkeeper
from tests.journeys.conftest import answers, free_port, processes_of

SMALL = """
import sys
import django
django.setup()
from kinkeeper.cli.processes import Program, run
sys.exit(run([Program(["sleep", "60"])]))
"""
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
BOUND = 20  # seconds: SECONDS_TO_END and what the machine needs besides


def child_of(pid: int) -> int | None:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(found[0]) if found else None


def is_alive(pid: int) -> bool:
    """Not when it only waits for the init process to take notice of its end."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("start", range(10))
def test_signals_without_a_pause_end_a_process_as_one_does(tmp_path: Path, start: int) -> None:
    """Hundreds; each interrupts what the process does, the handling of the one before too."""
    environment = Kinkeeper(tmp_path).environment | {"DJANGO_SETTINGS_MODULE": "kinkeeper.settings"}
    process = subprocess.Popen([sys.executable, "-c", SMALL], env=environment)
    try:
        deadline = time.monotonic() + 30
        while not (child := child_of(process.pid)):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(start / 50)
        enough = time.monotonic() + 2  # then the process has the machine to itself
        sent = 0
        while process.poll() is None and time.monotonic() < enough:
            process.send_signal(SIGNALS[sent % 3])
            sent += 1
        ended = process.wait(BOUND)
        assert ended in {0, *[-number for number in SIGNALS]}  # told again while it was leaving
        while is_alive(child):  # the kernel ends it with its parent, but not in the same moment
            assert time.monotonic() < enough + BOUND
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()


def test_serve_and_worker_end_on_term_five_times_of_five(alone: Kinkeeper) -> None:
    assert alone("settings", "show").code == 0
    for _time in range(5):
        port = free_port()
        running = [
            alone.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-worker"),
            alone.start("worker"),
        ]
        answers(f"http://127.0.0.1:{port}")
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(BOUND) for process in running] == [0, 0]
        deadline = time.monotonic() + BOUND  # the embedded server leaves after its last user
        while left := processes_of(alone.home):
            assert time.monotonic() < deadline, left
            time.sleep(0.1)
