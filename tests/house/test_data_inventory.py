"""docs/security/data.md has every table and every field, in exactly one class."""

import re
import runpy
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/security/data.md"
CELLS = runpy.run_path(str(ROOT / "docs/make/cases.py"))["cells_of"]


def told() -> dict[str, list[str]]:
    """Table -> what for, how long, and the fields of the four classes."""
    lines = PAGE.read_text("utf-8").partition("## Every table")[2].splitlines()
    rows = [CELLS(line) for line in lines if line.startswith("| `")]
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0].strip("`"): row[1:3] + [each.strip("`") for each in row[3:]] for row in rows}


def test_r_078_every_field_has_a_class() -> None:
    """A new one is written into the row of its table; a new table gets a row of its own, and one
    that is gone loses it, as does a field."""
    there = {
        model._meta.db_table: {
            field.name for field in model._meta.get_fields() if getattr(field, "column", None)
        }
        for model in apps.get_models(include_auto_created=True)
    }
    written = {table: " ".join(row[2:]).split() for table, row in told().items()}
    assert written.keys() - there.keys() == set()
    assert [table for table, names in written.items() if len(set(names)) != len(names)] == []
    lacking = {table: names - set(written.get(table, ())) for table, names in there.items()}
    assert {table: names for table, names in lacking.items() if names} == {}
    gone = {table: set(names) - there[table] for table, names in written.items()}
    assert {table: names for table, names in gone.items() if names} == {}


def test_r_078_every_table_says_what_for_and_how_long() -> None:
    assert [table for table, row in told().items() if not row[0] or not row[1]] == []


def test_r_078_what_opens_something_is_secret() -> None:
    """By its name: a field that is called so holds what must never be shown."""
    named = re.compile(r"(?:^|_)(?:password|secret|hash|session_data)$|^sealed_")
    open_ones = [
        f"{table}.{name}"
        for table, row in told().items()
        for name in " ".join(row[3:]).split()
        if named.search(name) and name != "must_change_password"
    ]
    assert open_ones == []
