"""What an XLSB workbook says of its sheet beside the values ([MS-XLSB])."""

import struct
import zipfile
from collections.abc import Iterator

from kinkeeper.roster.read.marks.types import WIDEST, Marks, Unreadable
from kinkeeper.roster.read.marks.zip_parts import Parts

ROW, ERROR_CELL, ERROR_FORMULA, COLUMNS, SHEET, PROPERTIES, MERGED = 0, 3, 11, 60, 156, 153, 176


def marks_of(book: zipfile.ZipFile, index: int) -> Marks:
    """Of the sheet that stands at this place in the workbook. Raises `Unreadable`."""
    parts = Parts(book)
    marks = Marks()
    sheets: list[str] = []
    try:
        for code, body in _records(parts.read("xl/workbook.bin")):
            if code == SHEET:
                length = struct.unpack_from("<I", body, 8)[0]
                sheets.append(body[12 : 12 + 2 * min(length, 255)].decode("utf-16-le"))
            elif code == PROPERTIES:
                marks.since_1904 = bool(body[0] & 1)
        part = parts.targets("xl/_rels/workbook.bin.rels")[sheets[index]]
        _read(marks, parts.read(part))
    except (struct.error, IndexError, KeyError, UnicodeError) as error:
        raise Unreadable from error
    return marks


def _read(marks: Marks, sheet: bytes) -> None:
    row = 0
    for code, body in _records(sheet):
        if code == ROW:
            row, _style, height = struct.unpack_from("<2IH", body)
            row += 1
            if body[11] & 0x10 or height == 0:
                marks.hide_row(row, row)
        elif code in {ERROR_CELL, ERROR_FORMULA}:
            marks.code(row, struct.unpack_from("<I", body)[0], body[8])
        elif code == COLUMNS:
            first, last, width, _style, flags = struct.unpack_from("<4IH", body)
            if flags & 1 or width == 0:
                marks.columns.append((first, min(last, WIDEST - 1)))
        elif code == MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            marks.merge(top + 1, bottom + 1, left, right)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Their numbers and sizes are written seven bits a byte, the last without the eighth."""
    at = 0
    while at < len(data):
        code = data[at]
        at += 1
        if code & 0x80:
            code = (code & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        if at + size > len(data):
            raise Unreadable
        yield code, data[at : at + size]
        at += size
