"""Files made to hurt end the reading of what is hidden in them with one word, and soon."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.read.marks.types import Marks, Unreadable
from kinkeeper.roster.read.marks.workbook import marks_of, spread
from tests.roster import old_books
from tests.roster.workbooks import SHEET, book, document, sheet_xml, with_part

CELLS = [["SyncID", "First name"], ["P1", "Ada"], ["P2", "Ida"]]
ROW = "<table:table-row><table:table-cell/></table:table-row>"


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


FILES = {
    "xls": old_books.xls(CELLS, rows=[1], columns=[1], errors={(2, 1): 7}, merged=[(1, 2, 0, 0)]),
    "xlsb": old_books.xlsb(CELLS, rows=[1], columns=[1], errors={(2, 1): 7}),
    "xlsx": with_part(book(CELLS), SHEET, sheet_xml(CELLS).encode()),
    "ods": document(ROW * 3),
}
PARTS = {"xlsb": "xl/worksheets/sheet1.bin", "xlsx": SHEET, "ods": "content.xml"}


@given(st.sampled_from(sorted(FILES)), st.integers(0, 1 << 20), st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_has_marks_or_is_unreadable(kind: str, at: int, other: bytes) -> None:
    data = FILES[kind]
    if kind in PARTS:
        part = unpacked(data)[PARTS[kind]]
        at %= len(part)
        data = with_part(data, PARTS[kind], part[:at] + other + part[at + len(other) :])
    else:
        at %= len(data)
        data = data[:at] + other + data[at + len(other) :]
    with contextlib.suppress(Unreadable):  # anything but this would be a bug
        assert marks_of(data, 0) is not None


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><worksheet><row hidden="1"/></worksheet>',
        '<worksheet><sheetData><row hidden="1" r="1e9"/></sheetData></worksheet>',
        '<worksheet><cols><col min="-1" max="9" hidden="1"/></cols></worksheet>',
        '<worksheet><sheetData><row><c r="ABCDE1" t="e"/></row></sheetData></worksheet>',
        "<worksheet><row hidden='1'></worksheet>",
    ],
)
def test_imp_03_a_sheet_that_no_program_writes_is_unreadable(sheet: str) -> None:
    with pytest.raises(Unreadable):
        marks_of(with_part(FILES["xlsx"], SHEET, sheet.encode()), 0)


def test_imp_03_wide_attributes_and_many_elements_are_only_read() -> None:
    wide = f'<worksheet a="{"x" * 2_000_000}"><row r="1" hidden="1"/>{"<b/>" * 50_000}</worksheet>'
    assert marks_of(with_part(FILES["xlsx"], SHEET, wide.encode()), 0).rows == [(1, 1)]


def test_imp_03_alike_rows_without_end_are_counted_and_not_made() -> None:
    many = ROW.replace(
        "row>", 'row table:visibility="collapse" table:number-rows-repeated="999999999">', 1
    )
    marks = marks_of(document(many), 0)
    assert marks.hidden_rows(3) == {1, 2, 3}
    bad = many.replace(
        "<table:table-cell/>",
        '<table:table-cell calcext:value-type="error" table:number-columns-repeated="999999999"/>',
    )
    with pytest.raises(Unreadable):
        marks_of(document(bad), 0)


def test_imp_03_a_merged_cell_over_everything_is_bounded() -> None:
    marks = Marks(merged=[(1, 1_048_576, 0, 16_383)])
    spread(marks, [["a", ""], ["", "b"]])
    assert set(marks.odd) == {(1, 1), (2, 0)}
    with pytest.raises(Unreadable):
        spread(Marks(merged=[(1, 3_000, 0, 2_999)]), [[""] * 3_000 for _row in range(3_000)])


def test_the_sheet_is_found_by_its_place_and_not_its_name() -> None:
    with pytest.raises(Unreadable):
        marks_of(FILES["xlsx"], 1)


def test_utf16_hides_nothing() -> None:
    sheet = sheet_xml(CELLS).replace('<row r="2">', '<row r="2" hidden="1">')
    data = ('<?xml version="1.0" encoding="UTF-16"?>' + sheet).encode("utf-16")
    assert marks_of(with_part(FILES["xlsx"], SHEET, data), 0).rows == [(2, 2)]
