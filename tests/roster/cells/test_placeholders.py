"""K33: a text that stands where a value is missing is no value, in every format."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.cells.placeholder_columns import placeholders
from kinkeeper.roster.cells.placeholders import is_placeholder, words
from kinkeeper.roster.match.usernames import base_of
from tests.roster.cells.nothing import NOTHING, SOMETHING, WORD
from tests.roster.core import codes, pendings, planned


@pytest.mark.parametrize("text", NOTHING)
def test_k33_words_in_all_the_languages_are_no_value(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_k33_what_somebody_may_be_called_is_a_value(text: str) -> None:
    assert not is_placeholder(text)


EDGES = st.sampled_from(["", "", "(", "<", "#", "*", " ", "\u00a0", "0", "1", ".", ")", "!", "x"])
KNOWN = st.sampled_from([*sorted(words()), *NOTHING, *SOMETHING])
TEXTS = st.one_of(
    st.tuples(EDGES, KNOWN, EDGES).map("".join),
    st.tuples(KNOWN, KNOWN).map("@".join),
    st.tuples(KNOWN, KNOWN).map(";".join),
    st.text(max_size=8),
)


@given(st.lists(st.none() | TEXTS | TEXTS.map(str.upper), max_size=30))
def test_k33_a_column_is_judged_like_each_of_its_cells(cells: list[str | None]) -> None:
    found = placeholders(pl.Series(cells, dtype=pl.String)).to_list()
    assert found == [cell is not None and is_placeholder(cell) for cell in cells]


@given(st.tuples(KNOWN, st.sampled_from(["", "Null", "Na", "x", "Mail"])))
def test_k33_no_username_is_made_that_a_later_file_could_not_name(name: tuple[str, str]) -> None:
    assert not is_placeholder(base_of(*name))


# -- names -------------------------------------------------------------------------------------

NAMED = "SyncID,First name,Last name\n"


@pytest.mark.parametrize(
    ("given", "family"),
    [("Jennifer", "Null"), ("Na", "Li"), ("Null", ""), ("Nan", "None"), ("-", "Hansen")],
)
def test_k33_null_and_na_are_names(given: str, family: str) -> None:
    made = planned(NAMED + f"P1,{given},{family}\n")
    if is_placeholder(given) and family and is_placeholder(family):
        assert codes(made) == {"placeholder": 1, "required": 1}
    else:
        assert made.people.select("given_name", "family_name").row(0) == (given, family or None)
        assert codes(made) == {}


@given(WORD, WORD)
def test_k33_a_name_of_placeholders_alone_is_no_name(given: str, family: str) -> None:
    made = planned(NAMED + f'P1,"{given}","{family}"\nP2,Eva,D\n')
    assert codes(made) == {"placeholder": 1, "required": 1}
    assert made.counts["people"]["create"] == 1


def test_k33_a_word_that_fills_most_of_a_column_of_names_is_no_name() -> None:
    rows = "P1,Ada,NULL\nP2,Eva,null\nP3,Ola,NULL\nP4,Ida,Dahl\n"
    made = planned(NAMED + rows)
    assert made.people.sort("number")["family_name"].to_list() == [None, None, None, "Dahl"]
    assert codes(made) == {"placeholder": 1}
    family = planned(NAMED + "P1,Ada,Null\nP2,Eva,Null\nP1,Ada,Null\n")
    assert set(family.people["family_name"]) == {"Null"}
    few = planned(NAMED + "P1,Ada,NULL\nP2,Eva,A\nP3,Ola,B\nP4,Ida,NULL\nP5,Bo,NULL\nP6,Li,C\n")
    assert few.people["family_name"].to_list().count("NULL") == 3


@pytest.mark.parametrize("name", ["n/a", "-", "Unknown", "NULL", "NULL NULL", "ukjent, ukjent"])
def test_k33_a_second_parent_who_is_a_placeholder_is_nobody(name: str) -> None:
    made = planned(
        "Student ID;Parent 1 name;Parent 1 email;Parent 2 name;Parent 2 email\n"
        f"C1;Ada B;ada@x.org;{name};\nC2;Ada B;ada@x.org;{name};-\n"
    )
    assert made.counts["people"] == {
        "create": 1,
        "update": 0,
        "unchanged": 0,
        "asked": 0,
        "rejected": 0,
    }
    assert codes(made)["placeholder"] == 3


def test_k33_derived_keys_are_made_of_no_placeholder() -> None:
    """Two families with one name: neither an address, a telephone nor a child joins them."""
    head = "Student ID;Parent 1 name;Parent 1 email;Parent 1 phone\n"
    for email, phone in (("n/a", ""), ("", "-"), ("", "0000 0000"), ("", "n"), ("", "11111111")):
        made = planned(head + f"C1;Bo Lee;{email};{phone}\nC2;Bo Lee;{email};{phone}\n")
        assert made.counts["people"]["create"] == 2
    nowhere = planned(head + "NULL;Bo Lee;;\n-;Bo Lee;;\n")
    assert nowhere.counts["people"]["create"] == 0
    assert codes(nowhere)["no-identity"] == 2


@pytest.mark.parametrize("cell", ["NULL;NULL", "n/a, NULL", "- | -", "NULL;"])
def test_k33_several_placeholders_in_one_cell_make_nothing_pending(cell: str) -> None:
    head = "SyncID\tFirst name\tLast name\tChildID\n"
    made = planned(head + f"P1\tAda\tB\t{cell}\n", delimiter="\t")
    assert pendings(made) == set()
    assert codes(made) == {"placeholder": 1}


@pytest.mark.parametrize("cell", ["S1/n/a", "n/a/S1", "n/a/S1/N/A", "n/a/n/a/S1", "S1 / n/a"])
def test_k33_a_separator_cuts_no_placeholder_to_pieces(cell: str) -> None:
    head = "SyncID\tFirst name\tLast name\tChildID\n"
    made = planned(head + f"P1\tAda\tB\t{cell}\n", delimiter="\t", child_separator="/")
    assert pendings(made) == {("P1", "S1")}
    assert codes(made)["placeholder"] == 1
