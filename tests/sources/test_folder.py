"""A watched folder: what is taken, what is not, and what is refused."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from kinkeeper.sources.fetch import Ask, Fetched, NotFetched, NothingNew, fetch
from kinkeeper.sources.fetch.complete import Listed, chosen


def take(address: Path | str, take: str = "newest") -> Fetched:
    return fetch(Ask(kind="folder", address=str(address), take=take))


def names(got: Fetched) -> list[str]:
    return [name for name, _data in got.files]


def code(address: Path | str) -> str:
    try:
        take(address)
    except (NotFetched, NothingNew) as caught:
        return caught.code
    raise AssertionError("it was fetched")


def put(file: Path, text: str = "a,b\n", *, age: float = 100) -> Path:
    file.write_text(text)
    os.utime(file, (time.time() - age, time.time() - age))
    return file


def test_the_newest_roster_is_taken(folder: Path) -> None:
    put(folder / "old.csv", "old\n", age=300)
    put(folder / "new.csv", "new\n", age=200)
    put(folder / "newer.pdf", age=100)
    put(folder / ".newest.csv", age=50)
    (folder / "inside.csv").mkdir()
    assert take(folder).files == (("new.csv", b"new\n"),)


def test_a_pattern_tells_one_roster_from_another(folder: Path) -> None:
    put(folder / "pupils-2.csv")
    put(folder / "parents-1.csv")
    assert names(take(folder / "parents-*.csv")) == ["parents-1.csv"]
    assert names(take(folder / "pupils-2.csv")) == ["pupils-2.csv"]
    assert code(folder / "teachers.csv") == "nothing-there"


def test_an_export_of_several_files_is_taken_whole(folder: Path) -> None:
    for name in ("users.csv", "orgs.csv"):
        put(folder / name)
    assert names(take(folder, "all")) == ["orgs.csv", "users.csv"]


def test_a_file_that_is_still_written_is_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = put(folder / "parents.csv", "half", age=0)
    monkeypatch.setattr(time, "sleep", lambda _seconds: growing.write_text("half and more"))
    assert code(folder) == "not-complete"
    put(folder / "older.csv", "whole\n", age=900)
    assert names(take(folder)) == ["older.csv"]
    with pytest.raises(NothingNew):
        take(folder, "all")


def test_a_done_file_says_that_it_is_complete(folder: Path) -> None:
    now = Listed("parents.csv", 10, 100.0)
    looks: dict[str, Any] = {"pattern": "*", "take": "newest"}
    with pytest.raises(NothingNew):
        chosen([], [now], **looks)
    for mark in ("parents.csv.done", "parents.done"):
        assert chosen([], [now, Listed(mark, 0, 100.0)], **looks) == [now]
    with pytest.raises(NothingNew):  # yesterday's mark beside today's file
        chosen([], [now, Listed("parents.csv.done", 0, 99.0)], **looks)


def test_an_empty_file_is_one_that_nobody_has_written_yet(folder: Path) -> None:
    put(folder / "parents.csv", "")
    assert code(folder) == "not-complete"


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "parents.csv")
    real = os.open

    def late(path: str, flags: int, **more: int) -> int:
        if path == "parents.csv":
            (folder / path).write_text("something else")
        return real(path, flags, **more)

    monkeypatch.setattr("kinkeeper.sources.fetch.folder.os.open", late)
    assert code(folder) == "not-complete"


def test_only_below_the_folders_that_the_operator_named(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    put(outside / "parents.csv")
    (folder / "door").symlink_to(outside)
    (folder / "below").mkdir()
    put(folder / "below" / "parents.csv")
    assert names(take(folder / "below")) == ["parents.csv"]
    for address in (outside, folder / "door", folder / "door" / "parents.csv", "/etc"):
        assert code(address) == "folder-not-allowed"
    for address in (folder / ".." / outside.name, "rosters", "", f"{folder}/a\0b"):
        assert code(address) == "bad-address"
    assert code(folder / "nowhere" / "x.csv") == "no-folder"
    assert code(f"{folder}-beside/") == "folder-not-allowed"
    settings.SOURCE_FOLDERS = []
    assert code(folder) == "folder-not-allowed"


def test_a_link_out_of_the_folder_stops_the_run(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = put(tmp_path_factory.mktemp("outside") / "secret.csv")
    put(folder / "parents.csv")
    inside = folder / "latest.csv"
    inside.symlink_to(folder / "parents.csv")
    assert names(take(folder)) == ["parents.csv"]
    (folder / "bad.csv").symlink_to(secret)
    assert code(folder) == "link"


def test_a_pipe_is_no_roster_and_nobody_waits_for_it(folder: Path) -> None:
    os.mkfifo(folder / "parents.csv")
    assert code(folder) == "nothing-there"


def test_what_is_too_large_is_refused_before_it_is_read(folder: Path, settings: Settings) -> None:
    settings.ROSTER_MAX_BYTES = 10
    put(folder / "parents.csv", "x" * 11)
    assert code(folder) == "too-large"
    settings.ROSTER_MAX_ENTRIES = 0
    assert code(folder) == "too-many"


def test_the_digest_knows_contents_and_no_names() -> None:
    one, two = ("a.csv", b"1"), ("b.csv", b"2")
    assert Fetched((one, two)).digest == Fetched((("c", b"2"), ("d", b"1"))).digest
    assert Fetched((one, two)).digest != Fetched((("a.csv", b"12"),)).digest
