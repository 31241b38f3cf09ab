"""What the command line says of spreadsheets with hidden parts and of encodings, by exit code."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Done, Kinkeeper
from tests.roster import old_books

CELLS = [["SyncID", "First name", "Last name", "ChildID"], ["N-1", "Ada", "Ny", "H-1"]]
NAMES = "SyncID;First name;Last name\nN-2;Marić;Ny\n"
type Run = Callable[..., Done]


@pytest.fixture
def run(kinkeeper: Kinkeeper, tmp_path: Path) -> Run:
    def run(name: str, data: bytes, *more: str) -> Done:
        file = tmp_path / name
        file.write_bytes(data)
        return kinkeeper("import", "run", str(file), "--profile", "parent", *more, "--json")

    return run


def test_k31_hidden_keys_are_exit_3_and_exact_is_exit_1(run: Run) -> None:
    waits = run("parents.xls", old_books.xls(CELLS, columns=[3]))
    assert (waits.code, waits.json["state"]) == (3, "planned")
    assert waits.json["guard"]["reasons"][0]["code"] == "hidden-columns"
    exact = run("parents.xls", old_books.xls(CELLS, columns=[3]), "--links", "exact")
    assert exact.code == 1
    assert exact.json["problem_counts"] == {"exact-needs-all-shown": 1}


def test_k31_an_encoding_is_asked_for_named_or_unknown(run: Run) -> None:
    raw = NAMES.encode("windows-1250")
    assert run("names.csv", raw).json["problem_counts"] == {"encoding-unclear": 1}
    unknown = run("names.csv", raw, "--encoding", "polish")
    assert (unknown.code, unknown.json["problem_counts"]) == (1, {"encoding-unknown": 1})
    assert "Windows-1250" in unknown.json["problems"][0]["message"]
    assert run("names.csv", raw, "--encoding", "cp1250").code == 0
