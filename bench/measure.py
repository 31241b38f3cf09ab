"""Times whole processes and keeps their peak memory; prints one table."""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kinkeeper.embedded import server
from kinkeeper.embedded.paths import DATABASE, USER, Places

PROGRAM = str(Path(sys.executable).with_name("kinkeeper"))


@dataclass(frozen=True)
class Run:
    """Wall-clock seconds and peak resident megabytes of one process, and what it `said`.
    `processor`: seconds of it and of what the database's processes that ended meanwhile took; on a
    busy machine only these can be compared."""

    seconds: float
    megabytes: float
    said: str = ""
    processor: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line of the table: `ratio` against `limit` (at most); None where there is none."""

    promise: str
    what: str
    seconds: list[float]
    ratio: float | None = None
    limit: float | None = None
    note: str = ""

    def __str__(self) -> str:
        middle = statistics.median(self.seconds)
        spread = f"{min(self.seconds):.2f}–{max(self.seconds):.2f}"
        kept = "" if self.limit is None else "kept" if (self.ratio or 0) <= self.limit else "MISSED"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        limit = "" if self.limit is None else f"{self.limit:.2f}"
        return (
            f"| {self.promise} | {self.what} | {middle:.2f} s ({spread}) | {ratio} | {limit} | "
            f"{kept} | {self.note} |"
        )


HEAD = "| | what | median (range) | ratio | at most | | note |\n|---|---|---|---|---|---|---|"


@contextmanager
def site() -> Iterator[Path]:
    """A data folder with a migrated, running embedded database."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        server.ensure_started(home)
        run(home, "migrate")
        yield home
        server.release(home)
        server.wait_until_stopped(home)


def analyse(home: Path) -> None:
    """What was just filled has no statistics, and both roles would read all of each table."""
    sockets = str(Places(home).sockets)
    with psycopg.connect(host=sockets, user=USER, dbname=DATABASE, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def run(home: Path, *words: str, stdin: str = "") -> Run:
    """The command as a process of its own."""
    return process([PROGRAM, *words], home, stdin=stdin)


def process(command: list[str], home: Path, *, keep: bool = False, stdin: str = "") -> Run:
    """`keep`: what it prints is short, and wanted."""
    environment = os.environ | {"KINKEEPER_HOME": str(home)}
    database = _of_the_database(home)
    start = time.perf_counter()
    with subprocess.Popen(  # our own programs
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if keep else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        if started.stdin:
            started.stdin.write(stdin)
            started.stdin.close()
        _pid, status, used = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - start
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            error = started.stderr.read() if started.stderr else ""
            raise SystemExit(f"{' '.join(command)} failed:\n{error}")
        said = started.stdout.read() if started.stdout else ""
    time.sleep(0.2)  # until the server has seen its processes end
    processor = used.ru_utime + used.ru_stime + _of_the_database(home) - database
    return Run(seconds, used.ru_maxrss / 1024, said, processor)


def _of_the_database(home: Path) -> float:
    """Seconds of processor time of all processes of the server that have ended."""
    started = Places(home).data / "postmaster.pid"
    try:
        pid = started.read_text().split()[0]
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0  # no server, or not on Linux
    return (int(said[13]) + int(said[14])) / os.sysconf("SC_CLK_TCK")


def times(count: int, once: Callable[[], Run]) -> list[Run]:
    return [once() for _time in range(count)]


def median(runs: list[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


def processor(runs: list[Run]) -> float:
    return statistics.median(run.processor for run in runs)


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}"
    )
