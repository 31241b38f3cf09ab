"""What school administrations' exports have done to other systems, done to this one: the file."""

import pytest
from pytest_django import Settings

from kinkeeper.intake.models import FilePiece, Import
from kinkeeper.intake.rows_to_mend import rows_to_mend
from kinkeeper.intake.stored_plan import refusal
from kinkeeper.intake.upload.receive import shown_name
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"


def plan_of(roster_import: Import) -> tuple[object, ...]:
    return (
        roster_import.counts["people"],
        roster_import.counts["relationships"],
        codes(roster_import),
    )


def test_pc_001_a_byte_order_mark_is_no_part_of_the_heading(cast: Cast) -> None:
    file = "parent_key,first name,last name,childKey\nP-5,Ada,Lie,H-1\n"
    roster_import = imported(file.encode("utf-8-sig"))
    assert roster_import.counts["people"]["create"] == 1
    assert ("P-5", "H-1") in edges()


def test_pc_002_three_delimiters_make_one_plan(cast: Cast) -> None:
    rows = [["SyncID", "First name", "Last name", "Street", "ChildID"]]
    rows += [[f"P-{n}", "Ada", "Lie", "Oak Road 3, stair 2", "H-1"] for n in range(50, 60)]
    plans = [
        plan_of(planned("".join(mark.join(f'"{cell}"' for cell in row) + "\n" for row in rows)))
        for mark in ",;\t"
    ]
    assert plans[0] == plans[1] == plans[2]
    assert plans[0][0]["create"] == 10  # type: ignore[index]  # the counts of people


def test_pc_003_names_are_stored_exactly_or_the_file_is_refused(cast: Cast) -> None:
    file = (HEAD + "P-5,Søren,Ågård,H-1\nP-6,Zoë,Ågård,H-1\n").encode("cp1252")
    imported(file)
    assert not Person.objects.filter(family_name__contains="\ufffd").exists()
    imported(file, encoding="windows-1252")
    assert Person.objects.get(sync_key="P-5").full_name == "Søren Ågård"
    assert Person.objects.get(sync_key="P-6").given_name == "Zoë"


def test_pc_006_one_short_row_is_one_problem(cast: Cast) -> None:
    rows = [f"P-{n},Ada,Lie,H-1\n" for n in range(100, 300)]
    rows[55] = "P-155,Ada,Lie\n"  # the heading is row 1
    roster_import = imported(HEAD + "".join(rows))
    assert roster_import.counts["people"]["create"] == 199
    assert list(roster_import.problems.values_list("row", "code")) == [(57, "cells-missing")]


def test_pc_007_headings_in_any_case_order_and_spacing(cast: Cast) -> None:
    file = "Parent_Key ; E-MAIL ; childKey ; Notes;FIRST NAME;last name\n"
    roster_import = imported(file + "P-5;ada@example.org;H-1;shy;Ada;Lie\n")
    assert roster_import.counts["ignored_columns"] == ["Notes"]
    assert ("P-5", "H-1") in edges()
    lacking = planned("Parent_Key;E-MAIL\nP-6;x@example.org\n")
    said = lacking.problems.get()
    assert said.code == "missing-column"
    assert (said.detail or {})["columns"] == "First name, Last name"


def test_r_057_pc_012_the_row_limit_is_met_exactly(cast: Cast, settings: Settings) -> None:
    settings.ROSTER_MAX_ROWS = 3
    rows = [f"P-{n},Ada,Lie,H-1\n" for n in range(50, 54)]
    assert planned(HEAD + "".join(rows[:3])).counts["people"]["create"] == 3
    over = planned(HEAD + "".join(rows))
    assert codes(over) == {"too-large": 1}
    said = over.problems.get().detail or {}
    assert "4" in str(said)
    assert "3" in str(said)


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", " \u2003"])
def test_pc_013_blanks_around_keys_and_addresses_make_no_second_person(
    cast: Cast, blank: str
) -> None:
    before = Person.objects.count()
    row = ",".join(f'"{blank}{cell}{blank}"' for cell in ("P-1", "Kari", "Berg", "H-1"))
    roster_import = imported(HEAD + row + "\n")
    assert Person.objects.count() == before
    assert roster_import.counts["relationships"]["existing"] == 1


def test_pc_014_what_is_too_long_is_told_and_not_cut(cast: Cast) -> None:
    roster_import = imported(HEAD + f"P-5,Ada,{'L' * 300},H-1\n")
    said = roster_import.problems.get()
    assert (said.code, said.column, said.detail) == ("too-long", "Last name", {"limit": 255})
    assert not Person.objects.filter(sync_key="P-5").exists()


def test_pc_015_a_birth_date_is_never_guessed(cast: Cast) -> None:
    """What can be read in two ways is asked once, for the column as a whole (K31)."""
    file = "SyncID,First name,Last name,Birth date\nX-1,A,B,2015-04-03\nX-2,C,D,03/04/2015\n"
    file += "X-3,E,F,42097\n"
    asked = imported(file, profile="pupil")
    assert asked.state == "refused"
    assert "03/04/2015" in refusal(asked)
    roster_import = imported(file, profile="pupil", date_order="day-first")
    assert [said.row for said in roster_import.problems.filter(code="bad-date")] == [4]
    born = Person.objects.filter(sync_key__startswith="X-").values_list("sync_key", "birth_date")
    assert {key: str(day) for key, day in born} == {"X-1": "2015-04-03", "X-2": "2015-04-03"}


