"""The laws of stray quotation marks: no cell of a row holds the text of another line."""

import re
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.roster.read.quotes import Swallowed
from kinkeeper.roster.read.records import Records
from kinkeeper.roster.table import Table
from tests.roster.read.quoted import HEAD, named, table

SUFFIX = st.sampled_from(["", "x", '"', ' "x"', ",x", "\nx", "\nx,x", "x\n\nx", '",', '"\n'])


@dataclass(frozen=True)
class Written:
    """A table of people with the marks of its author; each cell begins with a letter and its
    row's number, and so tells where it belongs."""

    cells: list[list[str]]
    text: str


@st.composite
def tables(draw: st.DrawFn) -> Written:
    width = draw(st.integers(3, 5))
    heads = ["SyncID", "First name", "Last name", "ChildID", "Note"][:width]
    rows, text = [], ",".join(heads) + "\n"
    for number in range(1, draw(st.integers(1, 6)) + 1):
        cells = [f"K{number}_"]
        cells += [f"{heads[at][0]}{number}_" + draw(SUFFIX) for at in range(1, width)]
        rows.append(cells)
        way = draw(st.sampled_from([_quoted, _as_is]))
        text += ",".join(map(way, cells)) + "\n"
    return Written(rows, text)


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _as_is(cell: str) -> str:
    """A mark beyond the first letter needs none around it."""
    return _quoted(cell) if {",", "\n"} & set(cell) else cell


def _rows(found: Table) -> list[list[str]]:
    return [list(row) for row in found.cells.drop("row").iter_rows()]


@given(tables())
def test_law_what_is_quoted_well_is_read_exactly_or_named(written: Written) -> None:
    """A cell may hold lines that look like rows; then its row is named."""
    found = table(written.text, ",")
    exact = iter(written.cells)
    for row in _rows(found):
        assert any(row == cells for cells in exact)
    assert found.cells.height == len(written.cells) or named(found)


@given(tables(), st.data())
def test_law_one_mark_more_or_less_glues_no_rows(written: Written, data: st.DataObject) -> None:
    whole = written.text
    head = whole.index("\n")
    starts = [found.end() for found in re.finditer("[,\n]", whole[head:])]
    anywhere = st.integers(head + 1, len(whole))
    at = data.draw(anywhere | st.sampled_from(starts).map(lambda start: head + start))
    marks = [place for place, char in enumerate(whole) if char == '"']
    if data.draw(st.booleans()) and marks:
        at = data.draw(st.sampled_from(marks))
        text = whole[:at] + whole[at + 1 :]
    else:
        text = f'{whole[:at]}"{whole[at:]}'
    found = table(text, ",")
    assert all(_of_one(row) for row in _rows(found))
    assert _lines_told(text) == text.count("\n") + (not text.endswith("\n"))


@given(st.data())
def test_law_a_mark_that_is_closed_in_another_row_glues_no_rows(data: st.DataObject) -> None:
    """Each mark in such a file is closed as it should be."""
    count = data.draw(st.integers(2, 5))
    rows = [
        [f"K{at}_", f"F{at}_", f"L{at}_{data.draw(SUFFIX)}", f"C{at}_"]
        for at in range(1, count + 1)
    ]
    first = data.draw(st.integers(0, count - 2))
    last = data.draw(st.integers(first + 1, count - 1))
    place = data.draw(st.integers(0, 1))
    lines = [[*row[:2], _as_is(row[2]), row[3]] for row in rows]
    lines[first][place] = f'"{lines[first][place]}'
    lines[last][place] += '"'
    found = table(HEAD + "\n".join(map(",".join, lines)), ",")
    assert all(_of_one(row) for row in _rows(found))
    assert not found.ragged.is_empty()


def _of_one(row: list[str]) -> bool:
    """Whether all cells were written in one row."""
    return len(set(re.findall(r"[A-Z](\d)_", ",".join(row)))) <= 1


def _lines_told(text: str) -> int:
    """How many lines are in a row, in a row that is named, or blank."""
    records = Records(text, ",")
    top = next(records.one_by_one())
    records.go_on(top)
    told = 1
    for block in records.blocks(Swallowed(top.cells, ",", "")):
        told += len(block.broken) + block.blank
        told += sum(written.count("\n") for written in block.written(block.numbers))
    return told


PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters='",'), max_size=4)


@settings(max_examples=60)
@given(st.lists(st.lists(PLAIN, min_size=4, max_size=4), min_size=1, max_size=6), st.data())
def test_lines_cut_at_once_are_read_as_csv_reads_them(
    rows: list[list[str]], data: st.DataObject
) -> None:
    """A mark anywhere lets csv cut the lines; one row may have more cells, or fewer."""
    odd = data.draw(st.none() | st.integers(0, len(rows) - 1))
    if odd is not None:
        rows[odd] = (rows[odd] * 2)[: data.draw(st.integers(1, 6))]
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    head = HEAD.replace("\n", end)
    text = head + "".join(",".join(row) + end for row in rows)
    last = ",".join(["a9", "Ann", "Dal", "c9"]) + end
    marked = ",".join(['"a9"', "Ann", "Dal", "c9"]) + end
    cut, by_csv = table(text + last, ","), table(text + marked, ",")
    assert cut.cells.equals(by_csv.cells)
    assert cut.ragged.equals(by_csv.ragged)
    assert (cut.blank_rows, cut.headings) == (by_csv.blank_rows, by_csv.headings)
