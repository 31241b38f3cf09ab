"""A PostgreSQL server of one's own, reached by DATABASE_URL, that a test may stop and kill; and a
database in it whose tables do on command what a broken machine does."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from kinkeeper.embedded.os_user import let_through, owner, private_folder
from kinkeeper.embedded.paths import wheel_binaries
from tests.commands import Kinkeeper
from tests.journeys.conftest import free_port

TABLES = (
    "intake_filepiece",
    "intake_plannedperson",
    "intake_plannedrelationship",
    "people_person",
    "families_relationship",
    "credentials_credential",
    "letters_batch",
)
MIGRATED = "migrated"
FAULTS = """
CREATE TABLE faults (at text, how text);
GRANT SELECT ON faults TO PUBLIC;
CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM faults WHERE at = TG_TABLE_NAME AND how = 'full') THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100',
            DETAIL = 'COPY line 1: secret';
    ELSIF EXISTS (SELECT FROM faults WHERE at = TG_TABLE_NAME AND how = 'slow') THEN
        PERFORM pg_sleep(60);
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER break AFTER INSERT OR UPDATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION break();
"""


class Server:
    """Started with the object; everything of it is gone after `remove`. On a socket alone, or with
    a `host` under that address, too. Empty, or a copy of what `keep` left."""

    def __init__(self, host: str = "", copied: Path | None = None) -> None:
        self.who = owner()
        self.host, self.port = host, free_port() if host else 5432
        self.folder = Path(tempfile.mkdtemp(prefix="kinkeeper-server-"))
        let_through(self.folder, self.who)
        for name in ("data", "socket"):
            private_folder(self.folder / name, self.who)
        self.log = self.folder / "socket" / "log"
        if copied:
            subprocess.run(["cp", "-a", f"{copied}/.", f"{self.folder}/data"], check=True)
        else:
            self._run("initdb", "-U", "kinkeeper", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
            with (self.folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")
        self.start()

    def start(self) -> None:
        options = f"-k {self.folder}/socket -c listen_addresses={self.host} -p {self.port}"
        options += " -c fsync=off -c client_connection_check_interval=1s"
        self._run("pg_ctl", "start", "-w", "-l", str(self.log), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "stop", "-w", "-m", mode)

    def restart(self) -> None:
        self.stop()
        self.start()

    def keep(self, where: Path) -> None:
        """All its databases are there for others to copy, and this one is gone."""
        self.stop("fast")
        shutil.move(self.folder / "data", where)
        shutil.rmtree(self.folder)

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://kinkeeper@/{name}?host={self.folder}/socket&port={self.port}"

    def address(self, name: str) -> str:
        """By the network."""
        return f"postgresql://kinkeeper@{self.host}:{self.port}/{name}"

    def execute(self, name: str, *statements: str) -> list[tuple[object, ...]]:
        """The rows of the last statement."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *words: str) -> None:
        command = [str(wheel_binaries() / program), "-D", str(self.folder / "data"), *words]
        as_owner: dict[str, Any] = self.who.run_as()
        subprocess.run(
            command,
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **as_owner,
        )


@dataclass(frozen=True)
class Site(Kinkeeper):
    """One database of the server, with its command line."""

    server: Server
    name: str

    @property
    def environment(self) -> dict[str, str]:
        mine = {"DATABASE_URL": self.server.url(self.name), "KINKEEPER_SECRET_KEY": "k" * 50}
        mine["KINKEEPER_URL"] = "http://127.0.0.1:8000"  # said at each command while unset
        return super().environment | mine

    def sql(self, *statements: str) -> list[tuple[object, ...]]:
        return self.server.execute(self.name, *statements)

    def breaks(self, at: str, how: str) -> None:
        """From now on, every statement that writes the table finds a full disk, or sleeps."""
        assert at in TABLES
        self.sql(f"INSERT INTO faults VALUES ('{at}', '{how}')")

    def mended(self) -> None:
        self.sql("DELETE FROM faults")

    def sleeps(self, many: int = 1) -> bool:
        """Whether so many statements have come to where the test wanted them."""
        found = self.sql(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
            "AND datname = current_database()"
        )
        return len(found) == many

    def stored(self, number: int | str) -> object:
        """The import's state as it stands in the database."""
        return self.sql(f"SELECT state FROM intake_import WHERE id = {number}")[0][0]

    def state(self, number: int) -> str:
        return str(self("import", "show", str(number), "--json").json["state"])


def until(what: Callable[[], object], seconds: float = 30) -> None:
    """Returns when it is so; what cannot be asked just now is not so yet."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(psycopg.OperationalError):
            if what():
                return
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)
