"""K1: keys are text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.text.normalise import fold_username, tidy_key
from tests.roster.core import codes, pendings, planned

TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='",;\t|'), min_size=1
)


@given(TEXT)
def test_k01_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy_key(tidy_key(text)) == tidy_key(text)


@given(TEXT)
def test_k01_usernames_fold_to_one_form(name: str) -> None:
    assert fold_username(fold_username(name)) == fold_username(name)
    assert fold_username(unicodedata.normalize("NFD", name)) == fold_username(name)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2003", "  "])
def test_k01_outer_white_space_goes(space: str) -> None:
    made = planned(
        f"SyncID,First name,Last name,ChildID\n{space}P1{space},Ada,B,{space}C1{space}\n"
    )
    assert pendings(made) == {("P1", "C1")}


@pytest.mark.parametrize("key", ["007", "ABC", "abc", "1e5", "10", "-5"])
def test_k01_zeros_and_case_stay(key: str) -> None:
    made = planned(f"SyncID,First name,Last name,ChildID\nP1,Ada,B,{key}\n")
    assert pendings(made) == {("P1", key)}


def test_k01_composed_and_decomposed_are_one_key() -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    made = planned(head + "P\u00e9,Ada,B,C1\nPe\u0301,Ada,B,C2\n")
    assert made.counts["people"]["create"] == 1
    assert pendings(made) == {("P\u00e9", "C1"), ("P\u00e9", "C2")}


@pytest.mark.parametrize("twin", ["\u0420-1", "P\u200b-1", "\uff30-1"])
def test_k01_keys_that_look_alike_are_never_the_same_and_the_file_says_so(twin: str) -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    made = planned(head + f"P-1,Ada,B,C1\n{twin},Ida,C,C2\n")
    assert made.counts["people"]["create"] + made.counts["people"]["rejected"] == 2
    assert codes(made).get("key-look-alike", 0) + codes(made).get("bad-character", 0) >= 1
    assert ("P-1", "C2") not in pendings(made)


def test_k01_sync_keys_compare_with_case_and_usernames_without() -> None:
    head = "SyncID,User name,First name,Last name,ChildID\n"
    keys = planned(head + "p1,,Ada,B,C1\nP1,,Ida,C,C2\n")
    assert keys.counts["people"]["create"] == 2
    names = planned(head + ",Ada,Ada,B,C1\n,ada,Ada,B,C2\n")
    assert names.counts["people"]["create"] == 1
    assert len(pendings(names)) == 2


def test_a_row_needs_a_key_or_a_username() -> None:
    made = planned("SyncID,User name,First name,Last name\n,,Ada,B\n")
    assert codes(made) == {"no-identity": 1}
    assert made.counts["people"]["rejected"] == 1
