"""The house's own rules, as programs."""

import ast
import hashlib
import re
import runpy
from functools import cache
from pathlib import Path

from kinkeeper.organisations.settings import KNOWN
from kinkeeper.roster.problems import CATALOGUE
from tests import slow

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "kinkeeper"
SOURCES = [
    file
    for file in sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
    if "migrations" not in file.parts
]
OWNED = {*range(1, 16), *range(19, 28), *range(29, 40)}


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    return [(file, ast.parse(file.read_text(encoding="utf-8"))) for file in SOURCES]


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(file)
        for file, tree in trees()
        if PACKAGE in file.parents and file.name not in {"apps.py", "models.py"}
        if tree.body and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_nobody_uses_anothers_private_names() -> None:
    taken = [
        f"{named(file)}: {node.module}.{alias.name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("kinkeeper", "tests"))
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert taken == []


def test_every_environment_variable_is_documented() -> None:
    docs = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    read = set()
    for file in (
        PACKAGE / "settings.py",
        *PACKAGE.glob("lib/*.py"),
        *PACKAGE.glob("embedded/*.py"),
    ):
        read |= set(re.findall(r'"(KINKEEPER_\w+|DATABASE_URL)"', file.read_text("utf-8")))
    read |= set(
        re.findall(r'"(KINKEEPER_\w+)"', (PACKAGE / "embedded/keeper.py").read_text("utf-8"))
    )
    assert read
    assert {name for name in read if f"`{name}`" not in docs} == set()


def test_every_setting_of_the_site_is_documented() -> None:
    docs = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert {name for name in KNOWN if f"`{name}`" not in docs} == set()


def test_every_problem_is_documented_as_it_is_said() -> None:
    docs = (ROOT / "docs/problems.md").read_text(encoding="utf-8")
    for code, problem in CATALOGUE.items():
        assert f"`{code}`" in docs
        assert problem.happened.replace("{", "‹").replace("}", "›") in docs


def test_the_rules_are_all_written_down() -> None:
    docs = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^- \*\*K(\d+)\*\*", docs, re.M)] == list(
        range(1, 40)
    )


def test_every_case_has_a_test_or_a_reason() -> None:
    cases = runpy.run_path(str(ROOT / "docs/make/cases.py"))
    page = (ROOT / "docs/cases.md").read_text(encoding="utf-8")
    assert cases["filled"](page) == page, "Run docs/make/cases.py."
    found = cases["rows"](page)
    assert len(found) > 110
    assert {case for case, (test, reason) in found.items() if not test and not reason} == set()


def test_every_rule_that_is_kept_has_a_test() -> None:
    tests = "".join(file.read_text(encoding="utf-8") for file in SOURCES if "tests" in file.parts)
    held = {int(number) for number in re.findall(r"(?:test|_)_?k(\d\d)_", tests)}
    assert held >= OWNED, sorted(OWNED - held)


def test_r_083_templates_name_no_other_host() -> None:
    for file in PACKAGE.rglob("*.html"):
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', file.read_text("utf-8")), file


def test_vendored_files_are_what_they_were_when_they_came() -> None:
    lists = [*PACKAGE.rglob("VENDORED"), *(ROOT / "tests/vendor").rglob("VENDORED")]
    assert len(lists) == 3
    for listed in lists:
        for line in listed.read_text().splitlines():
            checksum, _blank, name = line.partition("  ")
            if name:
                content = (listed.parent / name).read_bytes()
                assert hashlib.sha256(content).hexdigest() == checksum, name


def test_r_039_pages_and_commands_reach_rows_only_through_readings_and_verbs() -> None:
    """No manager, no saving and no SQL in them: what is not asked of a scope can leak."""
    found = []
    for file, tree in trees():
        edge = {"web", "cli", "demo"} & set(file.relative_to(ROOT).parts[1:2])
        if PACKAGE not in file.parents or not edge:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {
                "objects",
                "save",
                "cursor",
                "raw",
            }:
                found.append(f"{named(file)}:{node.lineno}: .{node.attr}")
    assert found == []


def test_every_slow_test_is_there() -> None:
    """What is renamed would be quick by its name alone, and `make test` longer than it should."""
    gone = []
    for name in slow.listed():
        path, _colons, function = name.partition("::")
        text = (ROOT / path).read_text("utf-8") if (ROOT / path).exists() else ""
        if f"def {function.rpartition('::')[2]}(" not in text:
            gone.append(name)
    assert gone == []
