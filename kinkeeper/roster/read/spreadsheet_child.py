"""Runs alone: a spreadsheet on standard input, delimited text on standard output.

Its first line names the other sheets that have cells. Ends with 3 where the file cannot be read,
4 where it needs a password, and by the kernel's hand where it wants too much memory or time.
"""

import csv
import datetime
import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterator

import python_calamine

MEMORY = 3 << 30
SECONDS = 120
# What a person sees of 42 in a cell formatted as 00000 is 00042.
ZEROS = re.compile(r'formatCode="(0{2,20})"')
FORMAT = re.compile(r'<numFmt\b[^>]*\bnumFmtId="(\d+)"[^>]*\bformatCode="(0{2,20})"')
STYLES = re.compile(r"<cellXfs\b.*?</cellXfs>", re.DOTALL)
STYLE = re.compile(r'<xf\b[^>]*?\bnumFmtId="(\d+)"')
CELL = re.compile(r'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bs="(\d+)"')
SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]+)"')
TARGET = re.compile(r'<Relationship\b(?=[^>]*\bId="([^"]+)")(?=[^>]*\bTarget="([^"]+)")')


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = sys.stdin.buffer.read()
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        names = _visible(book)
        widths = _padded(data, names[0]) if names else {}
        rows = _rows(book.get_sheet_by_name(names[0])) if names else iter(())
    except python_calamine.PasswordError:
        return 4
    except python_calamine.CalamineError:
        return 3
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    out.write("\x1f".join(name.replace("\n", " ") for name in names[1:]) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    for number, row in rows:
        writer.writerow([_text(cell, widths.get((number, at))) for at, cell in enumerate(row)])
    out.flush()
    return 0


def _visible(book: python_calamine.CalamineWorkbook) -> list[str]:
    """The sheets with cells that a person sees, in their order."""
    shown = python_calamine.SheetVisibleEnum.Visible
    plain = python_calamine.SheetTypeEnum.WorkSheet
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == shown
        and sheet.typ == plain
        and book.get_sheet_by_name(sheet.name).start is not None
    ]


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """(number, cells) from the sheet's first row on, blank ones too."""
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, list(row)


def _text(cell: object, zeros: int | None) -> str:
    """The cell as a person sees it; a number that was a key comes back as its digits."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(float(cell), zeros)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _number(value: float, zeros: int | None) -> str:
    if not value.is_integer():
        return f"{value:.15g}"
    if abs(value) >= 1e15:  # the digits beyond are lost; this way the loss is seen (K2)
        return f"{value:.5E}"
    return str(int(value)).zfill(zeros or 0)


def _padded(data: bytes, sheet: str) -> dict[tuple[int, int], int]:
    """(row, column) -> digits, for the cells that an XLSX shows with zeros in front."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        if "xl/styles.xml" not in names:
            return {}
        styles = book.read("xl/styles.xml").decode("utf-8", "replace")
        widths = {number: len(zeros) for number, zeros in FORMAT.findall(styles)}
        cell_formats = STYLES.search(styles)
        if not widths or cell_formats is None:
            return {}
        used = {
            str(place): widths[number]
            for place, number in enumerate(STYLE.findall(cell_formats.group()))
            if number in widths
        }
        part = _part_of(book, sheet)
        if not used or part not in names:
            return {}
        cells = CELL.findall(book.read(part).decode("utf-8", "replace"))
        return {
            (int(row), _column(letters) - 1): used[style]
            for letters, row, style in cells
            if style in used
        }


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    workbook = book.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = book.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = dict(TARGET.findall(relations))
    for name, relation in SHEET.findall(workbook):
        if _plain(name) == sheet and relation in targets:
            target = targets[relation].lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    return ""


def _plain(name: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        name = name.replace(entity, char)
    return name.replace("&amp;", "&")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


if __name__ == "__main__":
    sys.exit(main())
