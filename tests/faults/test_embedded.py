"""The embedded server is killed, or one of its processes is: the command says so, and the next one
finds everything as it was."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from kinkeeper.embedded import server
from kinkeeper.embedded.paths import USER, Places
from tests.commands import PROGRAM, Kinkeeper
from tests.faults.server import FAULTS, TRIGGER, until

SLEEPING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


def sql(home: Path, *statements: str) -> list[tuple[object, ...]]:
    address = f"host={Places(home).sockets} user={USER} dbname=kinkeeper"
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_k11_the_embedded_server_dies_while_a_plan_is_applied(
    tmp_path: Path, roster_import: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # other tests run without this, and would lose what was committed last
    monkeypatch.setenv("KINKEEPER_EMBEDDED_OPTIONS", "fsync=off")
    home = tmp_path / "home"
    kinkeeper = Kinkeeper(home)
    server.ensure_started(home)
    try:
        plan = kinkeeper("import", "plan", roster_import, "--profile", "parent", "--json").json
        sql(home, FAULTS, TRIGGER.format("people_person"))
        number = str(plan["import"])
        for whom in ("one of its processes", "the server"):
            sql(home, "INSERT INTO faults VALUES ('people_person', 'slow')")
            with subprocess.Popen(
                [str(PROGRAM), "import", "apply", number, "--json"],
                env=kinkeeper.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as process:
                until(lambda: sql(home, SLEEPING))
                asleep = int(str(sql(home, SLEEPING)[0][0]))
                sql(home, "DELETE FROM faults")
                os.kill(asleep if whom != "the server" else postmaster(home), signal.SIGKILL)
                out, err = process.communicate(timeout=30)
            assert '"code": "database"' in out, (whom, out, err)
            assert "Traceback" not in err
            shown = kinkeeper("import", "show", number, "--json")  # at once: it may be recovering
            assert (shown.code, shown.json["state"]) == (0, "planned"), (whom, shown)
        assert kinkeeper("import", "apply", number, "--json").json["state"] == "applied"
        assert sql(home, "SELECT count(*) FROM people_person") == [(2,)]
    finally:
        server.release(home)
        assert server.wait_until_stopped(home)


def postmaster(home: Path) -> int:
    return int((Places(home).data / "postmaster.pid").read_text().splitlines()[0])
