"""The temporary tables in which a file's keys meet the site, as one object: made, filled, read and
dropped by it. Whoever reads them takes it as an argument, and none exists before they are filled.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kinkeeper.intake import accounts_out_of_reach
from kinkeeper.intake.copy_frames import copy_in, copy_out
from kinkeeper.intake.series import IS_ALIKE, Series
from kinkeeper.lib import db
from kinkeeper.organisations.reach import Reach

# They go with the transaction where an error keeps them from being dropped.
STAGED = """
DROP TABLE IF EXISTS staged, met, series;
CREATE TEMP TABLE staged (kind text NOT NULL, value text NOT NULL) ON COMMIT DROP;
"""
# Asked of the kinds that a file has: each would read all of its keys.
NAMED = {
    "sync-key": """
    SELECT person.id FROM staged JOIN people_person person ON person.sync_key = staged.value
        WHERE staged.kind = 'sync-key'
    UNION ALL
    SELECT former.person_id FROM staged JOIN people_formerkey former
        ON former.sync_key = staged.value WHERE staged.kind = 'sync-key'
""",
    "username": """
    SELECT person.id FROM staged JOIN people_person person ON person.username_folded = staged.value
        WHERE staged.kind = 'username'
""",
    "email": """
    SELECT person.id FROM staged JOIN people_person person ON lower(person.email) = staged.value
        WHERE staged.kind = 'email' AND person.email <> ''
    UNION ALL
    SELECT new.person_id FROM staged JOIN people_newaddress new ON lower(new.email) = staged.value
        WHERE staged.kind = 'email'
""",
    "internal-id": """
    SELECT person.id FROM staged JOIN people_person person ON person.id = staged.value::bigint
        WHERE staged.kind = 'internal-id'
""",
}
NOBODY = "SELECT NULL::bigint AS id WHERE false"
MET = """
ANALYZE staged;
CREATE TEMP TABLE met ON COMMIT DROP AS
WITH named AS ({named})
SELECT DISTINCT coalesce(merge.leads_to_id, named.id) AS id
FROM named LEFT JOIN people_merge merge ON merge.gone_id = named.id;
CREATE UNIQUE INDEX ON met (id);  -- after the rows: half the time of filling it with them
ANALYZE met;
"""
# The sources that files of one series have been. An undone import asserts nothing any more.
SERIES = f"""
CREATE TEMP TABLE series (source text PRIMARY KEY) ON COMMIT DROP;
INSERT INTO series SELECT 'import:' || import.id FROM intake_import import
WHERE {IS_ALIKE};
ANALYZE series;
"""  # noqa: S608  # made of constants


class Dropped(Exception):
    """The tables are no longer there: what asks them outlived the `with` that they belong to."""


@dataclass
class StagedTables:
    """`staged` (kind, value): the file's keys; `met` (id): whom they lead to; `series` (source):
    what files of the same series are called as sources; and `closed` of `accounts_out_of_reach`.
    Made by `staged_tables` alone, when they are filled."""

    reach: Reach
    series: Series
    _dropped: bool = field(default=False, init=False)

    def frame(
        self, query: str, schema: dict[str, Any], params: Sequence[Any] | Mapping[str, Any] = ()
    ) -> pl.DataFrame:
        """The rows of a query that may name these tables, as `copy_out` gives them. Raises
        `Dropped`."""
        self._check()
        return copy_out(query, schema, params)

    def holds(self, query: str, params: Sequence[Any]) -> bool:
        """The one truth value of a query. Raises `Dropped`."""
        self._check()
        return bool(db.value(query, params))

    def drop(self) -> None:
        self._check()
        self._dropped = True
        db.run("DROP TABLE staged, met, series")

    def _check(self) -> None:
        if self._dropped:
            raise Dropped


@contextmanager
def staged_tables(keys: pl.DataFrame, reach: Reach, series: Series) -> Iterator[StagedTables]:
    """Inside a transaction. `keys`: each key of the file once, as (kind, value)."""
    db.run(STAGED)
    copy_in("staged", ["kind", "value"], keys)
    kinds = set(keys["kind"].unique())
    asked = [query for kind, query in NAMED.items() if kind in kinds]
    db.run(MET.format(named=" UNION ALL ".join(asked) or NOBODY))
    db.run(SERIES, series.params)
    with accounts_out_of_reach.staged("SELECT id FROM met", reach):
        tables = StagedTables(reach, series)
        yield tables
        tables.drop()
