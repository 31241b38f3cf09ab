"""Duplicates from outside: found, merged, taken back."""

from pathlib import Path

from tests.commands import Kinkeeper

PUPILS = "SyncID,First name,Last name\nC-1,Nora,Berg\n"
PARENTS = "SyncID,First name,Last name,E-mail,ChildID\nP-1,Kari,Berg,k@example.org,C-1\n"


def test_duplicates_are_found_merged_and_taken_back(alone: Kinkeeper, tmp_path: Path) -> None:
    for name, text, profile in (
        ("pupils", PUPILS, "pupil"),
        ("old", PARENTS, "parent"),
        ("new", PARENTS.replace("P-1", "P-2"), "parent"),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        assert alone("import", "run", str(file), "--profile", profile, "--json").code == 0

    [relationship] = alone("people", "duplicates", "--json").json
    assert relationship.keys() == {"people", "because", "mergeable"}
    assert [each["sync_key"] for each in relationship["people"]] == ["P-1", "P-2"]
    assert "Kari Berg" in alone("people", "duplicates").out

    refused = alone("people", "merge", "key:P-1", "key:C-1", "--reason", "x", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "other-profile")
    done = alone("people", "merge", "key:P-1", "key:P-2", "--reason", "she called", "--json")
    assert (done.code, done.json["gone"]["state"]) == (0, "trashed")
    assert alone("people", "show", "key:P-2", "--json").json["sync_key"] == "P-1"
    assert alone("people", "duplicates", "--json").json == []

    again = alone("import", "run", str(tmp_path / "new.csv"), "--profile", "parent", "--json")
    assert again.json["people"]["create"] == again.json["relationships"]["create"] == 0

    back = alone("people", "unmerge", "key:P-1", "--reason", "they are two", "--json")
    assert (back.code, back.json["left"], back.json["gone"]["state"]) == (0, [], "active")
    nothing = alone("people", "unmerge", "key:P-1", "--reason", "again", "--json")
    assert (nothing.code, nothing.json["error"]["code"]) == (1, "not-merged")


def test_k32_two_names_are_merged_only_with_a_word_on_why(alone: Kinkeeper, tmp_path: Path) -> None:
    file = tmp_path / "parents.csv"
    file.write_text("SyncID,First name,Last name\nP-1,Kari,Berg\nP-2,Bo,Tang\n")
    assert alone("import", "run", str(file), "--profile", "parent", "--json").code == 0
    asked = ("people", "merge", "key:P-1", "key:P-2", "--reason", "she called", "--json")
    refused = alone(*asked)
    assert (refused.code, refused.json["error"]["code"]) == (1, "other-person")
    assert alone("people", "show", "key:P-2", "--json").json["state"] == "active"
    done = alone(*asked, "--same-person", "new papers")
    assert (done.code, done.json["gone"]["state"]) == (0, "trashed")
