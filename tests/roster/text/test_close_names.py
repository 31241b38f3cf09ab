"""Which school was probably meant by a name that is not here."""

import pytest

from kinkeeper.roster.text.close_names import closest

HERE = ["Hillside", "Lakeside Primary School", "PS 101", "Northfield", "St. Mary's"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Hilside", "Hillside"),
        ("hillside", "Hillside"),
        ("Hill-Side", "Hillside"),
        ("Hillside School", "Hillside"),
        ("Hlilside", "Hillside"),
        ("Lakeside Primry School", "Lakeside Primary School"),
        ("Lakeside Primary", "Lakeside Primary School"),
        ("St Marys", "St. Mary's"),
        ("PS 102", None),
        ("Southfield", None),
        ("Hillside Upper", None),
        ("East", None),
        ("School", None),
    ],
)
def test_a_slip_is_told_and_another_school_is_none(name: str, meant: str | None) -> None:
    assert closest(name, HERE) == meant


def test_of_two_as_close_none_is_meant() -> None:
    assert closest("Hillsidd", ["Hillside", "Hillsida"]) is None
