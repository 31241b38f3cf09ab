"""The inbox from outside: listed, decided, asked again."""

from pathlib import Path

from kinkeeper.cli.parsers.families import ASKED
from kinkeeper.families.models import QuestionKind
from tests.commands import Kinkeeper

PUPILS = "SyncID,First name,Last name\nC-1,Nora,Berg\nC-2,Elias,Berg\n"
PARENTS = (
    "SyncID,First name,Last name,Custody,ChildID\nP-1,Kari,Berg,no,C-1\nP-1,Kari,Berg,yes,C-22\n"
)


def test_the_kinds_are_the_same_everywhere() -> None:
    assert list(ASKED) == QuestionKind.values


def test_what_is_asked_is_decided_and_asked_again(alone: Kinkeeper, tmp_path: Path) -> None:
    for name, text, profile in (("pupils", PUPILS, "pupil"), ("parents", PARENTS, "parent")):
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        assert alone("import", "run", str(file), "--profile", profile, "--json").code == 0

    asked = {each["kind"]: each for each in alone("inbox", "list", "--json").json}
    assert asked.keys() == {"proposed", "likely-key"}
    assert [each["sync_key"] for each in asked["likely-key"]["likely"]] == ["C-2"]
    assert asked["likely-key"]["import"] == 2
    assert "question:" in alone("inbox", "list", "--kind", "likely-key").out

    proposal, key = asked["proposed"]["id"], asked["likely-key"]["id"]
    bare = alone("inbox", "decide", proposal, "grant", "--json")
    assert (bare.code, bare.json["error"]["code"]) == (1, "reason-missing")
    assert alone("inbox", "decide", proposal, "keep", "--json").code == 2
    assert alone("inbox", "decide", "question:x", "keep", "--json").code == 2
    none = alone("inbox", "decide", "question:999", "keep", "--json")
    assert (none.code, none.json["error"]["code"]) == (1, "not-asked")

    assert alone("inbox", "decide", proposal, "decline", "--reason", "not the mother").code == 0
    done = alone("inbox", "decide", key, "connect", "--child", "key:C-2", "--json")
    assert (done.code, done.json) == (0, {"id": key, "act": "connect"})
    assert alone("explain", "key:P-1", "key:C-2", "--json").json["sees"] is True
    assert alone("inbox", "list", "--json").json == []

    decided = alone("inbox", "list", "--decided", "--json").json
    assert {each["answer"] for each in decided} == {"declined", "connected"}
    for each in decided:
        refused = alone("inbox", "ask-again", each["id"], "--json")
        assert (refused.code, refused.json["error"]["code"]) == (1, "reason-missing")
        assert alone("inbox", "ask-again", each["id"], "--reason", "after all").code == 0
    assert {each["kind"] for each in alone("inbox", "list", "--json").json} == asked.keys()
    assert alone("explain", "key:P-1", "key:C-2", "--json").json["sees"] is False
