"""What is hidden in a sheet and which cells have no value, whatever kind of spreadsheet it is."""

import io
import zipfile
import zlib

import python_calamine

from kinkeeper.roster.read.marks import ods, xls, xlsb, xlsx
from kinkeeper.roster.read.marks.types import MERGED, Marks, Unreadable

Cells = list[list[object]]


def marks_of(data: bytes, index: int) -> Marks:
    """Of the sheet that stands at this place in the workbook. Raises `Unreadable`."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return xls.marks_of(data, index)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = {name.replace("\\", "/").lower() for name in book.namelist()}
            if "content.xml" in names:
                return ods.marks_of(book, index)
            if "xl/workbook.bin" in names:
                return xlsb.marks_of(book, index)
            return xlsx.marks_of(book, index)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable from error


def spread(marks: Marks, cells: Cells) -> None:
    """Marks the cells over which a merged one lies that has a value: a person sees it there."""
    width = max(map(len, cells), default=0)
    for row, column, top, left in marks.covered(len(cells), width):
        if _filled(cells, top, left) and not _filled(cells, row, column):
            marks.odd.setdefault((row, column), (MERGED, str(cells[top - 1][left])))


def _filled(cells: Cells, row: int, column: int) -> bool:
    return row <= len(cells) and column < len(cells[row - 1]) and cells[row - 1][column] != ""


def sheets(book: python_calamine.CalamineWorkbook) -> tuple[list[tuple[int, str]], list[str]]:
    """The sheets with cells that a person sees, with their places, and the names of those that
    nobody sees."""
    shown: list[tuple[int, str]] = []
    hidden: list[str] = []
    for index, sheet in enumerate(book.sheets_metadata):
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if book.get_sheet_by_index(index).start is None:
            continue
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
            shown.append((index, sheet.name))
        else:
            hidden.append(sheet.name)
    return shown, hidden
