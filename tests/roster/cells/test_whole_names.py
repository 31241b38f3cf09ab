"""K31: a whole name of any script and length is taken, cut in two, and no word of it is lost."""

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.cells.whole_names import guesses, names
from tests.roster.core import codes, planned

SAID = [
    ("Kari Berg", "Kari", "Berg"),
    ("Kari", "Kari", None),
    ("Berg, Kari", "Kari", "Berg"),
    ("BERG Kari", "Kari", "BERG"),
    ("Kari BERG", "Kari", "BERG"),
    ("VAN DER BERG Anna", "Anna", "VAN DER BERG"),
    ("KARI BERG", "KARI", "BERG"),
    ("JR Smith", "JR", "Smith"),
    ("Kari Anne Berg", "Kari Anne", "Berg"),
    ("kari anne berg", "kari anne", "berg"),
    ("Maria da Silva Santos", "Maria", "da Silva Santos"),
    ("Juan de la Cruz Pérez", "Juan", "de la Cruz Pérez"),
    ("Anna van der Berg Lund", "Anna", "van der Berg Lund"),
    ("María de la O", "María", "de la O"),
    ("Jean-Pierre d'Arc Dupont", "Jean-Pierre", "d'Arc Dupont"),
    ("José Ortega y Gasset", "José", "Ortega y Gasset"),
    ("Luís da Costa e Silva", "Luís", "da Costa e Silva"),
    ("Omar al-Rashid", "Omar", "al-Rashid"),
    ("Kari Berg Jr.", "Kari", "Berg Jr."),
    ("Kari Berg (mor)", "Kari", "Berg (mor)"),
    ("Anna (mor) Berg", "Anna (mor)", "Berg"),
    ("Maria “Mia” Berg", "Maria “Mia”", "Berg"),
    ("Kari 2 Berg", "Kari 2", "Berg"),
    ("محمد علي حسن", "محمد علي", "حسن"),
    ("محمد بن علي الحسن", "محمد", "بن علي الحسن"),
    ("दीपक कुमार शर्मा", "दीपक कुमार", "शर्मा"),
    ("יוסף בן דוד", "יוסף", "בן דוד"),
    ("Анна Ивановна Петрова", "Анна Ивановна", "Петрова"),
    ("สมชาย ใจดี", "สมชาย", "ใจดี"),
    ("Nguyễn Thị Hương", "Nguyễn Thị", "Hương"),
    ("王 小明", "小明", "王"),
    ("王小明", "王小明", None),
]
HEADS = {
    "plain": "SyncID,Full name,ChildID\nP1,{},S1\n",
    "pupil-rows": "Student ID,Parent 1 name,Parent 1 ID\nS1,{},P1\n",
    "clever": "Student_id,School_id,Contact_name,Contact_relationship,Contact_sis_id\n"
    "S1,9,{},Mother,P1\n",
}
WORDS = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Lo", "Lt"]), min_size=1, max_size=12),
    min_size=1,
    max_size=5,
)


def cut(whole: str) -> tuple[str | None, str | None]:
    given_name, family_name = names(pl.col("whole"))
    found = pl.DataFrame({"whole": [whole]}).select(given=given_name, family=family_name)
    return found.row(0)


@pytest.mark.parametrize(("whole", "first", "last"), SAID)
def test_k31_whole_names_are_cut_where_their_words_say(
    whole: str, first: str, last: str | None
) -> None:
    assert cut(whole) == (first, last)
    assert cut(f"  {whole.replace(' ', '  ')} ") == (first, last)


@given(WORDS, st.sampled_from([" ", ", ", "  ", " & ", " / "]))
def test_k31_no_word_of_a_name_is_lost(words: list[str], between: str) -> None:
    whole = between.join(words)
    first, last = cut(whole)
    assert first
    kept = re.findall(r"[^\s,&/]+", f"{first} {last or ''}")
    assert sorted(kept) == sorted(re.findall(r"[^\s,&/]+", whole))


@given(WORDS, st.sampled_from(sorted(HEADS)))
def test_k31_a_row_with_any_name_is_kept_or_told(words: list[str], kind: str) -> None:
    whole = " ".join(words)
    made = planned(("students.csv", HEADS[kind].format(whole).encode()))
    assert made.people.height == 1 or made.problems["row"].drop_nulls().len()
    assert "required" not in codes(made)
    if made.people["act"].to_list() == ["create"]:
        kept = " ".join(filter(None, made.people.select("given_name", "family_name").row(0)))
        assert sorted(kept.split()) == sorted(unicodedata.normalize("NFC", whole).split())


