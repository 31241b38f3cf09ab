"""A former key from outside: it leads to the pupil, and moves only with a reason."""

from pathlib import Path

from tests.commands import Kinkeeper

PUPILS = "SyncID,First name,Last name\nC-1,Nora,Berg\nC-2,Elias,Berg\n"
PARENTS = "SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,C-1\nP-2,Jonas,Lund,C-9\n"


def test_k34_a_former_key_leads_and_moves_only_with_a_reason(
    alone: Kinkeeper, tmp_path: Path
) -> None:
    for name, text, profile in (("pupil", PUPILS, "pupil"), ("parent", PARENTS, "parent")):
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        assert alone("import", "run", str(file), "--profile", profile, "--json").code == 0

    changed = alone("people", "edit", "key:C-1", "sync_key=N-1", "--json")
    assert (changed.code, changed.json["sync_key"]) == (0, "N-1")
    assert alone("people", "show", "key:C-1", "--json").json["sync_key"] == "N-1"
    new = ("people", "add", "key:C-1", "profile=pupil", "given_name=Ida", "--json")
    edited = ("people", "edit", "key:C-2", "sync_key=C-1", "--json")
    for words in (new, edited):
        refused = alone(*words)
        error = refused.json["error"]
        assert (refused.code, error["code"]) == (1, "key-led-elsewhere")
        assert "This key belonged to Nora Berg until" in error["message"]
        assert "These parents move with it: Kari Berg." in error["message"]
        assert error["message"].endswith("--move-key REASON")
    again = alone("import", "run", str(tmp_path / "pupil.csv"), "--profile", "pupil", "--json")
    assert again.json["people"]["create"] == 0

    moved = alone(*edited, "--move-key", "numbered anew")
    assert (moved.code, moved.json["sync_key"]) == (0, "C-1")
    assert alone("people", "show", "key:C-1", "--json").json["given_name"] == "Elias"
    waited = alone("people", "edit", "key:N-1", "sync_key=C-9")
    assert (waited.code, waited.err) == (
        0,
        "Now connected, because their relationship was pending: Jonas Lund.\n",
    )
