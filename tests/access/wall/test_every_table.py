"""What a page's role may do with each table: as declared, and nothing beside it."""

import re

import pytest

from kinkeeper.access.wall import install
from kinkeeper.access.wall.roles import WEB
from kinkeeper.access.wall.tables import OPEN, VIEWS_OF_THEIR_READER, WALLED
from kinkeeper.lib import db
from tests.cast import Cast
from tests.wall import as_web

pytestmark = pytest.mark.django_db
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
RIGHTS = """
SELECT table_name, string_agg(privilege_type, ', ') FROM information_schema.role_table_grants
WHERE grantee = %s AND table_schema = 'public' GROUP BY table_name
"""
UNBOUND = "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity"


def test_every_table_has_a_policy_or_a_reason_to_have_none() -> None:
    assert set(db.column(TABLES)) == {*WALLED, *OPEN}
    assert not set(WALLED) & {*OPEN, *db.column(UNBOUND)}
    assert all(each.because for each in OPEN.values())


def test_r_040_a_page_has_the_declared_rights_and_no_more() -> None:
    found = {table: set(rights.split(", ")) for table, rights in db.rows(RIGHTS, [WEB])}
    declared = {table: each.rights for table, each in WALLED.items()}
    declared |= {table: each.rights for table, each in OPEN.items() if each.rights}
    said = {table: set(rights.split(", ")) for table, rights in declared.items()}
    views = dict.fromkeys([*VIEWS_OF_THEIR_READER, "organisations_below"], {"SELECT"})
    assert found == said | views


def test_ops_06_what_is_declared_stands() -> None:
    assert install.stands()
    assert not install.install()


@pytest.mark.parametrize("table", [*WALLED, *VIEWS_OF_THEIR_READER])
def test_without_a_person_no_table_says_anything(cast: Cast, table: str) -> None:
    with as_web():
        assert db.value(f"SELECT count(*) FROM {table}") == 0


def test_no_policy_compares_a_column_with_itself() -> None:
    """An unqualified name within a policy's own query means that query's column: `mine.person_id =
    person_id` is true of every row."""
    said = db.rows("SELECT tablename, qual, with_check FROM pg_policies")
    itself = re.compile(r"\b(\w+\.\w+) = (?:ANY )?\(*\1\b")
    found = {table for table, *texts in said for text in texts if text and itself.search(text)}
    assert not found


def test_the_tables_are_not_empty(cast: Cast) -> None:
    """Else the test before would show nothing."""
    for table in ("people_person", "people_membership", "families_relationship", "journal_entry"):
        assert db.value(f"SELECT count(*) FROM {table}") > 0


def test_guards_look_at_the_whole_site() -> None:
    """Trigger functions of ours, but for those that look at nothing but the row at hand."""
    functions = """
        SELECT DISTINCT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE proname LIKE 'kinkeeper%' AND NOT prosecdef
    """
    at_hand = {
        "kinkeeper_journal_is_only_added_to",
        "kinkeeper_journal_in_own_name",
        "kinkeeper_journal_is_dated_now",
    }
    assert set(db.column(functions)) <= at_hand
