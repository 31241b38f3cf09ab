"""A note on this machine of the last e-mail whose full stop came next.

A commit is in the database some time before the process that asked for it runs again; on a busy
machine a kill in between is not rare. This note is written by the process itself, with nothing
between it and the full stop. It outlives a kill. Who finds an open e-mail of this very note, and
not its number in it, knows that the full stop was never sent.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings

TOKEN, DIGITS = 32, 20


def name() -> str:
    """Of this note: another one, where the file was lost, knows nothing of earlier e-mails."""
    return _read()[:TOKEN]


def last() -> int:
    return int(_read()[TOKEN:])


def note(number: int) -> None:
    with open(_file(), "r+b", buffering=0) as file:
        os.pwrite(file.fileno(), f"{number:0{DIGITS}}".encode(), TOKEN)


def _read() -> str:
    try:
        said = _file().read_text("ascii")
    except FileNotFoundError:
        said = ""
    if len(said) != TOKEN + DIGITS:
        said = secrets.token_hex(TOKEN // 2) + "0" * DIGITS
        _file().write_text(said, "ascii")
    return said


def _file() -> Path:
    return Path(settings.HOME) / "notifications"
