"""Why somebody got no letter is a code with data, and has words for each of them."""

import importlib

import pytest

from kinkeeper.credentials.left_out_reasons import LeftOut
from kinkeeper.letters.sentences import SENTENCES, said
from kinkeeper.letters.unsent_reasons import Why

migrated = importlib.import_module("kinkeeper.letters.migrations.0003_codes")


def test_every_code_has_words() -> None:
    assert SENTENCES.keys() == {*LeftOut, *Why}


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        ("is not active; restore the person first", "is not active; restore the person first"),
        ("needs a release first", "needs a release first"),
        (
            "the mail server refused it (SMTPServerDisconnected)",
            "the mail server refused it (SMTPServerDisconnected)",
        ),
        (
            "the former address was not told: the mail server took nothing",
            "the old address was not told: the mail server took nothing",
        ),
        (
            "the former address was not told: the mail server refused it (SMTPDataError)",
            "the old address was not told: the mail server refused it (SMTPDataError)",
        ),
    ],
)
def test_a_stored_sentence_becomes_a_code_that_says_the_same(stored: str, now: str) -> None:
    code, detail = migrated.code_of(stored)
    assert code != Why.LEGACY
    assert said(code, detail) == now


def test_a_stored_sentence_that_nobody_knows_stays_as_it_is() -> None:
    assert said(*migrated.code_of("was 100 % away")) == "was 100 % away"


def test_each_converted_code_is_one_that_is_written_today() -> None:
    assert set(migrated.SENTENCES.values()) <= SENTENCES.keys()
