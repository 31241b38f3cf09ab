"""A site of its own for a module's commands; one process keeps its database running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kinkeeper.embedded import server
from tests.commands import Kinkeeper


@pytest.fixture(scope="module")
def kinkeeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinkeeper]:
    home: Path = tmp_path_factory.mktemp("home")
    server.ensure_started(home)
    yield Kinkeeper(home)
    server.release(home)
    server.wait_until_stopped(home)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Kinkeeper]:
    """An empty site for one test."""
    server.ensure_started(tmp_path)
    yield Kinkeeper(tmp_path)
    server.release(tmp_path)
    server.wait_until_stopped(tmp_path)
