"""A pytest plugin: gives the run a data folder of its own before Django's settings are read.

The controller makes it and removes it; workers inherit it, so that all share one embedded
PostgreSQL, in which each has a database of its own.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests import kept

# Nothing here outlives the machine.
OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
)
MINE = "PYTEST_XDIST_WORKER" not in os.environ
if MINE:
    HOME = tempfile.mkdtemp(prefix="kinkeeper-tests-")
    os.environ["KINKEEPER_HOME"] = HOME
    # Of its own, too: another run of pytest as root closes the common folder to PostgreSQL.
    os.environ["PYTEST_DEBUG_TEMPROOT"] = HOME
    os.chmod(HOME, 0o711)  # to be passed through, not read
    (Path(HOME) / "static").mkdir()  # WhiteNoise warns without it
    if (secret := kept.secret()) is not None:
        (Path(HOME) / kept.SECRET).write_bytes(secret)
        (Path(HOME) / kept.SECRET).chmod(0o600)
    os.environ["KINKEEPER_EMBEDDED_OPTIONS"] = " ".join(OPTIONS)
    # Hundreds of processes are started, and each would compile the same modules.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for name in ("KINKEEPER_URL", "KINKEEPER_EMAIL_URL", "KINKEEPER_DEMO", "KINKEEPER_HOSTS"):
        os.environ.pop(name, None)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings  # noqa: PLC0415  # only after the folder is named
    from django.db import connections  # noqa: PLC0415

    from kinkeeper.embedded import server  # noqa: PLC0415

    connections.close_all()
    if settings.EMBEDDED:
        server.release(settings.HOME)
    if MINE:
        if settings.EMBEDDED:
            server.wait_until_stopped(settings.HOME)
        shutil.rmtree(HOME, ignore_errors=True)
