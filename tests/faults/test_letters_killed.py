"""K20: kill -9 while letters are made; whatever opens an account afterwards stands on paper."""

import os
import re
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from kinkeeper.letters.typeset import PIECE
from tests.faults.server import Site, until

PARENTS = 2 * PIECE + 30  # in processes of its own, and with a last piece that is not full
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
OTHERS = """
SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
ISSUED = "SELECT selector FROM credentials_credential WHERE state = 'issued'"


@pytest.fixture
def many(site: Site, tmp_path: Path) -> Site:
    numbers = range(PARENTS)
    for profile, head, rows in (
        ("pupil", "SyncID,First name,Last name", [f"C{n},Cato,Number{n}" for n in numbers]),
        ("parent", "SyncID,First name,Last name,ChildID", [f"P{n},Ada,N{n},C{n}" for n in numbers]),
    ):
        file = tmp_path / f"{profile}.csv"
        file.write_text("\n".join([head, *rows]))
        assert site("import", "run", str(file), "--profile", profile).code == 0
    return site


def gone(processes: list[int]) -> bool:
    return not any(Path(f"/proc/{each}").exists() for each in processes)


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def selectors(file: Path) -> set[str]:
    """The first characters of the codes in a PDF; none where it is not whole."""
    content = file.read_bytes() if file.exists() else b""
    if not content.rstrip().endswith(b"%%EOF"):
        return set()
    with pypdfium2.PdfDocument(content) as letters:
        texts = [page.get_textpage().get_text_range() for page in letters]
    return {CODE.findall(text)[0][:4] for text in texts}


def drafts(folder: Path) -> list[Path]:
    return list(folder.glob(".letters-*"))


def written(folder: Path) -> int:
    return sum(each.stat().st_size for each in drafts(folder))


def is_new(file: Path) -> bool:
    return file.stat().st_size > 100


def test_k20_killed_anywhere_no_code_holds_that_is_not_on_paper(many: Site, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "letters.pdf"
    file.write_bytes(b"of last year")
    moments: list[Callable[[], object]] = [
        # on a quick machine the draft may be the file before anybody has looked
        lambda: drafts(folder) or is_new(file),
        lambda: written(folder) > PARENTS * 4000 or is_new(file),
        lambda: is_new(file),
    ]
    for moment in moments:
        made = many.start("credentials", "issue", "--not-signed-in", "--letters", str(file))
        until(moment, seconds=90)
        workers = children_of(made.pid)
        os.kill(made.pid, signal.SIGKILL)
        made.wait()
        until(partial(gone, workers))
        until(lambda: not many.sql(OTHERS))
        held = {row[0] for row in many.sql(ISSUED)}
        on_paper = [selectors(each) for each in (file, *drafts(folder))]
        assert not held or held in on_paper
        if not held:
            assert file.read_bytes() == b"of last year"
        for each in drafts(folder):
            each.unlink()
    assert len(many.sql(ISSUED)) == PARENTS
    assert len(PdfReader(file).pages) == PARENTS
