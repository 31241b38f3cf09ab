"""Signs in names that nobody sees are left out, and make nobody another person."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.match.same_person import Bearer, Fit, fit, same_in_a_file, same_person
from kinkeeper.roster.text.invisible import as_seen
from kinkeeper.roster.text.invisible_columns import column_as_seen
from kinkeeper.roster.text.names import folded, strict_words, words
from tests.roster.core import codes, planned

SIGNS = "\u200b\u200e\u200f\u061c\ufeff\u00ad\u2060"
LETTERS = "aAéÅßøжІגםعيبمनീ愛禰 -'"
NAMES = st.text(LETTERS, min_size=1, max_size=10).filter(str.strip)
HEAD = "SyncID,First name,Last name\n"


@st.composite
def strewn(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same with signs anywhere in it."""
    name = unicodedata.normalize("NFC", draw(NAMES))
    chars = draw(st.sampled_from([list(name), list(unicodedata.normalize("NFD", name))]))
    signs = st.text(SIGNS, max_size=2)
    return name, draw(signs) + "".join(char + draw(signs) for char in chars)


@given(strewn(), NAMES)
def test_k32_names_that_differ_only_by_unseen_signs_are_one(
    two: tuple[str, str], family: str
) -> None:
    name, with_signs = two
    assert as_seen(with_signs) == name
    assert words(with_signs) == words(name)
    assert folded(with_signs) == folded(name)
    assert strict_words(with_signs) == strict_words(name)
    one, other = Bearer(name, family), Bearer(with_signs, family)
    assert fit(one, other) == fit(other, one) == Fit.EQUAL
    assert same_person(one, other, by_key=False, others=[one])
    assert same_in_a_file(one, other)


@given(st.text(LETTERS + SIGNS + "\u200c\u200d\ufe0f\ufe00\U000e0100\U000e01ef😀", max_size=12))
def test_a_column_is_cleaned_as_one_name_is_and_once_is_enough(name: str) -> None:
    name = unicodedata.normalize("NFC", name)
    seen = as_seen(name)
    column = pl.DataFrame({"name": [name]}).select(column_as_seen(pl.col("name"))).item()
    assert (column or "") == seen.strip()
    assert as_seen(seen) == seen


@pytest.mark.parametrize("name", ["می\u200cنا", "ശ്രീ\u200dജ", "葛\U000e0100城", "Kari ☺\ufe0f"])
def test_what_a_script_needs_stays(name: str) -> None:
    assert as_seen(name) == name


@pytest.mark.parametrize("sign", [*SIGNS, "\ufe0f", "\U000e0100"])
def test_a_file_says_once_that_signs_were_left_out(sign: str) -> None:
    made = planned(f"{HEAD}P-1,دانا{sign},Berg\nP-2,Ada,B{sign}erg\nP-3,Bo,Tang\n")
    assert codes(made) == {"signs-left-out": 1}
    people = made.people.sort("sync_key")
    assert people["given_name"].to_list() == ["دانا", "Ada", "Bo"]
    assert people["family_name"].to_list() == ["Berg", "Berg", "Tang"]
    assert made.problems["detail"].to_list() == ['{"count": 2}']


def test_two_spellings_of_one_person_in_a_file_do_not_disagree() -> None:
    made = planned(f"{HEAD}P-1,דנה\u200f,לוי\nP-1,דנה,לוי\u200e\n")
    assert made.counts["people"]["create"] == 1


def test_a_name_of_nothing_but_signs_is_no_name() -> None:
    made = planned(f"{HEAD}P-1,\u200f,Berg\n")
    assert codes(made) == {"required": 1, "signs-left-out": 1}


def test_k1_a_key_keeps_its_sign_and_its_warning() -> None:
    made = planned(f"{HEAD}P-1\u200e,Ada,Berg\n")
    assert codes(made) == {"key-look-alike": 1}
    assert made.people["sync_key"].to_list() == ["P-1\u200e"]


def test_a_key_made_of_name_and_contact_is_the_same_with_and_without() -> None:
    head = "Student ID,First name,Last name,Parent 1 name,Parent 1 email\n"
    keys = [
        planned(f"{head}H-1,Ada,Berg,{name},kari@example.org\n").people["sync_key"].to_list()
        for name in ("דנה לוי", "דנה\u200f לוי\u200e")
    ]
    assert keys[0] == keys[1]
    assert keys[0][0].startswith("derived-")
