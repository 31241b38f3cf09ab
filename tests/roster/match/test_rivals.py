"""K32: whoever could be meant by a row is found, in whatever script, spelling or way of writing."""

from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kinkeeper.roster.match.rivals import indexed, looked_up
from kinkeeper.roster.match.same_person import Bearer, Fit, fit

BORN = "2011-01-02"
RELATIONSHIPS = [
    (("Anna", "Müller"), ("Anna", "Mueller")),
    (("Anna", "Muller"), ("Anna", "Müller")),
    (("Юлия", "Щербакова"), ("Yuliya", "Shcherbakova")),
    (("Γιώργος", "Παππάς"), ("Giorgos", "Pappas")),
    (("Anna", "Berg/Holm"), ("Anna", "Berg Holm")),
    (("Anna", "Berg,Holm"), ("Anna", "Berg-Holm")),
    (("Anna", "Berg_Holm"), ("Anna", "Berg\u2013Holm")),
    (("Anna", "O\u2019Neil"), ("Anna", "ONeil")),
    (("Anna Berg", ""), ("Anna", "Berg")),
    (("Robert", "Berg", BORN), ("Bob", "Holm", BORN)),
    (("Саша", "Петров", BORN), ("Саша", "Holm", BORN)),
    (("Anna Eva", "Berg", BORN), ("Eva", "Holm", BORN)),
    ((".", "-"), (".", "-")),
]


@pytest.mark.parametrize(("one", "other"), RELATIONSHIPS)
def test_k32_whoever_fits_shares_a_form(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    here, said = Bearer(*one), Bearer(*other)
    assert fit(here, said) <= Fit.CLOSE
    assert looked_up(said) & indexed(here)
    assert looked_up(here) & indexed(said)


LATIN = ["anna", "eva", "bob", "robert", "alex", "alexandra", "müller", "mueller", "muller", "berg"]
LATIN += ["søren", "soeren", "soren", "o'neil", "oneil", "yuliya", "julija", "sasha", "petrov"]
OTHERS = [
    "юлия",
    "саша",
    "петров",
    "паппас",
    "pappas",
    "παππάς",
    "محمد",
    "مُحَمَّد",
    "कि",
    "कु",
    "王",
    "小明",
]
WORD = st.sampled_from([*LATIN, *OTHERS]) | st.text(
    st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0x6FF), min_size=1, max_size=3
)
BETWEEN = st.sampled_from([" ", "-", "/", ",", "_", "\u2013", ", ", " - ", "\u00a0", ". "])


@st.composite
def names(draw: st.DrawFn) -> str:
    said = draw(st.lists(WORD, max_size=3))
    changes: list[Callable[[str], str]] = [str, str.upper, str.title]
    change = draw(st.sampled_from(changes))
    return change("".join(word + draw(BETWEEN) for word in said).strip())


BEARERS = st.builds(Bearer, names(), names(), st.sampled_from(["", BORN]))


@st.composite
def respelt(draw: st.DrawFn) -> tuple[Bearer, Bearer]:
    """Two who may well fit: the second has words of the first, written otherwise."""
    here = draw(BEARERS)
    parts = [
        draw(BETWEEN).join(draw(st.permutations(text.split()))) for text in
        (here.given_name, here.family_name)
    ]  # fmt: skip
    keep = draw(st.booleans())
    family = parts[1] if keep else draw(names())
    return here, Bearer(parts[0], family, here.birth_date)


@given(st.one_of(st.tuples(BEARERS, BEARERS), respelt()))
@example((Bearer("Bob", "x", BORN), Bearer("Robert", "y", BORN)))
def test_k32_whoever_fits_closely_is_found(two: tuple[Bearer, Bearer]) -> None:
    here, said = two
    assume(here.is_named and said.is_named and fit(here, said) <= Fit.CLOSE)
    assert looked_up(said) & indexed(here)
