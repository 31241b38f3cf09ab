"""Heads of seals that this machine has noted, outside the database: whoever deletes the last lines
together with their seals has not deleted these."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

EVERY = 3600  # seconds
log = logging.getLogger(__name__)


def file() -> Path:
    """A line for each: the seal's number and its head. Only ever added to, at most once an hour."""
    return Path(settings.HOME) / "journal-heads"


def note(number: int, head: bytes) -> None:
    """Notes the last seal, where the one before was noted an hour ago. Without the file (a folder
    that cannot be written) the journal goes on, and the log says so."""
    try:
        if file().exists() and time.time() - file().stat().st_mtime < EVERY:
            return
        with file().open("a", encoding="ascii") as heads:
            heads.write(f"{number} {head.hex()}\n")
    except OSError as error:
        log.warning("%s could not be written (%s)", file(), error)


def noted() -> Iterator[tuple[int, bytes]]:
    """What was noted on this machine, if anything."""
    if not file().exists():
        return
    for line in file().read_text(encoding="ascii").splitlines():
        number, _blank, head = line.partition(" ")
        yield int(number), bytes.fromhex(head)
