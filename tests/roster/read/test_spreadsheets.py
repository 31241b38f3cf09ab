"""Spreadsheets give what a person sees in them; those made to hurt are refused unopened."""

import datetime

import pytest

from kinkeeper.roster.read import spreadsheet
from kinkeeper.roster.table import Bounds, FileRefused, Table
from tests.roster.core import ROSTERS, codes, planned, read
from tests.roster.workbooks import book, open_document, packed, with_part

HEAD = ["SyncID", "First name", "Last name", "Birth date", "ChildID"]


def table(data: bytes, name: str = "parents.xlsx") -> Table:
    return read([(name, data)])[1]


def refusal(data: bytes, name: str = "parents.xlsx") -> str:
    with pytest.raises(FileRefused) as refused:
        table(data, name)
    return f"{refused.value.code}:{refused.value.detail.get('reason', '')}"


def test_k01_numbers_that_were_keys_come_back_as_text() -> None:
    found = table(
        book(
            [HEAD, [7, "Ada", "Berg", "", 123456789012], [42, "Ida", "Dahl", "", 3.5]],
            formats={(2, 0): "00000"},
        )
    )
    assert found.cells["c0"].to_list() == ["7", "00042"]
    assert found.cells["c4"].to_list() == ["123456789012", "3.5"]


def test_k02_a_number_whose_digits_are_lost_is_named_as_damage() -> None:
    made = planned(("a.xlsx", book([HEAD, ["P1", "Ada", "Berg", "", 12345678901234567]])))
    assert codes(made)["key-damaged"] == 1


@pytest.mark.parametrize("cell", [datetime.date(2015, 3, 2), 42065])
def test_dates_are_dates_however_the_cell_shows_them(cell: object) -> None:
    data = book([HEAD, ["P1", "Ada", "Berg", cell, "H1"]], formats={(1, 3): "dd.mm.yyyy"})
    made = planned(("parents.xlsx", data))
    assert made.people["birth_date"].to_list() == ["2015-03-02"]


def test_rows_are_numbered_as_the_sheet_shows_them() -> None:
    found = table(book([[], HEAD, [], ["P1", "Ada", "Berg", "", "H1"]]))
    assert found.cells["row"].to_list() == [4]
    assert found.blank_rows == 2


def test_other_sheets_are_named_and_not_read() -> None:
    found = table(book([HEAD, ["P1", "Ada", "B", "", ""]], [["x"], ["y"]]))
    assert ("other-sheets", {"sheets": "Sheet2"}) in found.notes


def test_an_open_document_is_read_too() -> None:
    found = table(open_document([HEAD, ["P1", "Zoë", "O'Neill", "", "H1"]]), "parents.ods")
    assert found.cells["c1"].to_list() == ["Zoë"]


def test_a_spreadsheet_inside_an_archive_is_read() -> None:
    inner = book([HEAD, ["P1", "Ada", "B", "", ""]])
    found = table(packed({"export/parents.xlsx": inner}), "export.zip")
    assert found.cells["c0"].to_list() == ["P1"]


SHEET = "xl/worksheets/sheet1.xml"
FAR = (
    b'<worksheet><sheetData><row r="1"><c r="A1"/><c r="XFD1048576"/></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("xl/vbaProject.bin", b"\xd0\xcf", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "links"),
        (SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', "entities"),
        (SHEET, b"<!doctype a><worksheet/>", "entities"),
        (SHEET, FAR, "cells"),
        ("xl/workbook.xml", b"not xml at all", "broken"),
    ],
)
def test_imp_03_a_spreadsheet_made_to_hurt_is_refused(
    part: str, content: bytes, reason: str
) -> None:
    """Entities, links, macros and corners far apart are seen before it is opened."""
    data = with_part(book([HEAD, ["P1", "Ada", "B", "", ""]]), part, content)
    assert refusal(data) == f"spreadsheet-refused:{reason}"


def test_imp_02_a_cell_that_grows_without_end_ends_only_its_own_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """IMP-02: what the look inside misses ends in the process that reads it, by its limits."""
    monkeypatch.setattr(spreadsheet, "MOST_SECONDS", 0.01)
    assert refusal(book([HEAD, ["P1", "Ada", "B", "", ""]])) == "spreadsheet-refused:cells"


def test_an_old_workbook_says_what_a_new_one_says() -> None:
    data = (ROSTERS / "old_workbook" / "parents.xls").read_bytes()
    found = table(data, "parents.xls")
    assert found.cells["row"].to_list() == [2, 4]
    assert found.cells["c0"].to_list() == ["7", "42"]  # it shows 00042: docs/formats/README.md
    assert found.cells["c1"].to_list() == ["Zoë", "Ivan"]
    assert found.cells["c2"].to_list() == ["O'Neill", "Иванов"]
    assert found.cells["c4"].to_list() == ["123456789012", "H-1"]
    assert planned(("parents.xls", data)).people["birth_date"].to_list() == ["1985-03-02", None]


def test_an_old_workbook_that_is_damaged_is_refused_in_words() -> None:
    damaged = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    assert refusal(damaged, "parents.xls") == "spreadsheet-refused:broken"


def test_too_many_rows_are_refused() -> None:
    data = book([HEAD, *[[f"P{at}", "A", "B", "", ""] for at in range(20)]])
    with pytest.raises(FileRefused) as refused:
        spreadsheet.read(data, Bounds(rows=10))
    assert refused.value.code == "too-large"
