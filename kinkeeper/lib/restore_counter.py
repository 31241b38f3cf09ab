"""A number in a file that only grows: what a machine remembers when its database forgets."""

import os
from contextlib import suppress
from pathlib import Path


def read(file: Path) -> int:
    """The number; 0 where there is none, or none that can be read."""
    with suppress(OSError, ValueError):
        return int(file.read_text(encoding="ascii"))
    return 0


def write(file: Path, number: int) -> None:
    """Whole or not at all, and for its owner alone. Raises `OSError`."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"{number}\n")
        out.flush()
        os.fsync(descriptor)
    draft.replace(file)
