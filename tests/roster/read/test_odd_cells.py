"""A cell that holds an error, or no result, is an error of its row and never empty (K33)."""

import datetime
import io
from collections.abc import Sequence

import polars as pl
import pytest
import xlsxwriter

from kinkeeper.roster.problems import sentence
from kinkeeper.roster.read import spreadsheet
from kinkeeper.roster.table import Bounds
from tests.roster import old_books
from tests.roster.core import Plan, codes, pendings, planned
from tests.roster.workbooks import SHEET, book, document, packed, sheet_xml, with_part

HEAD = ["SyncID", "First name", "Last name", "ChildID", "Notes"]
CELLS = [HEAD, ["P1", "Ada", "Berg", "H1", "a"], ["P2", "Ida", "Dahl", "H2", "b"]]
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def with_cell(place: str, cell: str) -> bytes:
    """The sheet with this in the place of one cell."""
    old = sheet_xml(CELLS)
    start = old.index(f'<c r="{place}"')
    end = old.index("</c>", start) + len("</c>")
    return with_part(book(CELLS), SHEET, (old[:start] + cell + old[end:]).encode())


def odd(made: Plan) -> list[tuple[int, str, str]]:
    found = made.problems.filter(pl.col("code") == "cell-error")
    return list(found.select("row", "column", "value").iter_rows())


@pytest.mark.parametrize(
    "text",
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"],
)
def test_k33_an_error_cell_is_an_error_of_its_row(text: str) -> None:
    made = planned(("a.xlsx", with_cell("D2", f'<c r="D2" t="e"><f>X!A1</f><v>{text}</v></c>')))
    assert odd(made) == [(2, "ChildID", text)]
    assert pendings(made) == {("P2", "H2")}
    assert made.counts["people"]["rejected"] == 1


@pytest.mark.parametrize(("column", "heading"), list(zip("ABCD", HEAD, strict=False)))
def test_k33_it_is_so_in_whatever_column_that_is_read(column: str, heading: str) -> None:
    made = planned(("a.xlsx", with_cell(f"{column}2", f"<c t='e' r='{column}2'><v>#REF!</v></c>")))
    assert (2, heading, "#REF!") in odd(made)
    assert pendings(made) == {("P2", "H2")}


def test_an_error_in_a_column_that_nobody_reads_is_nothing() -> None:
    made = planned(("a.xlsx", with_cell("E2", '<c r="E2" t="e"><v>#N/A</v></c>')))
    assert odd(made) == []
    assert pendings(made) == {("P1", "H1"), ("P2", "H2")}


def test_k33_a_text_that_says_so_stays_a_placeholder() -> None:
    cells = [HEAD, ["P1", "Ada", "Berg", "#N/A", ""]]
    for made in (
        planned(("a.xlsx", book(cells))),
        planned("\n".join(",".join(row) for row in cells)),
    ):
        assert codes(made) == {"placeholder": 1}
        assert made.counts["people"]["create"] == 1


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2"><f>VLOOKUP(A2,X!A:B,2,0)</f></c>',
        '<c r="D2"><f>VLOOKUP(A2,X!A:B,2,0)</f><v></v></c>',
        '<c r="D2"><f>VLOOKUP(A2,X!A:B,2,0)</f><v/></c>',
    ],
)
def test_k33_a_formula_that_was_never_calculated_is_not_empty(cell: str) -> None:
    made = planned(("a.xlsx", with_cell("D2", cell)))
    assert odd(made) == [(2, "ChildID", "")]
    assert pendings(made) == {("P2", "H2")}


def test_a_formula_whose_result_is_an_empty_text_is_empty() -> None:
    made = planned(("a.xlsx", with_cell("D2", '<c r="D2" t="str"><f>IF(1,"")</f><v></v></c>')))
    assert odd(made) == []
    assert made.counts["people"]["create"] == 2


def test_a_formula_with_a_result_is_read() -> None:
    made = planned(("a.xlsx", with_cell("D2", '<c r="D2" t="str"><f>"H"&amp;9</f><v>H9</v></c>')))
    assert pendings(made) == {("P1", "H9"), ("P2", "H2")}


def test_k33_a_program_that_writes_nought_for_every_formula_is_not_believed() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(CELLS):
            sheet.write_row(number, 0, row)
        sheet.write_formula(1, 3, "=X!A1")
        sheet.write_formula(2, 3, "=X!A2", None, "H2")
    plan = planned(("a.xlsx", out.getvalue()))
    assert odd(plan) == [(2, "ChildID", "")]
    assert pendings(plan) == {("P2", "H2")}


@pytest.mark.parametrize("formulas", [False, True])
def test_k33_old_workbooks_have_errors_too(formulas: bool) -> None:
    made = planned(("a.xls", old_books.xls(CELLS, errors={(1, 3): 0x2A}, formulas=formulas)))
    assert odd(made) == [(2, "ChildID", "#N/A")]


