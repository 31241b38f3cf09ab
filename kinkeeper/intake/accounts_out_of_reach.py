"""Stages whose accounts reach further than whoever imports, or takes an import back (K38)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kinkeeper.families import may_open_account
from kinkeeper.lib import db
from kinkeeper.organisations.reach import Reach

# It goes with the transaction where an error keeps it from being dropped.
TABLE = """
DROP TABLE IF EXISTS closed;
CREATE TEMP TABLE closed (person bigint PRIMARY KEY) ON COMMIT DROP;
"""
FILL = "INSERT INTO closed SELECT DISTINCT person FROM ({unreached}) AS unreached"


@contextmanager
def staged(people: str, reach: Reach, params: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Inside it the table `closed` holds those of the people whom this query names by `id`."""
    db.run(TABLE)
    if not reach.whole_site:
        query = FILL.format(unreached=may_open_account.statement(people))
        db.run(query, {**(params or {}), **may_open_account.parameters(reach)})
    yield
    db.run("DROP TABLE closed")
