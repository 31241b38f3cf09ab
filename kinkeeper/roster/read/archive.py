"""A ZIP archive in, the files inside out: looked at before anything is unpacked, never on disk."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kinkeeper.roster.table import Bounds, FileRefused

PIECE = 1 << 20
TABLES = (".csv", ".txt", ".tsv", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DOCUMENTS = (".xml", ".json")  # read where they are rosters
# What desktops leave in folders, and what travels with rosters.
LITTER = ("__macosx", ".ds_store", "desktop.ini", "thumbs.db")
CALENDAR, MOST_CALENDARS = ".ics", 2_000  # each class of a district has one, and each is small
SMALL = 10_000_000  # bytes: below this no growth is worth a refusal


def files_in(
    data: bytes, bounds: Bounds, endings: tuple[str, ...] = (*TABLES, *DOCUMENTS)
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The tables inside as (file name without folders, content), and the names of what is not a
    table. Raises `FileRefused`: `archive-refused`, with the reason."""
    with opened(data) as archive:
        entries = [entry for entry in archive.infolist() if not _litter(entry)]
        check(entries, len(data), bounds, entries_limit=bounds.entries)
        tables = [entry for entry in entries if entry.filename.lower().endswith(endings)]
        names = [_base(entry.filename) for entry in tables]
        if len({name.lower() for name in names}) < len(names):
            raise FileRefused("archive-refused", reason="twins")
        if not tables:
            raise FileRefused("archive-refused", reason="nothing")
        others = [_base(entry.filename) for entry in entries if entry not in tables]
        return [(_base(entry.filename), _unpacked(archive, entry)) for entry in tables], others


def folder_in(
    data: bytes, bounds: Bounds, wanted: Callable[[str], bool], calendars: str = ""
) -> list[tuple[str, bytes]]:
    """Of the outermost folder that has any, the files with `wanted` names, and the calendars in its
    folder `calendars`; other folders inside are left alone, however much is in them. Raises
    `FileRefused`, as `files_in`."""
    with opened(data) as archive:
        entries = [entry for entry in archive.infolist() if not _litter(entry)]
        known = [entry for entry in entries if wanted(_base(entry.filename))]
        depth = min((entry.filename.count("/") for entry in known), default=0)
        chosen = [entry for entry in known if entry.filename.count("/") == depth]
        at = chosen[0].filename.rpartition("/")[0] if chosen else ""
        inside = f"{at}/{calendars}" if at else calendars
        if calendars:
            chosen += [entry for entry in entries if _is_calendar_in(inside, entry.filename)]
        check(chosen, len(data), bounds, entries_limit=bounds.entries)
        names = [_base(entry.filename).lower() for entry in chosen]
        if len(set(names)) < len(names):
            raise FileRefused("archive-refused", reason="twins")
        return [(_base(entry.filename), _unpacked(archive, entry)) for entry in chosen]


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Whatever is wrong inside is `archive-refused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
        zlib.error,
    ) as error:
        raise FileRefused("archive-refused", reason="broken") from error


def check(
    entries: list[zipfile.ZipInfo], packed: int, bounds: Bounds, *, entries_limit: int
) -> None:
    """By the archive's own directory; Python unpacks no more of an entry than that names."""
    size = sum(entry.file_size for entry in entries)
    reason = ""
    calendars = sum(entry.filename.lower().endswith(CALENDAR) for entry in entries)
    if len(entries) - calendars > entries_limit or calendars > MOST_CALENDARS:
        reason = "entries"
    elif size > bounds.unpacked:
        reason = "unpacked"
    elif size > SMALL and size > bounds.ratio * packed:
        reason = "ratio"
    elif any(entry.flag_bits & 1 for entry in entries):
        reason = "encrypted"
    elif any(_escapes(entry.filename) for entry in entries):
        reason = "path"
    elif any(entry.filename.lower().endswith((".zip", ".7z", ".rar", ".gz")) for entry in entries):
        reason = "nested"
    if reason:
        raise FileRefused("archive-refused", reason=reason)


def _is_calendar_in(folder: str, name: str) -> bool:
    return name.lower().endswith(CALENDAR) and name.rpartition("/")[0] == folder


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    found = bytearray()
    with archive.open(entry) as source:
        while piece := source.read(PIECE):
            found += piece
    return bytes(found)


def _litter(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.replace("\\", "/").lower().split("/")
    hidden = parts[-1].startswith((".", "~$")) and ".." not in parts
    return entry.is_dir() or hidden or any(part in LITTER for part in parts)


def _escapes(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or plain[1:2] == ":"


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]
