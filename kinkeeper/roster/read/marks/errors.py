"""Errors of today's spreadsheets that calamine does not know and would refuse a workbook for."""

import io
import re
import zipfile
import zlib

SHEET = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
CELL = re.compile(
    rb"(<(?:[\w.-]+:)?c\s[^>]*\bt\s*=\s*[\"']e[\"'][^>]*>)(.*?)(?=</(?:[\w.-]+:)?c\s*>)", re.DOTALL
)
VALUE = re.compile(rb"(<(?:[\w.-]+:)?v(?:\s[^>]*)?>)[^<]*")
KNOWN = rb"\1#VALUE!"


def with_known(data: bytes) -> bytes:
    """The workbook with `#VALUE!` for every error, `#SPILL!` and all; which it was is told by the
    marks of the file as it came. What is no such workbook stays what it is."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for entry in old.infolist():
                part = old.read(entry)
                if SHEET.match(entry.filename):
                    part = CELL.sub(lambda cell: cell[1] + VALUE.sub(KNOWN, cell[2]), part)
                new.writestr(entry.filename, part)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
        return data
    return out.getvalue()
