"""After a large import the database knows what it has; after a small one it need not be told."""

from collections.abc import Sequence

import pytest
from django.db import connection

from kinkeeper.intake.apply import apply_plan
from kinkeeper.intake.sections.plan_lines import analyse, grown
from kinkeeper.lib import db
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
FILE = HEAD + "P-10,Ada,Lie,\nP-11,Ida,Moe,\nP-12,Una,Ek,\n"


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables of the site of which statistics were made, in order."""
    tables: list[str] = []

    def analyse_and_tell(of: Sequence[str]) -> None:
        analyse(of)
        tables.extend(each for each in of if not each.startswith("intake_"))

    monkeypatch.setattr(apply_plan, "analyse", analyse_and_tell)
    return tables


def known(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stats WHERE tablename = %s)", [table])
        return bool(cursor.fetchone()[0])


def test_a_small_import_is_not_worth_it(cast: Cast, analysed: list[str]) -> None:
    imported(FILE)
    assert analysed == []


def test_tables_are_analysed_where_much_was_written(
    cast: Cast, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply_plan, "MANY", 2)
    monkeypatch.setattr(apply_plan, "grown", list)
    imported(FILE)
    assert analysed == ["people_person", "people_membership"]  # no relationship was made
    assert known("people_person")
    imported(FILE)
    assert len(analysed) == 2  # nothing was written


def test_only_of_what_has_grown_they_are_taken_anew() -> None:
    """They are coarse, and the database takes fine ones of what has grown."""
    db.run("CREATE TABLE filled AS SELECT n FROM generate_series(1, 9000) AS n")
    assert grown(["filled"]) == ["filled"]
    db.run("ANALYZE filled")
    db.run("INSERT INTO filled SELECT n FROM generate_series(1, 900) AS n")
    assert grown(["filled"]) == []
    db.run("INSERT INTO filled SELECT n FROM generate_series(1, 9000) AS n")
    assert grown(["filled"]) == ["filled"]
