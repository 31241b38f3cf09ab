"""The processes that stay, as an operator runs them."""

import os
import signal
import subprocess
from pathlib import Path

from tests.commands import PROGRAM
from tests.faults.server import Site, until
from tests.faults.visitor import PASSWORD
from tests.journeys.conftest import answers, free_port

ADMIN = ("admin", "create", "anna", "--profile", "system-administrator", "--password-stdin")
READS = """
from kinkeeper.access import viewer
from kinkeeper.readings.imports import place_for
from kinkeeper.intake import enqueue
from kinkeeper.intake.upload.receive import receive
from kinkeeper.letters import jobs
from kinkeeper.letters.order import order
from kinkeeper.people.models import Person
from kinkeeper.roster.options import Options
anna = Person.objects.get(username="anna")
who = viewer.of_command_line(anna)
with open("{file}", "rb") as file:
    files = [("parents.csv", file.read())]
roster_import = receive(who.actor, reach=who.reach, person=anna, files=files,
    place=place_for(who, ""), options=Options(profile="parent"))
enqueue.prepare(roster_import, who.actor)
jobs.ask(order(who.actor, Person.objects.filter(profile="parent"), "pages"), who.actor)
"""


def asked(site: Site, file: str) -> str:
    """A worker is to read the file, and to make letters for the parents who are there; the number
    of the import."""
    done = site("shell", "--verbosity", "0", "--command", READS.format(file=file))
    assert done.code == 0, done.err
    return str(site.sql("SELECT max(id) FROM intake_import")[0][0])


class Served:
    def __init__(self, site: Site) -> None:
        self.site = site
        assert site(*ADMIN, stdin=f"{PASSWORD}\n").code == 0
        assert site("settings", "set", "staff_second_factor=off").code == 0
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.pages, self.pages_log = start(
            site, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-worker"
        )
        self.worker, self.worker_log = start(site, "worker")

    def wait(self) -> None:
        """Returns when the pages answer and the worker works."""
        answers(self.address)
        until(lambda: self.site.sql("SELECT 1 FROM procrastinate_workers"))

    def stop(self) -> None:
        for process in (self.pages, self.worker):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in (self.pages, self.worker):
            process.wait(30)


def start(site: Site, *words: str) -> tuple[subprocess.Popen[bytes], Path]:
    """The process and its log."""
    log = site.home / f"{words[0]}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(PROGRAM), *words],
            env=site.environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return process, log


def child_of(pid: int) -> int:
    """The first process below this one."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def kill(*processes: int) -> None:
    """All at once, so that none of them can do anything about it."""
    for pid in processes:
        os.killpg(pid, signal.SIGKILL)
