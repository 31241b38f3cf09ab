"""What an old XLS workbook says of its sheet beside the values ([MS-XLS], [MS-CFB])."""

import struct
from collections.abc import Iterator

from kinkeeper.roster.read.marks.types import Marks, Unreadable

SECTOR_END = 0xFFFFFFFA  # from here on no sector, but a sign
STREAMS = ("workbook", "book")
SHEET, DATES, EOF = 0x85, 0x22, 0x0A


def marks_of(data: bytes, index: int) -> Marks:
    """Of the sheet that stands at this place in the workbook. Raises `Unreadable`."""
    try:
        return _marks(_stream(data), index)
    except (struct.error, IndexError, StopIteration, OverflowError, MemoryError) as error:
        raise Unreadable from error


def _marks(book: bytes, index: int) -> Marks:
    marks = Marks()
    places: list[int] = []
    for code, body in _records(book, 0):
        if code == SHEET:
            places.append(struct.unpack_from("<I", body)[0])
        elif code == DATES:
            marks.since_1904 = struct.unpack_from("<H", body)[0] == 1
    for code, body in _records(book, places[index]):
        take = TAKES.get(code)
        if take is not None:
            take(marks, body)
    return marks


def _row(marks: Marks, body: bytes) -> None:
    row, height, flags = (struct.unpack_from("<H", body, at)[0] for at in (0, 6, 12))
    if flags & 0x20 or height & 0x7FFF == 0:
        marks.hide_row(row + 1, row + 1)


def _columns(marks: Marks, body: bytes) -> None:
    first, last, width, _style, flags = struct.unpack_from("<5H", body)
    if flags & 1 or width == 0:
        marks.columns.append((first, last))


def _error(marks: Marks, body: bytes) -> None:
    row, column, _style, error, is_error = struct.unpack_from("<3H2B", body)
    if is_error:
        marks.code(row + 1, column, error)


def _formula(marks: Marks, body: bytes) -> None:
    row, column = struct.unpack_from("<2H", body)
    if body[12:14] == b"\xff\xff" and body[6] == 2:
        marks.code(row + 1, column, body[8])


def _merged(marks: Marks, body: bytes) -> None:
    for at in range(struct.unpack_from("<H", body)[0]):
        top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * at)
        marks.merge(top + 1, bottom + 1, left, right)


TAKES = {0x208: _row, 0x7D: _columns, 0x205: _error, 0xE5: _merged}
TAKES |= dict.fromkeys((0x06, 0x206, 0x406), _formula)


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Those of one substream; what is embedded in it, a chart, is passed over."""
    depth = 0
    while at + 4 <= len(book):
        code, size = struct.unpack_from("<2H", book, at)
        body = book[at + 4 : at + 4 + size]
        at += 4 + size
        if code & 0xFF == 0x09 and code in {0x09, 0x209, 0x409, 0x809}:
            depth += 1
        elif code == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield code, body
    raise Unreadable


def _stream(data: bytes) -> bytes:
    """The workbook in a compound file, which is a small disk of its own."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    small_size = 1 << struct.unpack_from("<H", data, 32)[0]
    first_directory, _, cutoff, first_small = struct.unpack_from("<4I", data, 48)
    if size not in {512, 4096} or small_size != 64:
        raise Unreadable
    table = _table(data, size)
    directory = _chain(data, table, first_directory, size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = next(each for each in entries if each[66] == 5) if entries else b""
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
        if entry[66] != 2 or name not in STREAMS:
            continue
        start, long = struct.unpack_from("<2I", entry, 116)
        if long >= cutoff:
            return _chain(data, table, start, size)[:long]
        smalls = _chain(data, table, struct.unpack_from("<I", root, 116)[0], size)
        raw = _chain(data, table, first_small, size)
        small_table = struct.unpack(f"<{len(raw) // 4}I", raw)
        return _chain(smalls, small_table, start, small_size, header=0)[:long]
    raise Unreadable


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Of each sector the one that follows it."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    follows = struct.unpack_from("<I", data, 68)[0]
    seen = 0
    while follows < SECTOR_END:
        more = struct.unpack_from(f"<{size // 4}I", data, (follows + 1) * size)
        sectors += more[:-1]
        follows = more[-1]
        seen += 1
        if seen > len(data) // size:
            raise Unreadable
    raw = b"".join(
        data[(each + 1) * size : (each + 2) * size] for each in sectors if each < SECTOR_END
    )
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _chain(data: bytes, table: tuple[int, ...], first: int, size: int, *, header: int = 1) -> bytes:
    places: list[int] = []
    while first < SECTOR_END:
        places.append(first)
        if len(places) > len(table):
            raise Unreadable  # it bites its own tail
        first = table[first]
    return b"".join(data[(each + header) * size : (each + header + 1) * size] for each in places)
