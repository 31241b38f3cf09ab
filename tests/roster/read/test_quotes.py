"""Stray quotation marks: no row is glued to another, and each broken one is named (K11, K31)."""

import csv
import io

import polars as pl
import pytest

from kinkeeper.roster.table import FileRefused
from tests.roster.core import codes, files_in, pendings, planned, read
from tests.roster.read.quoted import HEAD, OPEN, named, table, told
from tests.roster.workbooks import book


def test_an_open_mark_swallows_no_rows() -> None:
    made = planned(OPEN)
    assert pendings(made) == {("a1", "c1"), ("a5", "c5")}
    assert made.problems.filter(pl.col("code") == "stray-quote")["row"].to_list() == [3, 4, 5]
    assert made.counts["rows"] == 5
    assert made.counts["people"]["rejected"] == 3


@pytest.mark.parametrize(
    ("rows", "broken", "read_rows"),
    [
        ('a2,"Ben,Dal,c2\na3,Cleo,Dal,c3', [2], [3]),  # no mark after it: that row alone
        ('a2,"Ben,Dal,c2\na3,Cleo",Dal,c3\na4,D,D,c4', [2, 3], [4]),  # closed, in another row
        ('a2,"Ben,Dal,c2\na3,C,D,c3\na4,Cleo",Dal,c4\na5,D,D,c5', [2, 3, 4], [5]),
        ('a2,"Ben" Anne,Dal,c2\na3,Cleo,Dal,c3', [2], [3]),
        ('a2,""Ben"",Dal,c2\na3,Cleo,Dal,c3', [2], [3]),
        ('a2,"Ben ""B"",Dal,c2\na3,"Cleo",Dal,c3', [2], [3]),
        ('a2,Ben,Dal,"c2\na3,"Cleo",Dal,c3\na4,D,D,c4', [2, 3], [4]),
        ('"a2,Ben,Dal,c2\na3,Cleo,Dal,c3', [2], [3]),
        ('a2,Ben,Dal,"c2\na3,Cleo,"Dal",c3', [2, 3], []),
        ('a2,Ben,Dal,"\na3,Cleo,Dal,c3', [2], [3]),
        ('a2,Ben,Dal,c2\na3,Cleo,Dal,"', [3], [2]),
        ('a2,"Ben,Dal,c2\n\n,,,\na3,Cl"eo,Dal,c3\na4,D,D,c4', [2, 5], [6]),
        ('a2,"Ben\nB",Dal,"c2\na3,D,"D,c3\na4,D,D,c4', [2, 3, 4], [5]),
        ('a2,"Ben,Dal,c2\n,Cleo",Dal,c3\na4,D,D,c4', [2, 3], [4]),  # a row that has no key
        ('a2,"Ben,Dal,c2\na3,Cleo 5","Dal, Jr",c3\na4,D,D,c4', [2, 3], [4]),
        ('a2,"Ben,Dal,c2\na3,Cleo 5","Dal, x\ny",c3\na4,D,D,c4', [2, 3, 4], [5]),
        ('a2,"Ben,Dal,c2\na3,Cleo",Dal,c3,,\na4,D,D,c4', [2, 3], [4]),
        ('a 2,"Ben,Dal,c 2\na 3,Cleo",Dal,c 3\na 4,D,D,c 4', [2, 3], [4]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_broken_rows_are_named_and_reading_goes_on(
    rows: str, broken: list[int], read_rows: list[int], end: str, mark: str
) -> None:
    found = table((HEAD + rows + "\n").replace(",", mark).replace("\n", end), mark)
    assert (named(found), found.cells["row"].to_list()) == (broken, read_rows)
    assert found.rows == len(broken) + len(read_rows)
    assert "quote-as-letter" not in told(found)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_cells_that_are_quoted_well_are_read_as_they_were(end: str, mark: str) -> None:
    cells = [
        ["SyncID", "First\nname", "Last name", "ChildID"],
        ["a1", f"Ann{mark} Jr", 'Dal "the\nfirst"', "c1"],
        ["a2", f"{mark}{mark}", "", '"'],
        ["a3", "\n\nCleo\n", '""', "c3"],
        ["a4", f"1 Road{mark} Flat 2\nTown{mark} County", "x", "c4"],
    ]
    written = io.StringIO()
    csv.writer(written, delimiter=mark, lineterminator="\n").writerows(cells)
    text = written.getvalue().replace("\n", end)
    for given_text in (text, "\ufeff" + text, text.rstrip("\r\n"), f"sep={mark}{end}" + text):
        found = table(given_text, mark)
        assert found.headings == ("SyncID", "Firstname", "Last name", "ChildID")
        assert [list(row) for row in found.cells.drop("row").iter_rows()] == [
            [cell.replace("\n", end) for cell in row] for row in cells[1:]
        ]
        first = 3 if given_text.startswith("sep=") else 2
        assert found.cells["row"].to_list() == [first, first + 1, first + 2, first + 3]
        assert found.ragged.is_empty()
        assert "quote-as-letter" not in told(found)


@pytest.mark.parametrize("cell", ['Ann "A" B', 'Ann"', '5" x 7"', ' "Ann"', 'A""B'])
def test_a_mark_inside_a_cell_is_a_letter_and_is_said_once(cell: str) -> None:
    found = table(HEAD + f'a1,"Ida ""I""",D,c1\na2,{cell},D,c2\na3,{cell},D,c3\n')
    assert found.cells["c1"].to_list() == ['Ida "I"', cell, cell]
    assert found.notes == (("quote-as-letter", {"line": 3}),)
    assert codes(planned(HEAD + f"a2,{cell},D,c2\n"))["quote-as-letter"] == 1


def test_blanks_after_a_closing_mark_are_no_text() -> None:
    found = table(HEAD + '"a1" ,"Ann\nB"\t, D,"c1"  \n"a2","Ida",D,"c2"\n')
    assert found.cells["c0"].str.strip_chars().to_list() == ["a1", "a2"]
    assert found.cells["row"].to_list() == [2, 3]


def test_a_line_break_in_a_cell_makes_no_row_of_its_own() -> None:
    """An address or a note may have lines; prose has blanks where a key has none."""
    notes = "Call the mother, the father, or aunt Eva, please\nnot at noon, ever, by order, of me"
    found = table(HEAD.replace("\n", ",Street,Note\n") + f'a1,A,D,c1,"1 Way\nOslo","{notes}"\n')
    assert found.cells.rows() == [(2, "a1", "A", "D", "c1", "1 Way\nOslo", notes)]


def test_rows_are_numbered_on_below_a_broken_one() -> None:
    found = table(HEAD + 'a1,"A\nA",D,c1\n\na2,"B,D,c2\na3,C "x",D,c3\na4,D,D,c4\na5,E\nTotal,4\n')
    assert found.cells["row"].to_list() == [2, 6]
    assert named(found) == [4, 5]
    assert found.ragged["row"].sort().to_list() == [4, 5, 7]
    assert told(found)["totals-line"] == {"line": 8}


def test_a_title_with_a_stray_mark_is_passed_over() -> None:
    found = table('"Hillside" parents,,,\n' + HEAD + "a1,A,D,c1\n")
    assert found.headings[0] == "SyncID"
    assert found.cells["row"].to_list() == [3]


@pytest.mark.parametrize(
    "text",
    [
        'SyncID,"First name,Last name,ChildID\na1,A,D,c1\n',
        'SyncID,"First" name,Last name,ChildID\na1,A,D,c1\n',
        'SyncID,First name,Last name,"ChildID\na1,A,D,c1\na2,B 5",D,c2\n',
        'SyncID,First name,Last name,ChildID,"Note\na1,A,D,c1,5"\n',
        'SyncID,First name,Last name,ChildID,"Note\na1,"A, Jr",D,c1,5"\na2,B,D,c2,6\n',
        'SyncID,First name,"Last name,ChildID\na1,A","D, Jr",c1\na2,B,D,c2\n',
        '"Hillside parents\n"SyncID","First name","Last name","ChildID"\n"a1","A","D","c1"\n',
    ],
)
def test_k24_headings_with_a_stray_mark_refuse_the_file(text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        table(text)
    assert refused.value.code == "quote-in-headings"


def test_a_mark_far_from_the_next_one_breaks_no_limit() -> None:
    rows = "".join(f"a{at},Ann,Dal,c{at}\n" for at in range(20_000))
    found = table(HEAD + 'x1,"X,Dal,k1\n' + rows + 'y1,"Y",Dal,k2\nz1,Z,Dal,k3\n')
    assert found.cells["c0"].to_list() == ["z1"]
    assert len(named(found)) == 20_002
    alone = table(HEAD + 'x1,"X,Dal,k1\n' + rows)
    assert named(alone) == [2]
    assert alone.cells.height == 20_000


def test_a_cell_without_end_is_still_too_large() -> None:
    with pytest.raises(FileRefused) as refused:
        table(HEAD + f'a1,"{"x" * 200_000}",D,c1\n')
    assert refused.value.code == "too-large"


# In every format, and in the files beside that of the people


def broken(name: str, file: str, old: str, new: str) -> list[tuple[str, bytes]]:
    found = dict(files_in(name))
    assert old.encode() in found[file]
    found[file] = found[file].replace(old.encode(), new.encode(), 1)
    return list(found.items())


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("sds_v2.1", "users.csv", "gd-2001,", 'gd-2001,"'),
        ("canvas_sis", "users.csv", "gd-2001,", 'gd-2001,"'),
        ("oneroster_1.1_bulk_agents_on_guardians", "users.csv", "gd-2001,", 'gd-2001,"'),
        ("powerschool_contacts", "contacts_export.csv", "Kari,,Berg", '"Kari,,Berg'),
        ("clever_sftp", "students.csv", "st-1001,", 'st-1001,"'),
        ("sds_v1", "user.csv", "kari.berg@", '"kari"@'),
    ],
)
def test_k31_a_broken_row_is_named_in_every_format(
    name: str, file: str, old: str, new: str
) -> None:
    whole = pendings(planned(*files_in(name)))
    files = broken(name, file, old, new)
    made = planned(*files)
    assert codes(made)["stray-quote"] >= 1
    assert made.counts["people"]["rejected"] >= 1
    assert pendings(made) < whole


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("sds_v2.1", "relationships.csv", "st-1001,", 'st-1001,"'),
        ("canvas_sis", "user_observers.csv", "gd-2001,", 'gd-2001,"'),
        ("canvas_sis", "user_observers.csv", "gd-2001,st-1001,active", "gd-2001,st-1001"),
        ("oneroster_1.2.0_bulk", "roles.csv", "ro-st-1001,", 'ro-st-1001,"'),
        ("sds_v1", "guardianrelationship.csv", "st-1001,", '"st-1001,'),
    ],
)
def test_k31_a_broken_row_of_a_file_beside_is_said_with_its_file(
    name: str, file: str, old: str, new: str
) -> None:
    whole = pendings(planned(*files_in(name)))
    files = broken(name, file, old, new)
    said = told(read(files)[1])["rows-not-read"]
    assert isinstance(said, dict)
    assert said["file"] == file
    made = planned(*files, links="exact") if name == "sds_v2.1" else planned(*files)
    assert codes(made)["rows-not-read"] == 1
    assert pendings(made) <= whole
    assert ("not-removed" in codes(made)) == (name == "sds_v2.1")


