"""A folder of an earlier commit opens: its database becomes what a new one is."""

import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.faults.server import MIGRATED, Server, Site

NUMBERS = count(1)
# The migrations that led to 0.1.0, one by one, as an earlier commit ran them.
ONE_BY_ONE = """
import sys
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate([tuple(each.split(".")) for each in sys.argv[1:]])
"""
HALF = ("people.0008_who_set_an_address", "families.0006_still_the_same_person")
# Columns, constraints, indexes, triggers, functions and views, without the names that Django draws.
SHAPE = r"""
SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
       || coalesce(column_default, '')
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT regexp_replace(indexdef, 'INDEX \S+ ON', 'INDEX ON') FROM pg_indexes
WHERE schemaname = 'public'
UNION ALL
SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'kinkeeper%'
UNION ALL
SELECT viewname || ' ' || definition FROM pg_views WHERE schemaname = 'public'
"""


def copied(server: Server, folder: Path, name: str) -> Site:
    """A new database that is like this one."""
    new = f"folder_{os.getpid()}_{next(NUMBERS)}"
    server.execute("postgres", f"CREATE DATABASE {new} TEMPLATE {name}")
    return Site(folder, server, new)


@pytest.fixture(scope="module")
def new(server: Server, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The shape of a new site."""
    return shape(Site(tmp_path_factory.mktemp("new"), server, MIGRATED))


@pytest.fixture(scope="module")
def half(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One of an earlier commit, in the middle of the way to 0.1.0."""
    site = copied(server, tmp_path_factory.mktemp("half"), "template1")
    migrated_one_by_one(site, *HALF)
    return site


def migrated_one_by_one(site: Site, *targets: str) -> None:
    subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE, *targets],
        env=site.environment | {"DJANGO_SETTINGS_MODULE": "kinkeeper.settings"},
        check=True,
    )


def shape(site: Site) -> list[str]:
    return sorted(str(row[0]) for row in site.sql(SHAPE))


def last_replaced() -> list[str]:
    """The last migration of each app that 0.1.0 stands for."""
    migrations = MigrationLoader(connection, replace_migrations=False).disk_migrations
    squashed = [each for each in migrations.values() if each.replaces]
    assert squashed
    return [".".join(each.replaces[-1]) for each in squashed]


@pytest.mark.django_db
@pytest.mark.parametrize("halfway", [True, False])
def test_a_folder_of_an_earlier_commit_becomes_what_a_new_one_is(
    server: Server, tmp_path: Path, new: list[str], half: Site, halfway: bool
) -> None:
    folder = copied(server, tmp_path, half.name)
    if not halfway:
        migrated_one_by_one(folder, *last_replaced())
    done = folder("migrate", "--verbosity", "0")
    assert done.code == 0, done.err
    assert shape(folder) == new
