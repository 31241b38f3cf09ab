"""Looks at the memory of a home's database processes, five times a second."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from kinkeeper.embedded.paths import Places

EVERY = 0.2


class Watch:
    """`megabytes`: the most that any process of the server held for itself alone."""

    def __init__(self, home: Path) -> None:
        self.megabytes = 0.0
        self._postmaster = int((Places(home).data / "postmaster.pid").read_text().split()[0])
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            for folder in Path("/proc").iterdir():
                if folder.name.isdigit():
                    self.megabytes = max(self.megabytes, self._own(folder))

    def _own(self, folder: Path) -> float:
        try:
            lines = (folder / "status").read_text().splitlines()
        except OSError:
            return 0.0  # it ended meanwhile
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        if int(told["PPid"]) != self._postmaster:
            return 0.0
        return int(told.get("RssAnon", "0 kB").split()[0]) / 1024
