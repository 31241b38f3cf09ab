"""Workbooks in the two binary kinds of Excel, written by hand: few programs still do."""

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence

Cells = Sequence[Sequence[str]]
Errors = Mapping[tuple[int, int], int]  # (row, column), both from 0 -> the error's byte
SECTOR = 512


def xls(
    cells: Cells,
    *,
    rows: Collection[int] = (),
    columns: Collection[int] = (),
    errors: Errors | None = None,
    formulas: bool = False,
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> bytes:
    """A BIFF8 workbook; `rows` and `columns` (from 0) are hidden, `merged` as (top, bottom, left,
    right). `formulas`: the errors are results of some."""
    name = b"\x05\x00Sheet"
    globals_ = _biff(0x809, struct.pack("<4HII", 0x600, 5, 0, 0, 0, 0))
    size = len(globals_) + 4 + 6 + len(name) + 4
    globals_ += _biff(0x85, struct.pack("<IH", size, 0) + name) + _biff(0x0A)
    sheet = _biff(0x809, struct.pack("<4HII", 0x600, 16, 0, 0, 0, 0))
    for column in columns:
        sheet += _biff(0x7D, struct.pack("<6H", column, column, 2000, 0, 1, 0))
    for number, row in enumerate(cells):
        flags = 0x20 if number in rows else 0
        sheet += _biff(0x208, struct.pack("<8H", number, 0, len(row), 255, 0, 0, flags, 15))
        for column, text in enumerate(row):
            error = (errors or {}).get((number, column))
            sheet += _biff_cell(number, column, text, error, formulas=formulas)
    if merged:
        refs = b"".join(struct.pack("<4H", *each) for each in merged)
        sheet += _biff(0xE5, struct.pack("<H", len(merged)) + refs)
    return _compound(globals_ + sheet + _biff(0x0A))


def _biff(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", code, len(body)) + body


def _biff_cell(row: int, column: int, text: str, error: int | None, *, formulas: bool) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if error is None:
        letters = text.encode("utf-16-le")
        return _biff(0x204, place + struct.pack("<HB", len(text), 1) + letters)
    if formulas:
        result = bytes([2, 0, error, 0, 0, 0, 0xFF, 0xFF])
        return _biff(0x06, place + result + struct.pack("<HIH", 0, 0, 0))
    return _biff(0x205, place + bytes([error, 1]))


def _compound(stream: bytes) -> bytes:
    """The stream in a compound file: header, one sector of the table, one of the directory."""
    stream = stream.ljust(4096, b"\0")  # a shorter one would stand in a file within the file
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x3I4xI4I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, *[0xFFFFFFFE, 0] * 2)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    directory += _entry("Workbook", 2, 2, len(stream))
    directory = directory.ljust(SECTOR, b"\0")
    return head + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(letters), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def xlsb(
    cells: Cells,
    *,
    rows: Collection[int] = (),
    columns: Collection[int] = (),
    errors: Errors | None = None,
) -> bytes:
    """As `xls`, in the binary kind of today."""
    sheet = _record(129) + _record(133) + _record(134)
    sheet += b"".join(
        _record(60, struct.pack("<4IH", column, column, 2000, 0, 1)) for column in columns
    )
    corner = (0, len(cells) - 1, 0, max(map(len, cells)) - 1)
    sheet += _record(148, struct.pack("<4I", *corner)) + _record(145)
    for number, row in enumerate(cells):
        flags = 0x10 if number in rows else 0
        sheet += _record(0, struct.pack("<2IH3BI", number, 0, 300, 0, flags, 0, 0))
        for column, text in enumerate(row):
            place = struct.pack("<2I", column, 0)
            error = (errors or {}).get((number, column))
            if error is None:
                sheet += _record(6, place + _wide(text))
            else:
                sheet += _record(3, place + bytes([error]))
    sheet += _record(146) + _record(130)
    book = _record(131) + _record(153, bytes(12)) + _record(143)
    book += _record(156, struct.pack("<2I", 0, 1) + _wide("rId1") + _wide("Sheet1"))
    book += _record(144) + _record(132)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    files: dict[str, bytes] = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": book,
        "xl/worksheets/sheet1.bin": sheet,
        "xl/_rels/workbook.bin.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/>'
            "</Relationships>"
        ).encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _record(code: int, body: bytes = b"") -> bytes:
    number = bytes([code]) if code < 128 else bytes([code & 0x7F | 0x80, code >> 7])
    size = len(body)
    length = b""
    while size > 127:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return number + length + bytes([size]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
