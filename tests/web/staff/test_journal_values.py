"""The journal keeps codes; its page says them in words."""

from kinkeeper.credentials.models import Channel
from kinkeeper.journal.actor import NAMES, in_words, origin_in_words
from kinkeeper.readings.journal_values import worded


def test_a_code_has_its_label_and_a_persons_words_stay() -> None:
    told = worded({"channel": "letter", "trusted": ["create"], "name": "letter", "pairs": 3})
    assert told == {
        "channel": str(Channel.LETTER.label),
        "trusted": ["Create people or records"],
        "name": "letter",
        "pairs": 3,
    }


def test_what_a_file_said_is_a_sentence_or_its_own_words() -> None:
    assert worded({"file": "no"}) == {"file": "no right to see the child"}
    assert worded({"file": "court order 12/3"}) == {"file": "court order 12/3"}


def test_only_who_is_no_person_is_named_by_words(monkeypatch) -> None:  # type: ignore[no-untyped-def]  # a fixture
    monkeypatch.setitem(NAMES, "somebody", "noen")
    assert (in_words(None, "somebody"), in_words(3, "somebody")) == ("noen", "somebody")


def test_where_from_keeps_its_names() -> None:
    for kept in ("command line root@host", "source Nightly", "192.0.2.7", "on schedule"):
        assert origin_in_words(kept) == kept
