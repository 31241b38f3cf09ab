"""Fills the column "test" of docs/cases.md with the tests that name each case."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs/cases.md"
NAMED = re.compile(r"(?<![a-z])(pc|imp|lnk|acc|aud|prv|crd|web|rec|not|ops|r)[_-]?(\d{2,3})(?!\d)")


def all_tests() -> Iterator[tuple[str, str]]:
    """Each test as `path::name` below tests, and what it says: its name and its docstring."""
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                name = f"{file.relative_to(ROOT / 'tests').with_suffix('')}::{node.name}"
                yield name, f"{node.name} {ast.get_docstring(node) or ''}".lower()


def held() -> dict[str, list[str]]:
    """Case -> the tests that name it, in their name or the first words of their docstring."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, said in all_tests():
        for kind, number in sorted(set(NAMED.findall(said.replace("test_", "")))):
            found[f"{kind.upper()}-{number}"].append(name)
    return found


def filled(text: str) -> str:
    """The page with the third column of each case as it is now."""
    tests = held()
    lines = []
    for line in text.splitlines():
        cells = cells_of(line)
        if line.startswith("| ") and re.fullmatch(r"[A-Z]+-\d+", cells[0]):
            cells[2] = "<br>".join(f"`{name}`" for name in tests.get(cells[0], []))
            line = f"| {' | '.join(cells)} |".replace("|  |", "| |")
        lines.append(line)
    return "\n".join(lines) + "\n"


def cells_of(line: str) -> list[str]:
    """What stands in the cells of a line of a table."""
    return [cell.strip() for cell in line.strip("|").split("|")]


def rows(text: str) -> dict[str, tuple[str, str]]:
    """Case -> what holds it, and what is said beside."""
    cells = [cells_of(line) for line in text.splitlines()]
    return {row[0]: (row[2], row[3]) for row in cells if re.fullmatch(r"[A-Z]+-\d+", row[0])}


if __name__ == "__main__":
    TABLE.write_text(filled(TABLE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{TABLE}\n")
