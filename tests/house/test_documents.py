"""What the documents name is there: files by their paths, and each decision by its own number."""

import re
from collections import Counter
from collections.abc import Collection
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


def of_the_project() -> set[str]:
    """Every file, and every folder that holds one."""
    there = [*ROOT.glob("*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    files = [path for path in there if path.is_file() and "__pycache__" not in path.parts]
    names = [path.relative_to(ROOT) for path in files]
    return {str(name) for each in names for name in (each, *each.parents)}


def missing(text: str, there: Collection[str]) -> list[str]:
    """The paths in backticks that lead to nothing, from the root or from any folder."""
    named = [name for name in CODE.findall(text) if FILE.fullmatch(name) or FOLDER.fullmatch(name)]
    ends = {"/".join(name.split("/")[at:]) for name in there for at in range(name.count("/") + 1)}
    return [name for name in named if not PLACEHOLDER.search(name) and name.rstrip("/") not in ends]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_in_a_document_exists(document: Path) -> None:
    assert missing(document.read_text("utf-8"), of_the_project()) == []


def test_a_path_that_leads_to_nothing_would_be_found() -> None:
    text = "`kinkeeper/gone/` `rows.py` `check/rows.py` `lost.py` `NAME_section.py` `kinkeeper/`"
    there = {"kinkeeper", "kinkeeper/check/rows.py"}
    assert missing(text, there) == ["kinkeeper/gone/", "lost.py"]


def test_no_two_decisions_bear_one_number() -> None:
    numbers = Counter(file.name[:4] for file in ROOT.glob("docs/decisions/0*.md"))
    assert [number for number, count in numbers.items() if count > 1] == []
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]
