"""Work that only one process may be at, held by an advisory lock that ends with the process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection, connections


class Busy(Exception):
    """Another process is at this already."""


@contextmanager
def held(kind: int, number: int, *, wait: Callable[[], None] | None = None) -> Iterator[None]:
    """The work `number` of this class of locks is this process's for as long as the block lasts.
    While another has it: raises `Busy`, or calls `wait` once and waits.

    A connection of its own keeps a transaction open for the lock, beside the work's own; the
    database frees it when the process dies, and no state stays in a connection that a pooler may
    hand on.
    """
    keeper = connections["default"].copy()
    try:
        keeper.set_autocommit(False)
        with keeper.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [kind, number])
            free = cursor.fetchone()[0]
            if not free and wait is None:
                raise Busy
            if not free and wait is not None:
                wait()
                cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number])
        yield
    finally:
        with suppress(Error):  # the lock goes now, not when the server notices the end
            keeper.rollback()
        with suppress(Error):
            keeper.close()


def claim(kind: int, number: int) -> None:
    """The same for the rest of the transaction at hand: whoever comes next sees what it did. Raises
    `Busy`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [kind, number])
        if not cursor.fetchone()[0]:
            raise Busy


def at_work(kind: int) -> set[int]:
    """The numbers of all work of this class that some process is at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s "
            "AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())",
            [kind],
        )
        return {int(row[0]) for row in cursor.fetchall()}
