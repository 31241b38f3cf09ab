"""A server for the module's tests, and for each test a migrated database in it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.served import Served
from tests.faults.server import FAULTS, TABLES, TRIGGER, Server, Site

NUMBERS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    made = Server()
    made.execute("postgres", "CREATE DATABASE template")
    migrated = Site(made.folder, made, "template")("migrate", "--verbosity", "0")
    assert migrated.code == 0, migrated.err
    triggers = [TRIGGER.format(table) for table in TABLES]
    made.execute("template", FAULTS, *triggers)
    yield made
    made.remove()


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
