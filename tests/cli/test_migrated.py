"""A command looks whether the database is up to date, and loads no migration where it is."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from kinkeeper.cli import migrate
from kinkeeper.cli.output import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_server(settings: Settings) -> None:
    settings.EMBEDDED = False


def test_what_is_recorded_needs_no_look_at_the_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(migrate, "MigrationExecutor")
    migrate.refuse_unready("kinkeeper.cli.settings:show")


@pytest.mark.parametrize("app", ["people", "intake", "sessions", "procrastinate"])
def test_one_migration_that_is_not_recorded_is_missed(app: str) -> None:
    [last] = MigrationLoader(connection).graph.leaf_nodes(app)
    MigrationRecorder(connection).record_unapplied(*last)
    with pytest.raises(Refused, match="not up to date"):
        migrate.refuse_unready("kinkeeper.cli.settings:show")


def test_a_database_without_a_record_is_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    with pytest.raises(Refused, match="not up to date"):
        migrate.refuse_unready("kinkeeper.cli.settings:show")
