"""K32: what is tolerated once does not add up to somebody else over several files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.match.same_person import Bearer, Fit, fit, same_person, stays

# (here, the file, why what is here stays)
TWO = [
    ("Kari", "K.", "poorer"),
    ("Kari Anne", "Anne", "poorer"),
    ("Kari Anne", "K. Anne", "poorer"),
    ("Alexander", "Alex", "poorer"),
    ("Katharina", "Catharina", "slip"),
    ("Katharina Eva", "Catharina", "slip"),
    ("K.", "Kari", None),
    ("Kari", "Kari Anne", None),
    ("Kari", "Anne-Kari", None),
    ("Alex", "Alexander", None),
    ("Alex", "Alexander Ole", None),
    ("Jürgen", "Juergen", None),
    ("Юлия", "Yuliya", None),
]


@pytest.mark.parametrize(("here", "file", "why"), TWO)
def test_k32_a_poorer_form_of_a_given_name_never_replaces_it(
    here: str, file: str, why: str | None
) -> None:
    assert stays(Bearer(here, "Berg"), Bearer(file, "Berg")) == why
    assert stays(Bearer(here, "Berg"), Bearer(file, "Holm")) == why


def test_k32_the_same_words_in_another_order_are_written() -> None:
    assert stays(Bearer("Berg", "Kari"), Bearer("Kari", "Berg")) is None
    assert stays(Bearer("Müller", "Jürgen"), Bearer("Juergen", "Mueller")) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Daniela", "Daniel"),
        ("Simone", "Simon"),
        ("Mario", "Maria"),
        ("Andrea", "Andreas"),
        ("Friedrich", "Friedrike"),
        ("Louis", "Louise"),
        ("Daniele", "Daniela"),
    ],
)
def test_k32_the_ending_that_tells_a_woman_from_a_man_is_no_slip(one: str, other: str) -> None:
    assert fit(Bearer(one, "Berg"), Bearer(other, "Berg")) == Fit.OTHER
    assert fit(Bearer(other, "Berg"), Bearer(one, "Berg")) == Fit.OTHER


def test_k32_a_silent_h_at_the_end_is_a_slip() -> None:
    assert fit(Bearer("Hannah", "Berg"), Bearer("Hanna", "Berg")) == Fit.BY_KEY


# whom one and the same key, name and file may have named, close to each other and step by step
FIRST = ["Kari", "Knut", "Karin", "Anne", "Grethe", "Alex", "Alexander", "Alexandra", "Sandra"]
FIRST += ["Daniela", "Daniel", "Danel", "Danela", "Dan", "Katharina", "Catharina", "Cathrina"]
FIRST += ["Robert", "Bob", "Rob", "Roberto", "Christian", "Christina", "Chris", "Tina"]
NAME = st.lists(st.sampled_from(FIRST), min_size=1, max_size=3, unique=True).map(" ".join)
SAID = st.lists(
    st.sampled_from([*FIRST, "K", "A", "D", "R", "C"]), min_size=1, max_size=3, unique=True
).map(" ".join)
ROW = st.tuples(SAID, st.sampled_from(["Berg", "Holm", "Tang"]))


@given(NAME, st.lists(ROW, max_size=12), st.booleans())
def test_k32_tolerated_files_never_lead_to_somebody_whom_the_first_name_does_not_fit(
    name: str, rows: list[tuple[str, str]], by_key: bool
) -> None:
    """A family name may be another after each of many marriages: the given name is who it is."""
    here = Bearer(name, "Berg")
    for row in rows:
        said = Bearer(*row)
        if same_person(here, said, by_key=by_key):
            kept = stays(here, said) is not None
            here = Bearer(here.given_name if kept else said.given_name, said.family_name)
    assert fit(Bearer(name, "Berg"), Bearer(here.given_name, "Berg")) <= Fit.CLOSE


@given(NAME, ROW)
def test_k09_the_row_whose_name_was_not_written_is_tolerated_again(
    name: str, row: tuple[str, str]
) -> None:
    here, said = Bearer(name, "Berg"), Bearer(*row)
    if same_person(here, said, by_key=True):
        kept = stays(here, said)
        then = Bearer(here.given_name if kept else said.given_name, said.family_name)
        assert same_person(then, said, by_key=True)
        assert stays(then, said) == kept
