"""Runs `kinkeeper` as a user does: a process of its own, a data folder of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import fork_server

PROGRAM = Path(sys.executable).with_name("kinkeeper")


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Exactly one document, or the test ends here."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Kinkeeper:
    """One site's command line."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KINKEEPER", "DJANGO", "DATABASE", "PYTEST"))
        }
        fast = {"KINKEEPER_EMBEDDED_OPTIONS": "fsync=off"}
        return kept | fast | {"KINKEEPER_HOME": str(self.home)}

    def __call__(self, *words: str, stdin: str = "", seconds: float = 120) -> Done:
        command = [str(PROGRAM), *words]
        return Done(*fork_server.run(command, self.environment, stdin, timeout=seconds))

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """In a process group of its own, to be killed as a whole; `more` for its environment."""
        return subprocess.Popen(
            [str(PROGRAM), *words],
            env=self.environment | more,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
