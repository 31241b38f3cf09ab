"""A watched folder: links are never followed, and nothing is taken that is still being written."""

import os
import stat
import time
from pathlib import Path

from django.conf import settings

from kinkeeper.sources.allowed_locations import place_of
from kinkeeper.sources.fetch.complete import Listed, chosen, is_roster, within_limits
from kinkeeper.sources.fetch_result import Ask, Fetched, NotFetched, NothingNew

# Seconds between two looks; a file that is the same at both is taken for complete.
SETTLE = 5.0


def fetch(ask: Ask) -> Fetched:
    """Raises `NothingNew`, `NotFetched`. Whoever may swap folders for links below a folder that
    the operator named could do so between the check and the opening; that is accepted."""
    place = place_of(ask.address)
    try:
        folder = os.open(place.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise NotFetched("no-folder") from error
    try:
        before = _look(folder, place.folder, records=ask.records)
        time.sleep(SETTLE)
        now = _look(folder, place.folder, records=ask.records)
        files = chosen(before, now, pattern=place.pattern, take=ask.take, records=ask.records)
        within_limits(
            files,
            most_bytes=settings.ROSTER_MAX_BYTES,
            most_files=settings.ROSTER_MAX_ENTRIES,
        )
        return Fetched(tuple((file.name, _read(folder, file)) for file in files))
    except OSError as error:
        raise NotFetched("unreadable") from error
    finally:
        os.close(folder)


def _look(folder: int, path: Path, *, records: bool) -> list[Listed]:
    """The plain files. A roster's name that is a link out of the folder stops the run: it is
    somebody's try to have another file read."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink():
                target = Path(os.path.realpath(path / entry.name))
                if is_roster(entry.name, records=records) and target.parent != path:
                    raise NotFetched("link")
            elif entry.is_file(follow_symlinks=False):
                told = entry.stat(follow_symlinks=False)
                found.append(Listed(entry.name, told.st_size, told.st_mtime))
    return found


def _read(folder: int, file: Listed) -> bytes:
    """The file's bytes, if it is still what was listed. Raises `NothingNew`."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe put in its place must not wait
    with os.fdopen(os.open(file.name, flags, dir_fd=folder), "rb") as source:
        plain = stat.S_ISREG(os.fstat(source.fileno()).st_mode)
        data = source.read(file.size + 1) if plain else b""
        told = os.fstat(source.fileno())
    if (len(data), told.st_size, told.st_mtime) != (file.size, file.size, file.changed):
        raise NothingNew("not-complete")
    return data
