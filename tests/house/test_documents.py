"""What the documents name is there: files by their paths, and each decision by its own number."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "CONTRIBUTING.md", ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
CODE = re.compile(r"`([\w./-]+)`")
# A file of the project by what it ends with, or a folder by what it begins with.
FILE = re.compile(r"[\w./-]+\.(?:py|html|md|css|typ|toml|lock|sh|ya?ml)")
FOLDERS = ("kinkeeper", "tests", "bench", "docs", "bin", ".ci")
FOLDER = re.compile(rf"(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*")
PLACEHOLDER = re.compile(r"\bNAME")


@cache
def of_the_project() -> frozenset[str]:
    """Every file, and every folder that holds one."""
    there = [*ROOT.glob("*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    files = [path for path in there if path.is_file() and "__pycache__" not in path.parts]
    names = [path.relative_to(ROOT) for path in files]
    return frozenset(str(name) for each in names for name in (each, *each.parents))


@cache
def ends(there: frozenset[str]) -> frozenset[str]:
    """Each path as it may be written: from the root, or from any folder."""
    cut = (name.split("/") for name in there)
    return frozenset("/".join(parts[at:]) for parts in cut for at in range(len(parts)))


def missing(text: str, there: frozenset[str]) -> list[str]:
    """The paths in backticks that lead to nothing, from the root or from any folder."""
    named = [name for name in CODE.findall(text) if FILE.fullmatch(name) or FOLDER.fullmatch(name)]
    return [
        name
        for name in named
        if not PLACEHOLDER.search(name) and name.rstrip("/") not in ends(there)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_in_a_document_exists(document: Path) -> None:
    assert missing(document.read_text("utf-8"), of_the_project()) == []


def test_a_path_that_leads_to_nothing_would_be_found() -> None:
    text = "`kinkeeper/gone/` `rows.py` `check/rows.py` `lost.py` `NAME_section.py` `kinkeeper/`"
    there = frozenset({"kinkeeper", "kinkeeper/check/rows.py"})
    assert missing(text, there) == ["kinkeeper/gone/", "lost.py"]


def test_no_two_decisions_bear_one_number() -> None:
    numbers = Counter(file.name[:4] for file in ROOT.glob("docs/decisions/0*.md"))
    assert [number for number, count in numbers.items() if count > 1] == []
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]
