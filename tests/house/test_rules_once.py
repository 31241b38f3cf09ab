"""A rule that core and database both need stands once in each; laws compare the two."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "kinkeeper"
SOURCES = [
    file
    for file in sorted(PACKAGE.rglob("*.py"))
    if "migrations" not in file.relative_to(PACKAGE).parts
]
# A path compared with the beginning of another one, in SQL, Python, Polars and Django's queries.
BELOW = re.compile(
    r"starts_with\(.*\|\|\s*'/'|starts_with\(.*\"/\"|starts_?with\(\s*f\"\{.+\}/\"|path__startswith"
)
# A pending relationship compared with the name that a person bears.
FULFILS = re.compile(r"\bfolded\s*=\s*\w+\.(sync_key|username_folded)|_on=\"folded\"")


def where(pattern: re.Pattern[str]) -> set[str]:
    return {
        str(file.relative_to(PACKAGE))
        for file in SOURCES
        if pattern.search(file.read_text(encoding="utf-8"))
    }


def test_what_lies_below_an_organisation_is_compared_in_one_place() -> None:
    assert where(BELOW) == {"roster/text/organisation_paths.py"}


def test_who_fulfils_what_waits_is_compared_in_one_place() -> None:
    assert where(FULFILS) == set()


def test_these_patterns_find_what_they_are_for() -> None:
    below = (
        "starts_with(place.path, root.path || '/')",
        'path.startswith(f"{root}/")',
        'Q(path__startswith="A/")',
        'pl.col("path").str.starts_with(pl.concat_str(pl.col("root"), pl.lit("/")))',
    )
    fulfils = (
        "pending.folded = child.sync_key",
        '.join(pupils, left_on="folded", right_on=column)',
    )
    assert all(map(BELOW.search, below))
    assert all(map(FULFILS.search, fulfils))
