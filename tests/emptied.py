"""The tables are emptied after a test that commits, and nothing else is made anew.

Django empties them with TRUNCATE, which for a hundred small tables takes longer than most tests do,
and then does what follows a migration: rows of its own for each model, and the wall is looked at.
"""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from kinkeeper.organisations.models import Organisation

# What migrations leave and no test changes. No trigger refuses, and no foreign key has an order.
EMPTY = """
DO $$ DECLARE found regclass; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL (
            ARRAY['django_migrations', 'django_content_type', 'auth_permission',
                  'procrastinate_version'])
    LOOP
        EXECUTE format('DELETE FROM %s', found);
    END LOOP;
END $$
"""


def empty(_case: TransactionTestCase, *_more: Any) -> None:
    """The site alone is there, as a migration leaves it."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
    Organisation.objects.create(path="", kind="site", name="Site")
