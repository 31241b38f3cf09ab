"""Statements, connections and advisory locks: each is handled in one place."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
CURSOR = re.compile(r"(?<!self\.)\bconnection\.cursor\(")
SECOND = re.compile(r"connections\[[^]]+\]\.copy\(|\bconnection\.copy\(")
LOCK = re.compile(r"pg_(try_)?advisory_|'advisory'|\b7_?301_?\d{3}\b")
# Rooms that hand a cursor to COPY, which has no rows to give back.
COPIES = {"letters/parts.py", "intake/copy_frames.py"}


def where(pattern: re.Pattern[str]) -> set[str]:
    return {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if "migrations" not in file.parts and pattern.search(file.read_text(encoding="utf-8"))
    }


def test_statements_are_run_in_one_place() -> None:
    assert where(CURSOR) == {"lib/db.py", *COPIES}


def test_a_second_connection_is_opened_in_one_place() -> None:
    assert where(SECOND) == {"lib/db.py"}


def test_every_advisory_lock_is_in_the_list() -> None:
    assert where(LOCK) == {"lib/locks.py"}
