"""Which differences between two sides are of one kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.match.differences import Difference, difference_kind
from kinkeeper.roster.match.same_person import Bearer, Fit, fit

BORN = "2012-03-04"


def of(stored: str, said: str) -> Difference | None:
    """Of two like `Rea Anne/Holm/2012-03-04`."""
    return difference_kind(Bearer(*stored.split("/")), Bearer(*said.split("/")))


@pytest.mark.parametrize(
    ("stored", "said", "kind"),
    [
        ("Rea/Holm", "Rea/Lund", "family-name"),
        (f"Rea/Holm/{BORN}", f"Réa/Lund/{BORN}", "family-name"),
        (f"Rea/Holm/{BORN}", "Rea/Lund", "family-name"),
        (f"Rea/Holm/{BORN}", "Rea/Holm/2012-04-03", "day-and-month"),
        (f"Rea/Holm/{BORN}", "Rea/Holm/2011-04-03", "birth-date"),
        (f"Rea/Holm/{BORN}", "Rea/Holm/2012-03-05", "birth-date"),
        ("Rea/Holm", "Rea Anne/Holm", "given-names"),
        ("Rea-Anne/Holm", "Anne/Holm", "given-names"),
        ("Kristina/Holm", "Kristima/Holm", "slip"),
        ("Rea Anne/Holm", "Rea A./Holm", "initial"),
        ("K./Holm", "Kari/Holm", "initial"),
    ],
)
def test_one_difference_has_a_kind(stored: str, said: str, kind: str) -> None:
    assert of(stored, said) == kind


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("Rea/Holm", "Rea/Holm"),
        ("Rea/Holm", "Bo/Tang"),
        ("Rea/Holm", "Bo/Holm"),
        ("Robert/Holm", "Bob/Holm"),
        ("Rea/Holm", "Rea Anne/Lund"),
        (f"Rea/Holm/{BORN}", "Rea/Lund/2012-04-03"),
        (f"Rea/Holm/{BORN}", "R./Holm/2012-04-03"),
        ("Rea/Holm", f"Rea/Holm/{BORN}"),
        ("Rea/Holm", f"Rea/Lund/{BORN}"),
        ("Rea/", "Rea/Lund"),
        ("Rea/Holm", "/Holm"),
        ("/Holm", "Rea/Holm"),
        ("Daniel/Holm", "Daniela/Holm"),
        ("Kristina Anne/Holm", "Kristima A/Holm"),
        ("Kristina/Holm", "Kristima Anne/Holm"),
        ("Holm/Rea", "Rea/Holm"),
    ],
)
def test_several_differences_or_an_absent_name_have_none(stored: str, said: str) -> None:
    assert of(stored, said) is None


names = st.sampled_from(["", "Rea", "Rea Anne", "R", "Kristina", "Kristima", "Bo", "Holm", "Lund"])
dates = st.sampled_from(["", BORN, "2012-04-03", "2011-01-01"])
bearers = st.builds(Bearer, names, names, dates)


@given(bearers, bearers)
def test_whoever_differs_in_one_kind_is_no_equal(stored: Bearer, said: Bearer) -> None:
    kind = difference_kind(stored, said)
    if kind is not None:
        assert fit(stored, said) != Fit.EQUAL
        assert all((stored.given_name, stored.family_name, said.given_name, said.family_name))
    if stored.birth_date and said.birth_date:
        assert difference_kind(said, stored) == kind
