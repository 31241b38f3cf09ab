"""Files as people really write them; and files that nobody should write."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.read.delimited import read
from kinkeeper.roster.read.detect import delimiter_of
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


def test_pc_004_a_damaged_utf8_file_is_refused_with_its_place() -> None:
    """Read as a one-byte encoding, every other name in it would be wrong."""
    with pytest.raises(FileRefused) as refused:
        table(HEAD.encode() + "P1,Søren,B\n".encode() + b"P2,Andr\xe9,B\n")
    assert refused.value.code == "encoding"
    assert refused.value.detail["line"] == 3
    assert refused.value.detail["at"] == 8


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_pc_003_imp_05_names_survive_every_encoding(encoding: str, found: str) -> None:
    names = ["Søren", "Zoë", "Müller", "Åse"]
    text = HEAD + "".join(f"P{at},{name},B\n" for at, name in enumerate(names))
    made = table(text.encode(encoding))
    assert made.cells["c1"].to_list() == names
    assert made.encoding == found


def test_the_one_byte_encodings_are_told_apart_by_their_own_letters() -> None:
    finnish = HEAD + "P1,Šárka,Žižková\nP2,Zoë,B\n"
    assert table(finnish.encode("iso-8859-15")).encoding == "iso-8859-15"
    assert table(finnish.encode("windows-1252")).encoding == "windows-1252"


def test_a_guessed_encoding_is_shown_with_names() -> None:
    made = table((HEAD + "P1,Zoë,Müller\n").encode("windows-1252"))
    (code, detail) = made.notes[0]
    assert code == "encoding-guessed"
    assert detail["samples"] == "Zoë, Müller"


def test_bytes_that_make_no_names_are_not_guessed_at() -> None:
    with pytest.raises(FileRefused) as refused:
        table(HEAD.encode() + bytes(range(0xA0, 0xC0)) + b",A,B\n")
    assert refused.value.code == "encoding"


def test_a_report_with_a_title_and_a_total_is_read_as_a_table() -> None:
    made = table(
        "Parents of Hillside\n1 September 2026\n\n" + HEAD + "P1,Ada,B\nP2,Ida,C\nTotal: 2,,\n"
    )
    assert made.headings == ("SyncID", "First name", "Last name")
    assert made.cells["row"].to_list() == [5, 6]
    assert [code for code, _detail in made.notes] == ["lines-above", "totals-line"]


@pytest.mark.parametrize("last", ["Total,Ada,B", "T1,Total,2", "Sum,,,", "P9,,"])
def test_a_person_is_never_taken_for_a_total(last: str) -> None:
    made = table(HEAD + f"P1,Ada,B\n{last}\n")
    kept = made.cells.height + made.ragged.height
    assert kept == (1 if last == "Sum,,," else 2)


@pytest.mark.parametrize(
    ("headings", "profile"),
    [
        ("Synkroniseringsnøkkel;Fornavn;Etternavn;E-post;ElevID", "parent"),
        ("Synchronisationsschlüssel;Vorname;Nachname;E-Mail-Adresse;Schüler-ID", "parent"),
        ("Synkroniseringsnyckel;Förnamn;Efternamn;E-postadress;Elev-ID", "parent"),
        ("Clé de synchronisation;Prénom;Nom;Courriel;ID élève", "parent"),
        ("Synkronointiavain;Etunimi;Sukunimi;Sähköposti;Oppilas-ID", "parent"),
        ("Elev-ID;Fornavn;Etternavn;E-post;Klasse", "pupil"),
        ("Student ID;First name;Last name;E-mail;Class", "pupil"),
    ],
)
def test_headings_are_known_in_the_languages_of_schools(headings: str, profile: str) -> None:
    made = planned(headings + "\nP1;Åse;Berg;aase@example.org;7B\n", profile=profile)
    assert made.counts["ignored_columns"] == []
    assert made.people["sync_key"].to_list() == ["P1"]
    assert made.relationships.height == (1 if profile == "parent" else 0)


def test_windows_1252_when_it_is_named() -> None:
    found = table(HEAD.encode() + b"P1,Andr\xe9,B\n", encoding="windows-1252")
    assert found.cells["c1"].to_list() == ["André"]


def test_rows_with_too_few_or_too_many_cells_keep_their_numbers() -> None:
    made = planned(HEAD + "P1,Ada\nP2,Ida,C\nP3,Eva,D,E\n")
    assert codes(made) == {"cells-missing": 1, "cells-extra": 1}
    assert made.counts["people"] == {
        "create": 1,
        "update": 0,
        "unchanged": 0,
        "asked": 0,
        "rejected": 2,
    }
    assert sorted(made.problems["row"].to_list()) == [2, 4]


CHILD = "Child first name;Child last name;Child class"
BOTH = "Given;Family;"


@pytest.mark.parametrize(
    ("headings", "row", "lost"),
    [
        ("Parent ID;Given;Family;Child ID;Child ID;Child ID", "P1;Kari;Berg;C1", 1),
        (f"{BOTH}Child ID;Child class;Child ID;Child class", "Kari;Berg;C1;5A", 1),
        (f"{BOTH}Phone;Phone", "Kari;Berg;1", 1),
        (f"Parent ID;{BOTH}{CHILD};{CHILD}", "P1;Kari;Berg;Nora;Berg;5A", 1),
        (f"Username;{BOTH}{CHILD};{CHILD}", "p1;Kari;Berg;Nora;Berg;5A", 1),
        (f"{BOTH}{CHILD};Code;{CHILD};Code", "Kari;Berg;Nora;Berg;5A;C1", 1),
        (f"{BOTH}{CHILD};{CHILD};Restriction", "Kari;Berg;Nora;Berg;5A", 1),
        (f"{BOTH}{CHILD};{CHILD}", "Kari;Berg;Nora;Berg;5A", 0),
        (f"{BOTH}{CHILD};{CHILD}", "Kari;Berg;Nora;Berg", 1),
    ],
)
def test_k6_a_short_row_is_filled_up_only_with_whole_children_without_keys(
    headings: str, row: str, lost: int
) -> None:
    assert table(f"{headings}\n{row}\n").lost == lost


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_is_told_by_the_headings_whatever_ends_a_line(end: str) -> None:
    rows = ["SyncID;First name;Last name;ChildID", "P1;Ada, B;B;C", "P2;Eva;D, E, F;C"]
    assert delimiter_of(end.join(rows)) == ";"
