"""What nobody sees in a spreadsheet is left out or said, in every kind of spreadsheet (K31)."""

import io
from collections.abc import Callable, Collection

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.plan.guard_sentences import message
from kinkeeper.roster.read import spreadsheet
from kinkeeper.roster.table import Bounds, FileRefused, Table
from tests.roster import old_books
from tests.roster.core import codes, pendings, planned, pupils_here
from tests.roster.workbooks import SHEET, book, document, packed, sheet_xml, with_part

CELLS = [
    ["SyncID", "First name", "Last name", "ChildID", "Notes"],
    ["P1", "Ada", "Berg", "H1", "a"],
    ["P2", "Ida", "Dahl", "H2", "b"],
    ["P3", "Eva", "Holm", "H3", "c"],
]
Write = Callable[[Collection[int], Collection[int]], bytes]


def xlsx(rows: Collection[int], columns: Collection[int]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(CELLS):
            sheet.write_row(number, 0, row)
        for number in rows:
            sheet.set_row(number, None, None, {"hidden": True})
        for column in columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
    return out.getvalue()


def ods(rows: Collection[int], columns: Collection[int]) -> bytes:
    lines = []
    for number, row in enumerate(CELLS):
        hidden = ' table:visibility="filter"' if number in rows else ""
        lines.append(f"<table:table-row{hidden}>{''.join(map(text_cell, row))}</table:table-row>")
    wide = [
        f"<table:table-column{' table:visibility="collapse"' if column in columns else ''}/>"
        for column in range(len(CELLS[0]))
    ]
    return document("".join([*wide, *lines]))


def text_cell(text: str) -> str:
    cell = '<table:table-cell office:value-type="string"><text:p>'
    return f"{cell}{text}</text:p></table:table-cell>"


KINDS: dict[str, Write] = {
    "xlsx": xlsx,
    "ods": ods,
    "xls": lambda rows, columns: old_books.xls(CELLS, rows=rows, columns=columns),
    "xlsb": lambda rows, columns: old_books.xlsb(CELLS, rows=rows, columns=columns),
}


def read(data: bytes) -> Table:
    return spreadsheet.read(data, Bounds())


def note(table: Table, code: str) -> object:
    return dict(table.notes).get(code)


@pytest.mark.parametrize("kind", KINDS)
def test_k31_hidden_rows_are_left_out_and_counted(kind: str) -> None:
    made = planned((f"parents.{kind}", KINDS[kind]([2], [])))
    assert pendings(made) == {("P1", "H1"), ("P3", "H3")}
    assert made.people["rows"].to_list() == [[2], [4]]
    assert codes(made)["hidden-rows"] == 1
    assert made.counts["blank_rows"] == 0
    assert '"rows": "3"' in made.problems["detail"][0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("column", [0, 3])
def test_k31_a_hidden_key_or_child_makes_the_file_wait(kind: str, column: int) -> None:
    made = planned((f"parents.{kind}", KINDS[kind]([], [column])))
    (reason,) = made.counts["guard"]["reasons"]
    assert (reason["code"], reason["count"]) == ("hidden-columns", 1)
    assert f"are read: {CELLS[0][column]}." in message(reason)
    assert made.people.height == 3


@pytest.mark.parametrize(
    "heading", ["Custody", "Relationship", "No contact order: legal", "Kontaktforbud"]
)
def test_k31_a_hidden_column_of_rights_makes_the_file_wait(heading: str) -> None:
    with_rights = [[*CELLS[0][:4], heading], *[[*row[:4], ""] for row in CELLS[1:]]]
    data = old_books.xls(with_rights, columns=[4])
    # a column without a single cell is nobody's word, but its heading is one
    assert planned(("a.xls", data)).counts["guard"]["reasons"][0]["columns"] == [heading]


@pytest.mark.parametrize("kind", KINDS)
def test_k31_other_hidden_columns_are_read_and_said(kind: str) -> None:
    table = read(KINDS[kind]([], [4]))
    assert table.cells["c4"].to_list() == ["a", "b", "c"]
    assert note(table, "hidden-columns") == {"count": 1, "columns": "Notes"}
    assert planned((f"a.{kind}", KINDS[kind]([], [4]))).counts["guard"] is None


def test_k09_hidden_columns_stop_nothing_where_nothing_would_change() -> None:
    headings_alone = planned(("a.xls", old_books.xls(CELLS[:1], columns=[0])))
    assert headings_alone.counts["guard"] is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hidden", [([2], []), ([], [4])])
def test_k06_what_is_hidden_is_not_the_whole_truth(
    kind: str, hidden: tuple[list[int], list[int]]
) -> None:
    data = KINDS[kind](*hidden)
    with pytest.raises(FileRefused) as refused:
        planned((f"a.{kind}", data), links="exact")
    assert refused.value.code == "exact-needs-all-shown"
    assert planned((f"a.{kind}", KINDS[kind]([], [])), links="exact").people.height == 3


def test_k06_it_is_so_whichever_of_several_files_hides_something() -> None:
    files = [("a.xlsx", xlsx([], [])), ("b.xlsx", xlsx([2], []))]
    with pytest.raises(FileRefused, match="exact-needs-all-shown"):
        planned(("c.zip", packed(dict(files))), links="exact")
    made = planned(*files)
    assert '"3 · b.xlsx"' in "".join(made.problems["detail"].drop_nulls())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="3">', '<row r="3" hidden="1">'),
        ('<row r="3">', "<row hidden = 'true'\n r='3' spans='1:5'>"),
        ('<row r="3">', '<row r="3" ht="0" customHeight="1">'),
        ('<row r="3">', '<row hidden="&#49;" r="3">'),
        ('<row r="3">', '<row r="3" hidden="1" outlineLevel="1">'),
        ('<row r="3">', '<row hidden="1">'),
    ],
)
def test_k31_a_row_is_hidden_however_that_is_written(old: str, new: str) -> None:
    plain = sheet_xml(CELLS)
    table = read(with_part(book(CELLS), SHEET, plain.replace(old, new).encode()))
    assert table.cells["row"].to_list() == [2, 4]
    prefixed = plain.replace(old, new).replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    table = read(with_part(book(CELLS), SHEET, prefixed.encode()))
    assert table.cells["row"].to_list() == [2, 4]


