"""Files as people really write them; and files that nobody should write."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.read.delimited import read
from kinkeeper.roster.table import FileRefused, Table
from tests.roster.core import codes, planned

HEAD = "SyncID,First name,Last name\n"


def table(data: str | bytes, **more: object) -> Table:
    raw = data.encode() if isinstance(data, str) else data
    options = {"encoding": None, "delimiter": None, "most_rows": 1000} | more
    return read(raw, **options)  # type: ignore[arg-type]  # the options of `read`


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    found = table(HEAD + 'P1,"Ada\nMaria",B\n\n,,\nP2,Ida,C\n')
    assert found.cells["row"].to_list() == [2, 5]
    assert found.blank_rows == 2
    assert found.cells["c1"].to_list() == ["Ada\nMaria", "Ida"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str) -> None:
    found = table((HEAD + "P1,Ada,B\nP2,Ida,C\n").replace("\n", end))
    assert found.cells["c0"].to_list() == ["P1", "P2"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"),
        ("  \n \n", "empty-file"),
        ("a,b\n1,2\n", "no-header"),
        ("SyncID,First name\nP1,Ada\n", "missing-column"),
        ("SyncID,syncid,First name,Last name\n1,2,A,B\n", "duplicate-heading"),
    ],
)
def test_k24_a_file_that_cannot_be_used_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        planned(text)
    assert refused.value.code == code


def test_a_byte_that_is_no_utf8_is_refused_with_its_place() -> None:
    with pytest.raises(FileRefused) as refused:
        table(HEAD.encode() + b"P1,Andr\xe9,B\n")
    assert refused.value.code == "encoding"
    assert refused.value.detail["line"] == 2
    assert refused.value.detail["at"] == 8


def test_windows_1252_when_it_is_named() -> None:
    found = table(HEAD.encode() + b"P1,Andr\xe9,B\n", encoding="windows-1252")
    assert found.cells["c1"].to_list() == ["André"]


def test_rows_with_too_few_or_too_many_cells_keep_their_numbers() -> None:
    made = planned(HEAD + "P1,Ada\nP2,Ida,C\nP3,Eva,D,E\n")
    assert codes(made) == {"cells-missing": 1, "cells-extra": 1}
    assert made.counts["people"] == {"create": 1, "update": 0, "unchanged": 0, "rejected": 2}
    assert sorted(made.problems["row"].to_list()) == [2, 4]


def test_a_header_alone_is_a_warning() -> None:
    made = planned(HEAD)
    assert codes(made) == {"no-data": 1}


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        table(HEAD + "P1,Ada,B\n" * 11, most_rows=10)
    assert refused.value.code == "too-large"


@given(st.binary(max_size=400))
def test_hostile_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(FileRefused):  # anything but this would be a bug
        assert table(data).rows >= 0


CELL = st.text(max_size=20)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=8))
def test_hostile_cells_never_break_the_plan(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("SyncID", "First name", "Last name", "ChildID"), *rows])
    try:
        made = planned(out.getvalue().encode("utf-8", "replace"))
    except FileRefused:
        return
    people = made.counts["people"]
    assert sum(people.values()) <= made.counts["rows"]
    assert made.people.filter(made.people["act"] != "rejected")["sync_key"].is_unique().all()
