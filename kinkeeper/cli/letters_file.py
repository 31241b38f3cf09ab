"""The file that letters are written to: whole, private, and never lost codes."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from kinkeeper.cli.output import Exit, Refused


def refuse_unwritable(file: Path) -> None:
    """Before anything is issued: a code that cannot be written down is lost (K20)."""
    place = file if _is_device(file) else file.parent
    if file.is_dir() or not os.access(place, os.W_OK):
        raise Refused("no-file", f"{file} cannot be written, so nothing was issued.", Exit.USAGE)


@contextmanager
def written(file: Path) -> Iterator[Callable[[Iterator[bytes]], None]]:
    """What writes the PDF beside its place; it takes the place when everything went well. So a
    disk that fills up leaves neither half a file nor codes that nobody has on paper."""
    if _is_device(file):
        yield lambda content: _write(file, content, os.O_WRONLY)
        return
    file = file.resolve()
    draft = file.with_name(f".letters-{secrets.token_hex(8)}")
    try:
        yield lambda content: _write(draft, content, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        if draft.exists():
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _is_device(file: Path) -> bool:
    """/dev/stdout and the like, whose place nothing may take."""
    return file.exists() and not file.is_file() and not file.is_dir()


def _write(file: Path, content: Iterator[bytes], how: int) -> None:
    """The codes are readable in it: for nobody else's eyes on this machine."""
    with _named(file):
        out = os.fdopen(os.open(file, how, 0o600), "wb", buffering=0)
    with out:
        for part in content:
            with _named(file):
                _all_of(part, out)
        if how & os.O_CREAT:
            with _named(file):
                os.fsync(out.fileno())


def _all_of(part: bytes, out: FileIO) -> None:
    """Without a buffer, which would be written once more when a full disk has let go."""
    rest = memoryview(part)
    while rest:
        rest = rest[out.write(rest) :]


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """What is wrong with the file says which file it is."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