def test_k31_a_word_for_hidden_elsewhere_hides_nothing() -> None:
    rows = [CELLS[0], ["P1", "hidden=1", "<row hidden='1'>", "H1", "ht='0'"]]
    assert read(book(rows)).hidden_rows == 0
    shown = sheet_xml(CELLS).replace('<row r="3">', '<row r="3" hidden="0" ht="15">')
    assert read(with_part(book(CELLS), SHEET, shown.encode())).hidden_rows == 0


def test_k31_rows_in_closed_groups_and_without_height_are_hidden_in_an_open_document() -> None:
    one, two, three, four = (
        f"<table:table-row>{''.join(map(text_cell, row))}</table:table-row>" for row in CELLS
    )
    flat = four.replace("<table:table-row>", '<table:table-row table:style-name="ro9">')
    closed = f'<table:table-row-group table:display="false">{two}</table:table-row-group>'
    styles = (
        '<style:style style:name="ro9" style:family="table-row">'
        '<style:table-row-properties style:row-height="0cm"/></style:style>'
    )
    table = read(document(one + closed + three + flat, styles))
    assert table.cells["row"].to_list() == [3]
    assert note(table, "hidden-rows") == {"count": 2, "rows": "2, 4"}


def test_k31_hidden_rows_that_are_alike_are_counted_each() -> None:
    one, two, three, _four = (
        f"<table:table-row>{''.join(map(text_cell, row))}</table:table-row>" for row in CELLS
    )
    thrice = 'table:visibility="collapse" table:number-rows-repeated="3"'
    table = read(document(one + two.replace("row>", f"row {thrice}>", 1) + three))
    assert table.cells["row"].to_list() == [5]
    assert table.hidden_rows == 3


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_k31_hidden_sheets_are_named(how: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name in ("Last year", "Parents"):
            sheet = made.add_worksheet(name)
            for number, row in enumerate(CELLS):
                sheet.write_row(number, 0, row)
        made.get_worksheet_by_name("Parents").activate()
        made.get_worksheet_by_name("Parents").set_first_sheet()
        getattr(made.get_worksheet_by_name("Last year"), how)()
    table = read(out.getvalue())
    assert note(table, "hidden-sheets") == {"sheets": "Last year"}
    assert table.rows == 3


def test_k24_a_sheet_of_hidden_rows_alone_is_not_called_empty() -> None:
    with pytest.raises(FileRefused) as refused:
        read(xlsx(range(4), []))
    assert refused.value.detail["reason"] == "unseen"


def test_k31_where_nobody_can_say_what_is_hidden_the_file_is_refused() -> None:
    """Two parts of one name: which of them is shown depends on the program."""
    data = with_part(book(CELLS), "XL/worksheets/Sheet1.xml", sheet_xml(CELLS).encode())
    with pytest.raises(FileRefused) as refused:
        read(data)
    assert refused.value.detail["reason"] == "hidden"


@given(st.sets(st.integers(1, 3)), st.sets(st.integers(0, 4)), st.sampled_from(sorted(KINDS)))
def test_k31_each_row_is_read_or_counted(rows: set[int], columns: set[int], kind: str) -> None:
    table = read(KINDS[kind](rows, columns))
    kept = [number for number in range(1, 4) if number not in rows]
    assert table.cells["row"].to_list() == [number + 1 for number in kept]
    assert table.cells["c0"].to_list() == [f"P{number}" for number in kept]
    assert (table.hidden_rows, len(table.hidden_columns)) == (len(rows), len(columns))
    assert table.blank_rows == 0


def test_k31_hidden_rows_are_no_reason_to_wait() -> None:
    made = planned(("a.xlsx", xlsx([2], [])), site=pupils_here("H1", "H2", "H3"))
    assert made.counts["guard"] is None
