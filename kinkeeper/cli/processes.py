"""Runs programs below this process until it is told to stop, and starts again what may end."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.db import Error, connection

from kinkeeper.cli.output import Exit, say
from kinkeeper.lib.database_role import WORK
from kinkeeper.lib.outage import words_of

SECONDS_TO_END = 12
BETWEEN_LOOKS = 0.1
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
STEADY = 60.0  # whoever ran so long begins with the first wait again


@dataclass(frozen=True)
class Program:
    """`again`: when it ends by itself, it is started anew once the database answers."""

    command: Sequence[str]
    again: bool = False


class Running:
    """A program's process, with how long to wait before the next one."""

    def __init__(self, program: Program, environment: Mapping[str, str]) -> None:
        self.program = program
        self._environment = environment
        self._wait = FIRST_WAIT
        self._due = 0.0
        self.start()

    def start(self) -> None:
        self._started = time.monotonic()
        # a session of its own: Ctrl-C reaches this process, which ends it in order
        self.process = subprocess.Popen(
            self.program.command,
            env=self._environment,
            cwd="/",
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def goes_on(self) -> bool:
        """Whether it runs, or may be started again; starts it when its time has come."""
        if self.process.poll() is None:
            return True
        if not self.program.again:
            return False
        now = time.monotonic()
        if not self._due:
            _signal(self.process, signal.SIGKILL)  # what it started does not outlive it
            self._put_off(now, "The worker stopped unexpectedly")
        elif now >= self._due:
            self._due = 0.0
            problem = _database()
            if problem:
                self._put_off(now, f"The database does not answer ({problem})")
            else:
                self.start()
        return True

    def _put_off(self, now: float, why: str) -> None:
        if self._started and now - self._started > STEADY:
            self._wait = FIRST_WAIT
        self._started = 0.0
        say(f"{why}; the worker restarts in {self._wait:.0f} s.")
        self._due = now + self._wait
        self._wait = min(self._wait * 2, LONGEST_WAIT)


class ToldToStop:
    """Hears TERM, INT and HUP from now on; `stop` says whether one came.

    The handler sets a flag and no more: it runs in the midst of whatever this process does, so that
    one that takes a lock (as `threading.Event` does) may wait for itself for ever.
    """

    def __init__(self) -> None:
        self.stop = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._heard)

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        self.stop = True


def run(programs: Sequence[Program], more: Mapping[str, str] | None = None) -> int:
    """Runs the programs, with `more` in their environment, until one ends for good or this process
    is told to stop; none is left behind, whatever they are doing just then, nor when this process
    is killed."""
    # the pages' own program says that it is theirs (kinkeeper.wsgi)
    as_worker = {"KINKEEPER_HOME": str(settings.HOME), "KINKEEPER_DATABASE_ROLE": WORK}
    environment = os.environ | as_worker | dict(more or {})
    told = ToldToStop()
    connection.close()  # this process only waits
    running = [Running(program, environment) for program in programs]
    while not told.stop and all(each.goes_on() for each in running):
        time.sleep(BETWEEN_LOOKS)
    by_itself = not told.stop
    codes = _end([each.process for each in running])
    if by_itself:
        say("A process stopped unexpectedly, so the others were stopped too.")
    return max(codes, default=Exit.DONE) if by_itself else Exit.DONE


def _database() -> str:
    """Why the database does not answer; empty when it does. This starts an embedded one again."""
    try:
        connection.ensure_connection()
    except Error as error:
        return words_of(error) or type(error).__name__
    finally:
        connection.close()
    return ""


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
