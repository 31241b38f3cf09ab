"""Heads of seals that this machine has noted, outside the database: whoever deletes the last lines
together with their seals has not deleted these."""

import logging
import re
import time
from collections.abc import Iterator
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

EVERY = 3600  # seconds
LINE = re.compile(r"([0-9]{1,18}) ([0-9a-f]{64})")
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
        with file().open("a+b") as heads:
            begins = "" if _ends_whole(heads) else "\n"
            heads.write(f"{begins}{number} {head.hex()}\n".encode())
    except OSError as error:
        log.warning("%s could not be written (%s)", file(), error)


def noted() -> Iterator[tuple[int, bytes]]:
    """What was noted on this machine, if anything. A line that was not written whole notes nothing,
    and the log says so."""
    if not file().exists():
        return
    for at, line in enumerate(file().read_text("ascii", "replace").splitlines(), start=1):
        found = LINE.fullmatch(line)
        if found is not None:
            yield int(found[1]), bytes.fromhex(found[2])
        elif line:
            log.warning("%s: line %s is no noted head and was passed over", file(), at)


def _ends_whole(heads: BinaryIO) -> bool:
    """Whether the last line has its end; on a full disk it can lack it."""
    if heads.seek(0, SEEK_END) == 0:
        return True
    heads.seek(-1, SEEK_END)
    return heads.read(1) == b"\n"
