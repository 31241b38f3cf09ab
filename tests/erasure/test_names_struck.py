"""What is struck out of others' texts is the person's name, and no part of another word."""

import re

import pytest

from kinkeeper.erasure.names import pattern

SAID = re.compile(pattern({"Kari Berg", "kari.berg", "kari@x.no"}))


@pytest.mark.parametrize(
    "text",
    [
        "Kari Berg", "by Kari Berg.", "(Kari Berg)", '"kari.berg"', "kari@x.no, again",
        r'{"reason": "Call today:\nKari Berg says"}', r'"a\tkari.berg b"',
    ],
)  # fmt: skip
def test_prv_01_a_name_is_found_wherever_a_word_begins(text: str) -> None:
    assert SAID.search(text)


@pytest.mark.parametrize(
    "text",
    ["Kari Bergen", "kari.berg@y.no", "anna-kari.berg", "kari@x.no.example", "x.kari@x.no"],
)
def test_k13_no_part_of_anothers_address_or_name_is_struck(text: str) -> None:
    assert not SAID.search(text)
