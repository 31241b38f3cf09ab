"""A real backup of the test's own database, and a real restore; and a marker of its own."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

from kinkeeper.embedded.paths import wheel_binaries


@dataclass(frozen=True)
class Backup:
    """docs/operate.md's recipe, with the programs that fit the server."""

    file: Path

    def dump(self) -> None:
        self._program("pg_dump", "--format=custom", f"--file={self.file}", self._name)

    def restore(self) -> None:
        """The database as it was when it was dumped; everything since is lost."""
        name = self._name
        address = connection.get_connection_params() | {"dbname": "postgres"}
        connection.close()
        wanted = {key: address[key] for key in ("host", "user", "dbname")}
        with psycopg.connect(autocommit=True, **wanted) as server:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        self._program("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={name}", self.file)

    @property
    def _name(self) -> str:
        return str(connection.settings_dict["NAME"])

    @staticmethod
    def _program(name: str, *words: str | Path) -> None:
        with connection.temporary_connection():
            major = connection.connection.info.server_version // 10000
        connection.close()
        package = Path(f"/usr/lib/postgresql/{major}/bin/{name}")
        program = package if package.exists() else wheel_binaries() / name
        where = connection.settings_dict
        address = [f"--host={where['HOST']}", f"--username={where['USER']}"]
        subprocess.run([program, *address, *words], check=True, timeout=120)


@pytest.fixture
def backup(tmp_path: Path, marker: Path) -> Backup:
    return Backup(tmp_path / "kinkeeper.dump")
