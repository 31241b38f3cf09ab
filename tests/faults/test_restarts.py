"""The database goes away in the middle and comes back: commands say so and go on, pages say so and
go on, and the worker comes back by itself and does what waits."""

import subprocess

from tests.commands import PROGRAM, Done
from tests.faults.served import Served, asked
from tests.faults.server import Site, until
from tests.faults.visitor import Visitor

PARENT = ("--profile", "parent", "--json")


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
    assert "run the same command again" in done.json["error"]["message"]
    assert "Traceback" not in done.err


def test_k11_the_server_restarts_while_commands_plan_and_apply(
    site: Site, roster_import: str, child: str
) -> None:
    site("import", "run", child, "--profile", "pupil")
    refused(cut_off(site, "intake_plannedperson", "import", "plan", roster_import, *PARENT))
    number = str(site.sql("SELECT max(id) FROM intake_import")[0][0])
    assert site.state(int(number)) == "received"
    refused(cut_off(site, "families_relationship", "import", "apply", number, "--json"))
    assert site.state(int(number)) == "planned"
    assert site.sql("SELECT count(*) FROM people_person")[0][0] == 1
    assert site("import", "apply", number, "--json").json["state"] == "applied"
    assert site.sql("SELECT count(*) FROM people_person")[0][0] == 3
    again = site("import", "plan", roster_import, *PARENT).json
    assert (again["people"]["unchanged"], again["people"]["create"]) == (2, 0)


def test_the_server_restarts_under_pages_and_worker(
    served: Served, roster_import: str, child: str
) -> None:
    site, visitor = served.site, Visitor(served.address)
    visitor.signs_in()
    site("import", "run", child, "--profile", "pupil")
    assert site("import", "run", roster_import, *PARENT).code == 0
    site.sql("UPDATE people_person SET password = '' WHERE username <> 'anna'")
    token = visitor.token("/staff/people/add/")
    site.breaks("intake_plannedperson", "slow")
    site.breaks("credentials_credential", "slow")
    number = asked(site, child)
    until(lambda: site.sleeps(2))
    assert site.state(int(number)) == "reading"
    site.mended()
    site.server.stop()
    for path in ("/", "/staff/imports/", "/sign-in/", "/healthz", "/no-such-page/"):
        answer = visitor.get(path)
        assert (answer.status, answer.retry_after, answer.refresh) == (503, "10", True), path
        assert "is not answering" in answer.text
    sent = visitor.post("/staff/people/add/", token, given_name="Eva", family_name="Berg")
    assert (sent.status, sent.refresh) == (503, False)
    assert "may not have been saved" in sent.text
    site.server.start()
    assert visitor.get("/staff/imports/").status == 200  # and still signed in
    assert "Not available" not in visitor.get(f"/staff/imports/{number}/").text
    until(lambda: site.stored(number) == "planned", 40)
    until(lambda: site.sql("SELECT 1 FROM letters_batch WHERE state = 'done'"))
    assert site.sql("SELECT count(*), count(DISTINCT person_id) FROM credentials_credential") == [
        (2, 2)
    ]
    assert served.pages.poll() is None
    assert served.worker.poll() is None
    for log in (served.pages_log, served.worker_log):
        assert "Traceback" not in log.read_text(), log.read_text()
