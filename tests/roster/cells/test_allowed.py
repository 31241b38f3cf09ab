"""R-068: what a single cell may hold."""

import pytest

from kinkeeper.roster.cells.allowed import good_email, good_username, read_date

GOOD = ("kari@example.org", "k.berg+school@post.example.org", "søren@skole.example")
NONE_OR_MORE = (
    "kari@example.org\n",
    "kari@example.org\r\nBcc: x@example.org",
    "kari@example.org\nBcc: x@example.org",
    "Kari Berg <kari@example.org>",
    "<kari@example.org>",
    '"Kari"@example.org',
    "kari@example.org, jonas@example.org",
    "kari@example.org;jonas@example.org",
    "kari@example.org jonas@example.org",
    "kari@example.org\x00",
    "kari@example",
    "@example.org",
    "kari@@example.org",
    "kari@example..org",
)


@pytest.mark.parametrize("text", GOOD)
def test_r_068_one_plain_address_is_good(text: str) -> None:
    assert good_email(text)


@pytest.mark.parametrize("text", NONE_OR_MORE)
def test_r_068_what_is_more_than_one_plain_address_is_refused(text: str) -> None:
    assert not good_email(text)


def test_a_line_end_is_no_part_of_a_username_or_a_day() -> None:
    assert good_username("kari.berg")
    assert not good_username("kari.berg\n")
    assert read_date("2015-03-04") is not None
    assert read_date("2015-03-04\n") is None