def test_pc_016_a_password_is_neither_shown_nor_kept_nor_logged(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "yellow submarine harbour"
    file = f"SyncID,First name,Last name,E-mail,Password\nP-5,A,B,?,{secret}\nP-6,C,D,,{secret}\n"
    roster_import = planned(file)
    kept = str(list(roster_import.people.values())) + str(list(roster_import.problems.values()))
    kept += str(rows_to_mend(roster_import)) + str(list(Entry.objects.values())) + caplog.text
    kept += str(list(Import.objects.values()))
    kept += str([bytes(piece.sealed) for piece in FilePiece.objects.all()])
    assert secret not in kept


def test_r_060_pc_018_the_preview_covers_every_row(cast: Cast) -> None:
    rows = [f"P-{n},Ada,Lie,H-1,\n" for n in range(1000, 4000)]
    for number in range(2500, 2601):
        rows[number] = rows[number][:-1] + "not an address\n"
    roster_import = planned("SyncID,First name,Last name,ChildID,E-mail\n" + "".join(rows))
    assert codes(roster_import) == {"not-an-email": 101}
    assert roster_import.counts["people"] == {
        "create": 2899, "update": 0, "unchanged": 0, "asked": 0, "rejected": 101,
    }  # fmt: skip


def test_pc_019_a_bad_row_leaves_nothing_to_the_next(cast: Cast) -> None:
    file = "Username,First name,Last name\njonas.lund,Other,Man\nada.lie,Ada,Lie\n"
    imported(file, match_on=None)
    assert Person.objects.filter(username="ada.lie").exists()


def test_pc_020_the_rows_left_out_can_be_mended_and_uploaded_as_they_are(cast: Cast) -> None:
    head = "SyncID,First name,Last name,E-mail,ChildID\n"
    roster_import = planned(head + "P-5,Ada,Lie,wrong,H-1\nP-6,Ida,Lie,i@example.org,H-1\n")
    mended = [
        [cell.replace("wrong", "ada@example.org") if cell == "wrong" else cell for cell in row]
        for row in rows_to_mend(roster_import)
    ]
    assert len(mended) == 2
    again = imported("".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in mended))
    assert again.counts["people"]["create"] == 1
    assert ("P-5", "H-1") in edges()


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+cmd|x", "-2+3", "@SUM", "＝A1", "-", "@home"])
def test_r_058_imp_01_what_looks_like_a_formula_is_stored_as_it_is(cast: Cast, name: str) -> None:
    imported(f'SyncID,First name,Last name,Phone\nP-5,"{name}",Lie,+47 123 45 678\n')
    person = Person.objects.get(sync_key="P-5")
    assert (person.given_name, person.phone) == (name, "+47 123 45 678")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Åse Ørjasæter"),
        ("utf-8-sig", "Nguyễn Thị"),
        ("utf-8", "محمد"),
        ("utf-8", "דוד"),
        ("utf-8", "王芳"),
    ],
)
def test_imp_05_names_of_every_script(cast: Cast, encoding: str, name: str) -> None:
    imported((HEAD + f"P-5,{name},,H-1\n").encode(encoding))
    imported((HEAD + f"P-6,{name},Lie,H-1\n").encode(encoding))
    assert Person.objects.get(sync_key="P-6").given_name == name


def test_imp_06_line_breaks_in_cells_shift_nothing(cast: Cast) -> None:
    file = 'SyncID;First name;Last name;Street;ChildID;;\nP-5;Ada;Lie;"Oak ""3""\nRoad; 5";H-1;;\n'
    roster_import = imported(file)
    assert Person.objects.get(sync_key="P-5").street == 'Oak "3" Road; 5'
    assert roster_import.counts["relationships"]["create"] == 1
    assert codes(planned("SyncID,syncid,First name,Last name\n1,2,A,B\n")) == {
        "duplicate-heading": 1
    }


@pytest.mark.parametrize(
    "name", ["../../settings.py", "parents.csv\x00.php", "x" * 5000, "\u202egpj.csv", "...", ""]
)
def test_imp_14_a_file_name_is_only_ever_shown(cast: Cast, name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 255
    assert not {"/", "\\", "\x00", "\u202e"} & set(shown)
    assert shown.strip(".")


def test_r_066_imp_16_columns_that_are_not_asked_for_are_not_kept(cast: Cast) -> None:
    file = "SyncID,First name,Last name,E-mail,Diagnosis,National ID\n"
    roster_import = planned(file + "P-5,Ada,Lie,,asthma,01010112345\n")
    kept = str(list(roster_import.people.values())) + str(list(Import.objects.values()))
    kept += str(list(roster_import.problems.values()))
    assert "asthma" not in kept
    assert "01010112345" not in kept
    assert roster_import.counts["ignored_columns"] == ["Diagnosis", "National ID"]
