"""Who is at a source this moment. Only a living process can be running it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, connections

# The class of the advisory locks, one for each source.
RUN = 7_301_004


class Busy(Exception):
    """Another process runs this source already."""


@contextmanager
def held(source_id: int) -> Iterator[None]:
    """The source is this process's for as long as the block lasts. A connection of its own keeps
    a transaction open for the lock, beside the run's own; the database frees it when the process
    dies, and no state stays in a connection that a pooler may hand on."""
    keeper = connections["default"].copy()
    try:
        keeper.set_autocommit(False)
        with keeper.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [RUN, source_id])
            if not cursor.fetchone()[0]:
                raise Busy
        yield
    finally:
        with suppress(DatabaseError):  # the lock goes now, not when the server notices the end
            keeper.rollback()
        keeper.close()


def running() -> set[int]:
    """The internal numbers of all sources that some process is at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s "
            "AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())",
            [RUN],
        )
        return {int(row[0]) for row in cursor.fetchall()}
