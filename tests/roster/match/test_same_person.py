"""K32: whether a row speaks of the stored person whom it found."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.match.same_person import Bearer, Fit, fit, same_in_a_file, same_person

REA = Bearer("Rea", "Holm")
# (stored, said, how well they fit)
TWO = [
    (("Kari", "Berg"), ("KARI", "berg"), Fit.EQUAL),
    (("Kari", "Berg"), ("Berg", "Kari"), Fit.EQUAL),
    (("José", "Muñoz"), ("Jose", "Munoz"), Fit.EQUAL),
    (("Anna  Maria", "Berg"), ("Maria Anna", "Berg"), Fit.EQUAL),
    (("Jürgen", "Müller"), ("Juergen", "Mueller"), Fit.CLOSE),
    (("Søren", "Ødegård"), ("Soeren", "Oedegaard"), Fit.CLOSE),
    (("Иван", "Петров"), ("Ivan", "Petrov"), Fit.CLOSE),
    (("Юлия", "Щербакова"), ("Yuliya", "Shcherbakova"), Fit.CLOSE),
    (("Γιώργος", "Παππάς"), ("Giorgos", "Pappas"), Fit.CLOSE),
    (("Kari", "Berg"), ("Kari Anne", "Berg"), Fit.CLOSE),
    (("Anne-Marie", "Berg"), ("Anne Marie", "Berg"), Fit.CLOSE),
    (("Robert", "Berg"), ("Bob", "Berg"), Fit.CLOSE),
    (("Anna", "Berg"), ("Anna", "Holm"), Fit.BY_KEY),
    (("Anna", "Berg"), ("A.", "Berg"), Fit.BY_KEY),
    (("Katharina", "Berg"), ("Catharina", "Berg"), Fit.BY_KEY),
    (("Kristoffer", "Berg"), ("Christoffer", "Berg"), Fit.BY_KEY),
    (("Anna", "Berg"), ("Anna", ""), Fit.BY_KEY),
    (("Anna", "Berg"), ("Anne", "Holm"), Fit.OTHER),  # two differences at once
    (("Anna", "Berg"), ("A.", "Holm"), Fit.OTHER),
    (("Ida", "Berg"), ("Ada", "Berg"), Fit.OTHER),  # too short for a slip
    (("Anna", "Berg"), ("", "Berg"), Fit.OTHER),  # half a name agrees with nothing
    (("Rob", "Berg"), ("Bob", "Berg"), Fit.OTHER),  # two short forms of a third name
    (("Rea", "Holm"), ("Bo", "Tang"), Fit.OTHER),
    (("कि", "शर्मा"), ("कु", "शर्मा"), Fit.OTHER),  # vowel signs are no accents
    (("محمد", "علي"), ("مُحَمَّد", "عَلِي"), Fit.EQUAL),
]


@pytest.mark.parametrize(("stored", "said", "how"), TWO)
def test_k32_how_well_a_row_fits_the_stored_person(
    stored: tuple[str, str], said: tuple[str, str], how: Fit
) -> None:
    assert fit(Bearer(*stored), Bearer(*said)) == how
    if all(stored) and all(said):
        assert fit(Bearer(*said), Bearer(*stored)) == how


def test_k32_another_birth_date_is_another_person() -> None:
    assert fit(Bearer("Kari", "Berg", "2011-01-02"), Bearer("Kari", "Berg", "2011-02-01")) == (
        Fit.OTHER
    )


def test_k32_a_birth_date_settles_a_difference_only_where_the_given_names_agree() -> None:
    stored = Bearer("Kari", "Berg", "2011-01-02")
    assert same_person(stored, Bearer("Kari Anne", "Holm", "2011-01-02"), by_key=False)
    assert not same_person(stored, Bearer("Ida", "Berg", "2011-01-02"), by_key=True)
    assert not same_person(Bearer("Kari", "Berg"), Bearer("Kari", "Holm"), by_key=False)


def test_k32_what_the_key_alone_allows_is_not_allowed_without_it() -> None:
    assert same_person(Bearer("Anna", "Berg"), Bearer("Anna", "Holm"), by_key=True)
    assert not same_person(Bearer("Anna", "Berg"), Bearer("Anna", "Holm"), by_key=False)


def test_k32_no_tolerance_counts_where_another_fits_as_well() -> None:
    stored, said = Bearer("Anna", "Berg"), Bearer("Anna", "Holm")
    assert not same_person(stored, said, by_key=True, others=[Bearer("Anna", "Holm")])
    assert not same_person(stored, said, by_key=True, others=[Bearer("Anna Eva", "Holm")])
    assert same_person(stored, said, by_key=True, others=[Bearer("Ida", "Holm")])
    assert same_person(said, said, by_key=False, others=[said])  # an equal name is no tolerance


def test_k32_a_row_without_a_name_contradicts_nobody() -> None:
    assert same_person(REA, Bearer("", ""), by_key=False)
    assert not same_person(Bearer("Rea", "Holm", "2001-01-01"), Bearer("", "", "2002-01-01"),
                           by_key=True)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Kari", "Berg"), ("kari ", "BERG"), True),
        (("Kári", "Berg"), ("Kari", "Berg"), True),
        (("Berg", "Kari"), ("Kari", "Berg"), True),
        (("Kari", "Berg"), ("Kari Anne", "Berg"), False),
        (("Jürgen", "Berg"), ("Juergen", "Berg"), False),
        (("Kari", "Berg"), ("Kari", ""), True),
        (("Kari", ""), ("Ida", ""), False),
    ],
)
def test_k05_within_a_file_case_spaces_accents_and_order_are_no_difference(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert same_in_a_file(Bearer(*one), Bearer(*other)) is same


def test_names_of_many_words_are_judged_at_once() -> None:
    many = " ".join(f"a{'b' * at}" for at in range(100))
    assert fit(Bearer(many, "Berg"), Bearer(f"{many} c", "Holm")) == Fit.OTHER


WORD = st.text(st.sampled_from("abeio ràü"), max_size=12)
DATE = st.sampled_from(["", "2010-01-01", "2011-01-01"])
BORN = st.dates().map(str)
BEARERS = st.builds(Bearer, WORD, WORD, DATE)


@given(BEARERS, BEARERS)
def test_k32_more_evidence_never_makes_a_stranger_of_a_rival(stored: Bearer, said: Bearer) -> None:
    """Who is the same without the key is the same with it, and nobody is by having rivals."""
    free = same_person(stored, said, by_key=False)
    assert not free or same_person(stored, said, by_key=True)
    for others in itertools.combinations([stored, said], 1):
        if same_person(stored, said, by_key=True, others=others):
            assert same_person(stored, said, by_key=True)


@given(BEARERS)
def test_k32_everybody_is_who_they_are(person: Bearer) -> None:
    assert fit(person, person) == Fit.EQUAL


@given(BEARERS, st.lists(BORN, min_size=2, max_size=2, unique=True))
def test_k32_different_birth_dates_are_never_overlooked(stored: Bearer, born: list[str]) -> None:
    one, other = (Bearer(stored.given_name, stored.family_name, day) for day in born)
    assert not same_person(one, other, by_key=True)
