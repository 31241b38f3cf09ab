"""What an import keeps is codes with data; each has words, and earlier sentences became codes."""

import importlib

import pytest

from kinkeeper.intake import file_description
from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.intake.undo.leftover_sentences import SENTENCES, because, worded
from kinkeeper.roster.plan import guard_sentences, guards
from tests.cast import Cast
from tests.importing import imported, planned, undone

migrated = importlib.import_module("kinkeeper.intake.migrations.0012_codes")


def test_every_code_of_an_undo_has_words() -> None:
    assert SENTENCES.keys() == set(Why)


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        ("has signed in already", "has already signed in"),
        ("import 12 names this person, too", "import 12 names this person, too"),
        ("import 7 names this relationship, too", "import 7 names this relationship, too"),
        (
            "is said by others, too (import:3, manual)",
            "is also asserted by others (import 3, by hand)",
        ),
        ("First name was changed again since", "First name has been changed again since"),
        ("was changed since", "was changed since"),
        (
            "somebody else has the earlier username by now",
            "somebody else now has the earlier username",
        ),
        (
            "was blocked by Anna Dahl on Nov. 3, 2026, 4 p.m.",
            "was blocked by Anna Dahl on Nov. 3, 2026, 4 p.m.",
        ),
    ],
)
def test_a_stored_sentence_of_an_undo_says_the_same_as_before(stored: str, now: str) -> None:
    code, detail = migrated.why(stored)
    assert (code == Why.LEGACY) == ("Anna" in stored)
    assert because({"code": code, "detail": detail}) == now


@pytest.mark.parametrize(
    ("stored", "form", "data", "now"),
    [
        (
            "UTF-8, semicolon",
            "plain",
            {"encoding": "utf-8", "delimiter": ";"},
            "UTF-8, semicolon",
        ),
        ("spreadsheet", "plain", {"spreadsheet": True}, "spreadsheet"),
        (
            "OneRoster, UTF-8, comma",
            "oneroster",
            {"encoding": "utf-8", "delimiter": ","},
            "OneRoster, UTF-8, comma",
        ),
        (
            "One row a child, WINDOWS-1252, ~",
            "pupil-rows",
            {"encoding": "windows-1252", "delimiter": "~"},
            "One row per child, WINDOWS-1252, ~",
        ),
        ("Canvas SIS, spreadsheet", "canvas", {"spreadsheet": True}, "Canvas SIS, spreadsheet"),
        ("", "", {}, ""),
    ],
)
def test_how_a_file_is_written_says_the_same_as_before(
    stored: str, form: str, data: dict[str, object], now: str
) -> None:
    assert migrated.written(stored) == data
    assert file_description.said(data, form) == now


def test_a_guards_stored_sentence_goes_and_its_words_stay() -> None:
    reason = guards.keys_moved(60, 100)[0].as_json()
    assert "message" not in reason
    stored = {"guard": {"reasons": [reason | {"message": "old words"}]}}
    assert migrated.counts(stored) == {"guard": {"reasons": [reason]}}
    assert "60 of 100 people" in guard_sentences.message(reason)


@pytest.mark.django_db
def test_a_refused_file_keeps_the_code_and_no_sentence(cast: Cast) -> None:
    roster_import = planned("")
    roster_import.refresh_from_db()
    assert roster_import.refusal == {"code": "empty-file", "detail": {}}


@pytest.mark.django_db
def test_an_undo_prints_sentences_in_the_place_of_codes(cast: Cast) -> None:
    first = imported("SyncID,First name,Last name,ChildID\nP-60,Ada,Lie,H-1\n")
    second = imported("SyncID,First name,Last name,ChildID\nP-60,Ada,Lie,H-1\n")
    told = worded(undone(first).as_json())
    relationship = next(each for each in told["kept"] if "parent" in each)
    assert relationship.keys() == {"parent", "child", "because"}
    assert relationship["because"] == f"import {second.pk} names this relationship, too"


def test_every_objection_of_a_guard_has_words() -> None:
    all_words = (
        guard_sentences.SENTENCES,
        guard_sentences.OF_COLUMNS,
        guard_sentences.OF_PLACES,
    )
    assert sorted(code for words in all_words for code in words) == sorted(guards.Objection)