def test_several_files_name_the_file_of_a_broken_row_and_say_letters_once() -> None:
    one, two = HEAD + 'a1,A "x",D,c1\n', HEAD + 'a2,B "y",D,c2\na3,"C,D,c3\n'
    made = planned(("one.csv", one.encode()), ("two.csv", two.encode()))
    assert codes(made) == {"child-unknown": 2, "quote-as-letter": 1, "stray-quote": 1}
    found = read([("one.csv", one.encode()), ("two.csv", two.encode())])[1]
    assert [found.lines.label(row) for row in named(found)] == ["3 · two.csv"]
    assert told(found)["quote-as-letter"] == {"line": "2 · one.csv"}


def test_pupil_rows_name_a_broken_row_once() -> None:
    head = "Student ID,First name,Last name,Parent 1 name,Parent 1 email,Parent 2 name\n"
    rows = 's1,A,B,"Kari Berg,k@example.org,Ola Lie\ns2,C,D,Eva Dal,e@example.org,Per Moe\n'
    made = planned(head + rows)
    assert codes(made)["stray-quote"] == 1
    assert {child for _parent, child in pendings(made)} == {"s2"}
    found = read([("pupils.csv", (head + rows).encode())])[1]
    assert [found.lines.line(row) for row in named(found)] == [2]


def test_a_powerschool_row_without_a_key_is_not_given_that_above_a_broken_row() -> None:
    """The broken row was the first of another contact."""
    head = "Contact ID,First Name,Last Name,Is Active,studentNumber,Relationship Type\n"
    rows = 'g1,Kari,Berg,1,s1,Mother\ng2,"Ola,Lie,1,s2,Father\n,,,,s3,Father\ng3,E,F,1,s4,Mother\n'
    made = planned(head + rows)
    assert pendings(made) == {("g1", "s1"), ("g3", "s4")}
    assert codes(made)["no-identity"] == 1


def test_marks_in_a_spreadsheet_are_letters_without_a_word() -> None:
    cells = [
        ["SyncID", "First name", "Last name", "ChildID"],
        ["a1", 'Ann "A"', '"Dal', "c1"],
        ["a2", "Ben\na3,Cleo,Dal,c3\na4", 'D"', "c2"],
    ]
    found = read([("parents.xlsx", book(cells))])[1]
    assert [list(row) for row in found.cells.drop("row").iter_rows()] == cells[1:]
    assert found.ragged.is_empty()
    assert not found.notes