def test_k33_binary_workbooks_have_errors_too() -> None:
    made = planned(("a.xlsb", old_books.xlsb(CELLS, errors={(2, 0): 0x17})))
    assert odd(made) == [(3, "SyncID", "#REF!")]


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ('office:value-type="string" calcext:value-type="error"', "#N/A"),
        ('calcext:value-type="error" office:value-type="string"', "Err:508"),
        ('office:value-type="float" office:value="0"', "#REF!"),
        ("", ""),
    ],
)
def test_k33_open_documents_have_errors_too(about: str, text: str) -> None:
    bad = (
        f'<table:table-cell table:formula="of:=[.B9]" {about}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )
    one = "".join(map(TEXT.format, CELLS[0]))
    two = "".join(map(TEXT.format, CELLS[1][:3])) + bad
    rows = f"<table:table-row>{one}</table:table-row><table:table-row>{two}</table:table-row>"
    made = planned(("a.ods", document(rows)))
    assert odd(made) == [(2, "ChildID", text)]


def test_k33_an_error_on_a_pupils_row_leaves_out_each_of_its_parents() -> None:
    head = [
        "Pupil ID",
        "Pupil name",
        "Mother name",
        "Mother e-mail",
        "Father name",
        "Father e-mail",
        "Age",
    ]
    rows = [
        head,
        ["H1", "Kim B", "Ada B", "a@x.org", "Per B", "p@x.org", "9"],
        ["H2", "Liv C", "Eva C", "e@x.org", "Jan C", "j@x.org", "9"],
    ]
    made = planned(("a.xls", old_books.xls(rows, errors={(1, 3): 0x2A, (2, 6): 0x2A})))
    assert made.counts["people"]["create"] == 2
    assert codes(made)["cell-error"] == 2
    child = planned(("a.xls", old_books.xls(rows, errors={(1, 0): 0x2A})))
    assert child.counts["people"]["create"] == 2


def test_k33_an_error_beside_the_people_is_told_with_its_file() -> None:
    people = [
        ["user_id", "login_id", "full_name", "status"],
        ["P1", "ada", "Ada B", "active"],
        ["P2", "eva", "Eva C", "active"],
    ]
    pairs = [
        ["observer_id", "student_id", "status"],
        ["P1", "H1", "active"],
        ["P2", "H2", "active"],
    ]
    files = {
        "users.xls": old_books.xls(people),
        "user_observers.xls": old_books.xls(pairs, errors={(1, 1): 0x2A}),
    }
    made = planned(("export.zip", packed(files)))
    assert codes(made)["rows-not-read"] == 1
    assert pendings(made) == {("P2", "H2")}
    files["users.xls"] = old_books.xls(people, errors={(2, 2): 0x2A})
    made = planned(("export.zip", packed(files)))
    assert odd(made) == [(3, "full_name", "#N/A")]


def test_k33_what_a_merged_cell_lies_over_is_not_empty() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(CELLS[1:], start=1):
            sheet.write_row(number, 0, row[:3])
        sheet.merge_range(1, 3, 2, 3, "H1")
    plan = planned(("a.xlsx", out.getvalue()))
    assert odd(plan) == [(3, "ChildID", "H1")]
    assert pendings(plan) == {("P1", "H1")}
    under = [*CELLS[:2], [*CELLS[2][:3], "", ""]]
    old = planned(("a.xls", old_books.xls(under, merged=[(1, 2, 3, 3)])))
    assert odd(old) == [(3, "ChildID", "H1")]


def test_a_merged_title_above_the_headings_is_no_error() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "Parents of Hillside")
        for number, row in enumerate(CELLS, start=1):
            sheet.write_row(number, 0, row)
    assert odd(planned(("a.xlsx", out.getvalue()))) == []


def test_comments_are_no_cells() -> None:
    noted = TEXT.replace(
        "<text:p>", "<office:annotation><text:p>!</text:p></office:annotation><text:p>"
    )
    rows = "".join(
        f"<table:table-row>{''.join(map(noted.format, row))}</table:table-row>" for row in CELLS
    )
    assert pendings(planned(("a.ods", document(rows)))) == {("P1", "H1"), ("P2", "H2")}


@pytest.mark.parametrize("shown", ["dd.mm.yyyy", "General"])
def test_days_since_1904_are_the_same_days(shown: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, [*HEAD[:3], "Birth date"])
        sheet.write_row(1, 0, ["P1", "Ada", "Berg"])
        shape = made.add_format({"num_format": shown})
        sheet.write_datetime(1, 3, datetime.datetime(1985, 3, 2), shape)  # noqa: DTZ001  # a cell
    plan = planned(("a.xlsx", out.getvalue()))
    assert plan.people["birth_date"].to_list() == ["1985-03-02"]


@pytest.mark.parametrize(
    ("holds", "words"),
    [("error", "an error"), ("formula", "a formula"), ("merged", "part of a merged cell")],
)
def test_the_sentence_says_what_the_cell_holds(holds: str, words: str) -> None:
    said = sentence("cell-error", column="ChildID", value="", detail={"holds": holds})
    assert said.startswith(f"ChildID has no values except {words}")


def test_k06_a_row_with_an_error_takes_nothing_away() -> None:
    rows: Sequence[Sequence[str]] = [
        ["Pupil ID", "Mother name", "Mother e-mail"],
        ["H1", "Ada B", "a@x.org"],
    ]
    data = old_books.xls(rows, errors={(1, 1): 0x2A, (1, 2): 0x2A})
    made = planned(("a.xls", data), links="exact")
    assert codes(made)["cell-error"] == 2
    assert codes(made)["not-removed"] == 1


def test_the_reader_keeps_the_error_for_whoever_reads_the_column() -> None:
    table = spreadsheet.read(old_books.xls(CELLS, errors={(1, 3): 0x2A}), Bounds())
    assert table.cells["c3"].to_list() == ["#N/A", "H2"]
