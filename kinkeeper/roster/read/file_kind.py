"""Says what a file is by its first bytes, never by its name alone."""

import io
import zipfile

from kinkeeper.roster.read.documents.from_json import is_json
from kinkeeper.roster.read.documents.from_xml import is_xml
from kinkeeper.roster.table import FileRefused

TEXT, ARCHIVE, SPREADSHEET, DOCUMENT = "text", "archive", "spreadsheet", "document"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS and everything Office wrote before 2007
SPREADSHEETS = (".xlsx", ".xls", ".ods", ".xlsm", ".xlsb")
NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def content_of(name: str, data: bytes) -> str:
    """`TEXT`, `ARCHIVE`, `SPREADSHEET`, or `DOCUMENT` for XML and JSON. Raises `FileRefused`:
    `not-a-table`, `wrong-suffix`."""
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _of_zip(data)
    if data.startswith(OLE):
        return SPREADSHEET
    if is_xml(data) or is_json(name, data):
        return DOCUMENT
    if data.startswith(NO_TABLES) or data.lstrip()[:5].lower() in {b"<html", b"<!doc"}:
        raise FileRefused("not-a-table", name=name)
    if data and name.lower().endswith(SPREADSHEETS):
        raise FileRefused("wrong-suffix", name=name)
    return TEXT


def _of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
                return SPREADSHEET
            if "mimetype" in names and "content.xml" in names:
                info = archive.getinfo("mimetype")
                small = info.file_size < 200 and not info.flag_bits & 1
                if small and archive.read(info).strip().startswith(OPEN_DOCUMENT):
                    return SPREADSHEET
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise FileRefused("archive-refused", reason="broken") from error
    return ARCHIVE
