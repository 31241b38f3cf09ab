"""The database goes away in the middle and comes back: commands say so and go on, pages say so and
go on, and the worker comes back by itself and does what waits."""

import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.commands import PROGRAM, Done
from tests.faults.served import PASSWORD, Visitor, start
from tests.faults.server import Site, until
from tests.journeys.conftest import answers, free_port

PARENT = ("--profile", "parent", "--json")
ADMIN = ("admin", "create", "anna", "--profile", "system-administrator", "--password-stdin")


def cut_off(site: Site, table: str, *words: str) -> Done:
    """The command, whose database is restarted when it writes the table."""
    site.breaks(table, "slow")
    with subprocess.Popen(
        [str(PROGRAM), *words],
        env=site.environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        until(site.sleeps)
        site.mended()
        site.server.restart()
        out, err = process.communicate(timeout=30)
    return Done(process.returncode, out, err)


def refused(done: Done) -> None:
    assert done.code == 1, done
    assert done.json["error"]["code"] == "database"
    assert "give the same command again" in done.json["error"]["message"]
    assert "Traceback" not in done.err


def test_k11_the_server_restarts_while_commands_plan_and_apply(
    site: Site, roster: str, child: str
) -> None:
    site("import", "run", child, "--profile", "pupil")
    refused(cut_off(site, "intake_plannedperson", "import", "plan", roster, *PARENT))
    number = str(site.sql("SELECT max(id) FROM intake_import")[0][0])
    assert site.state(int(number)) == "received"
    refused(cut_off(site, "families_relationship", "import", "apply", number, "--json"))
    assert site.state(int(number)) == "planned"
    assert site.sql("SELECT count(*) FROM people_person")[0][0] == 1
    assert site("import", "apply", number, "--json").json["state"] == "applied"
    assert site.sql("SELECT count(*) FROM people_person")[0][0] == 3
    again = site("import", "plan", roster, *PARENT).json
    assert (again["people"]["unchanged"], again["people"]["create"]) == (2, 0)


READS = """
from kinkeeper.access import viewer
from kinkeeper.access.imports import place_for
from kinkeeper.intake import ask
from kinkeeper.intake.receive import receive
from kinkeeper.people.models import Person
from kinkeeper.roster.options import Options
anna = Person.objects.get(username="anna")
who = viewer.of_command_line(anna)
with open("{file}", "rb") as file:
    files = [("parents.csv", file.read())]
roster = receive(who.actor, reach=who.reach, person=anna, files=files, place=place_for(who, ""),
    options=Options(profile="parent"))
ask.prepare(roster, who.actor)
"""


def asked(site: Site, file: str) -> str:
    """The number of an import that a worker is to read."""
    done = site("shell", "--verbosity", "0", "--command", READS.format(file=file))
    assert done.code == 0, done.err
    return str(site.sql("SELECT max(id) FROM intake_import")[0][0])


def stored(site: Site, number: str) -> object:
    return site.sql(f"SELECT state FROM intake_import WHERE id = {number}")[0][0]


class Served:
    def __init__(self, site: Site) -> None:
        self.site = site
        assert site(*ADMIN, stdin=f"{PASSWORD}\n").code == 0
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.pages, self.pages_log = start(
            site, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"
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


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    made = Served(site)
    try:
        made.wait()
        yield made
    finally:
        made.stop()


def test_the_server_restarts_under_pages_and_worker(served: Served, roster: str) -> None:
    site, visitor = served.site, Visitor(served.address)
    visitor.signs_in()
    token = visitor.token("/staff/people/add/")
    site.breaks("intake_plannedperson", "slow")
    number = asked(site, roster)
    until(site.sleeps)
    assert site.state(int(number)) == "reading"
    site.mended()
    site.server.stop()
    for path in ("/", "/staff/imports/", "/sign-in/", "/healthz", "/no-such-page/"):
        answer = visitor.get(path)
        assert (answer.status, answer.retry_after, answer.refresh) == (503, "10", True), path
        assert "does not answer" in answer.text
    sent = visitor.post("/staff/people/add/", token, given_name="Eva", family_name="Berg")
    assert (sent.status, sent.refresh) == (503, False)
    assert "may not have been saved" in sent.text
    site.server.start()
    assert visitor.get("/staff/imports/").status == 200  # and still signed in
    assert "Not available" not in visitor.get(f"/staff/imports/{number}/").text
    until(lambda: stored(site, number) == "planned", 40)
    assert served.pages.poll() is None
    assert served.worker.poll() is None
    for log in (served.pages_log, served.worker_log):
        assert "Traceback" not in log.read_text(), log.read_text()
