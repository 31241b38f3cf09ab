"""A worker dies at work: nothing is half-done, the page says the truth, and the next worker takes
the work up by itself."""

from tests.faults.served import Served, child_of, kill, start
from tests.faults.server import until
from tests.faults.visitor import Visitor

OLD = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
APPLIED = "SELECT count(*) FROM journal_entry WHERE action = 'import.applied'"

END_OF_JOB = """
CREATE TRIGGER break AFTER UPDATE ON procrastinate_jobs FOR EACH ROW
WHEN (OLD.status = 'doing' AND OLD.task_name = 'imports.apply') EXECUTE FUNCTION break()
"""


def test_ops_03_k11_a_worker_killed_while_it_applies(served: Served, roster_import: str) -> None:
    site, visitor = served.site, Visitor(served.address)
    visitor.signs_in()
    plan = site("import", "plan", roster_import, "--profile", "parent", "--json").json
    page = f"/staff/imports/{plan['import']}/"
    site.breaks("people_person", "slow")
    visitor.post(f"{page}apply/", visitor.token(page))
    until(site.sleeps)
    assert "The plan is being applied" in visitor.get(page).text
    kill(served.worker.pid, child_of(served.worker.pid))
    served.worker.wait()
    until(lambda: site.state(plan["import"]) == "planned")
    assert site.sql("SELECT count(*) FROM people_person")[0][0] == 1  # anna alone
    site.mended()
    site.sql(OLD)  # half a minute of silence, and more
    assert "No worker is running" in visitor.get(page).text
    served.worker, served.worker_log = start(site, "worker")
    until(lambda: site.stored(plan["import"]) == "applied")
    assert "This plan has been applied" in visitor.get(page).text
    assert site.sql("SELECT count(*) FROM people_person")[0][0] == 3
    assert site.sql(APPLIED)[0][0] == 1
    until(lambda: site.sql("SELECT 1 FROM people_person WHERE sealed_password IS NOT NULL") == [])
    assert "Traceback" not in served.worker_log.read_text()


def test_k11_a_job_whose_end_finds_no_room_is_not_taken_for_work(
    served: Served, roster_import: str
) -> None:
    site, visitor = served.site, Visitor(served.address)
    visitor.signs_in()
    plan = site("import", "plan", roster_import, "--profile", "parent", "--json").json
    page = f"/staff/imports/{plan['import']}/"
    site.breaks("people_person", "full")
    site.sql(END_OF_JOB, "INSERT INTO faults VALUES ('procrastinate_jobs', 'full')")
    visitor.post(f"{page}apply/", visitor.token(page))
    until(lambda: "could not be recorded" in served.worker_log.read_text())
    site.mended()
    until(lambda: site.stored(plan["import"]) == "applied")
    assert site.sql(APPLIED)[0][0] == 1
    assert "This plan has been applied" in visitor.get(page).text
    assert "Traceback" not in served.worker_log.read_text()
