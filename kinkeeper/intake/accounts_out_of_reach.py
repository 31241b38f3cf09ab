"""Stages whose accounts reach further than whoever imports, or takes an import back (K38)."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from kinkeeper.families import may_open_account
from kinkeeper.organisations.reach import Reach

TABLE = """
CREATE TEMP TABLE IF NOT EXISTS closed (person bigint PRIMARY KEY) ON COMMIT DROP;
TRUNCATE closed;
"""
FILL = "INSERT INTO closed SELECT DISTINCT person FROM ({unreached}) AS unreached"


def stage(people: str, reach: Reach, params: Mapping[str, Any] | None = None) -> None:
    """Fills the table `closed`, which goes with the transaction, with those of the people whom this
    query names by `id`."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        if not reach.whole_site:
            query = FILL.format(unreached=may_open_account.statement(people))
            cursor.execute(query, {**(params or {}), **may_open_account.parameters(reach)})
