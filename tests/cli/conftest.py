"""A site of its own for a module's commands; one process keeps its database running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kinkeeper.embedded import server
from tests import sites
from tests.commands import Kinkeeper


@pytest.fixture(scope="module")
def kinkeeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinkeeper]:
    home: Path = tmp_path_factory.mktemp("home")
    yield sites.start(home)
    sites.stop(home)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Kinkeeper]:
    """An empty site for one test."""
    yield sites.start(tmp_path)
    sites.stop(tmp_path)


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Kinkeeper]:
    """An empty folder, with a database in which there is nothing yet."""
    server.ensure_started(tmp_path)
    yield Kinkeeper(tmp_path)
    sites.stop(tmp_path)