@pytest.mark.parametrize("kind", HEADS)
def test_k31_a_cut_that_is_a_guess_is_said_once(kind: str) -> None:
    head, row = HEADS[kind].split("\n")[:2]
    rows = [row.format("Kari Anne Berg"), row.replace("P1", "P2").format("Bo Åge Lund Dal")]
    text = "\n".join([head, *rows, row.replace("P1", "P3").format("Ann Dal")])
    made = planned(("students.csv", text.encode()))
    [said] = made.problems.filter(pl.col("code") == "names-split").to_dicts()
    assert said["detail"] == '{"count": 2, "example": "Kari Anne Berg"}'


@pytest.mark.parametrize(
    "whole", ["Kari Berg", "Kari", "Berg Lund, Kari Anne", "BERG LUND Kari", "Anna van der Berg"]
)
def test_k31_a_cut_that_the_file_draws_is_no_guess(whole: str) -> None:
    assert guesses(pl.Series([whole, None, ""])) == []


def test_k31_a_name_that_is_too_long_is_told_and_not_cut() -> None:
    long = " ".join(["Anna"] * 60)
    made = planned(HEADS["plain"].format(f"{long} Berg"))
    assert codes(made)["too-long"] == 1
    kept = planned(HEADS["plain"].format(" ".join(["Anna"] * 30)))
    assert kept.counts["people"]["create"] == 1


@pytest.mark.parametrize("heading", ["Name", "Full name", "Navn", "Nom", "Imię", "Parent name"])
def test_k31_a_plain_table_may_have_whole_names_alone(heading: str) -> None:
    made = planned(f"SyncID,{heading},ChildID\nP1,Ann Dal,S1\n")
    assert made.people.select("given_name", "family_name").row(0) == ("Ann", "Dal")


def test_k31_halves_win_over_a_whole_name() -> None:
    made = planned("SyncID,Name,First name,Last name,ChildID\nP1,Somebody Else,Ann,Dal,S1\n")
    assert made.people.select("given_name", "family_name").row(0) == ("Ann", "Dal")
    assert made.counts["ignored_columns"] == ["Name"]
    hand = planned(
        "SyncID,Title,First name,Last name,ChildID\nP1,Bo Lie,Ann,Dal,S1\n",
        mapping={"Title": "name"},
    )
    assert hand.people.select("given_name", "family_name").row(0) == ("Bo", "Lie")


def test_k31_two_names_are_not_made_one_by_a_comma_or_a_line() -> None:
    assert cut("Kari Berg, Per Berg") == ("Kari Berg / Per", "Berg")
    assert cut("Kari Berg\nPer Dal") == ("Kari Berg / Per", "Dal")
    assert cut("Kari\nBerg") == ("Kari", "Berg")


def test_k31_a_derived_key_stays_however_the_name_is_cut() -> None:
    """Files of before named the same people."""
    head = "Student ID,Parent 1 name,Parent 1 email\n"
    keys = {
        planned(f"{head}S1,{name},a@example.org\n").people["sync_key"][0]
        for name in ("BERG Kari", '"Kari, BERG"')
    }
    assert len(keys) == 1
    assert planned(f"{head}S1,Kari BERG,a@example.org\n").people["sync_key"][0] not in keys


@pytest.mark.parametrize(
    "head",
    [
        "Student ID,First name,Last name,Parent 1 Name,Parent 1 Email,Parent 2 Email",
        "Elevnr,Fornavn,Etternavn,Foresatt 1 navn,Foresatt 1 e-post,Foresatt 2 e-post",
    ],
)
def test_k31_a_parent_with_an_address_alone_is_told(head: str) -> None:
    made = planned(f"{head}\nS1,Kid,One,Mor One,m@e.org,f@e.org\nS2,Kid,Two,Far Two,t@e.org,\n")
    assert made.counts["people"]["create"] == 2
    [said] = made.problems.filter(pl.col("code") == "parents-without-name").to_dicts()
    assert '"count": 1' in said["detail"]
    assert head.rsplit(",", 1)[1] in said["detail"]


@pytest.mark.parametrize("reached", ["Parent 2 phone", "Parent 2 email"])
def test_k31_a_parent_without_a_name_is_no_row_that_vanishes(reached: str) -> None:
    head = f"Student ID,Parent 1 name,Parent 1 email,Parent 2 name,{reached}\n"
    cell = "f@e.org" if "email" in reached else "5555512"
    made = planned(f"{head}S1,Mor One,m@e.org,,{cell}\n")
    assert made.counts["people"]["rejected"] == 1
