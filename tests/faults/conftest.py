"""A server for the module's tests, and for each test a migrated database in it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.served import Served
from tests.faults.server import FAULTS, MIGRATED, TABLES, TRIGGER, Server, Site
from tests.sites import once_a_run

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """With two databases: one as it was migrated, and `template` with the faults."""
    with once_a_run("faults") as kept:
        if not kept.exists():
            made = Server()
            made.execute("postgres", f"CREATE DATABASE {MIGRATED}")
            migrated = Site(made.folder, made, MIGRATED)("migrate", seconds=900)
            assert migrated.code == 0, migrated.err
            made.execute("postgres", f"CREATE DATABASE template TEMPLATE {MIGRATED}")
            triggers = [TRIGGER.format(table) for table in TABLES]
            made.execute("template", FAULTS, *triggers)
            made.keep(kept)
    mine = Server(copied=kept)
    yield mine
    mine.remove()


@pytest.fixture
def site(server: Server, tmp_path: Path) -> Site:
    """An empty site; its schema is copied, which is quicker than migrating."""
    name = f"site{next(NUMBERS)}"
    server.execute("postgres", f"CREATE DATABASE {name} TEMPLATE template")
    return Site(tmp_path, server, name)


@pytest.fixture
def roster_import(tmp_path: Path) -> str:
    """A file of two parents of one child who is not known yet, with a password each."""
    file = tmp_path / "parents.csv"
    file.write_text(
        "SyncID,First name,Last name,E-mail,Password,ChildID\n"
        "P1,Ada,Berg,ada@example.org,an unusual lantern,C1\n"
        "P2,Bo,Berg,bo@example.org,an unusual harbour,C1\n",
        encoding="utf-8",
    )
    return str(file)


@pytest.fixture
def child(tmp_path: Path) -> str:
    file = tmp_path / "children.csv"
    file.write_text("SyncID,First name,Last name\nC1,Cato,Berg\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    made = Served(site)
    try:
        made.wait()
        yield made
    finally:
        made.stop()
