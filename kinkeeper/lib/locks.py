"""Work that only one process may be at, held by an advisory lock that ends with the process.

All advisory locks are taken here, in transactions: a killed process leaves none behind, and neither
does a connection that a pooler hands on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from kinkeeper.lib import db


@unique
class Lock(IntEnum):
    """Every class of locks; each has a number for each thing that is worked at, or 0 for all."""

    ARRIVALS = 7_301_001  # pupils who come, and imports that let relationships wait for them
    IMPORT = 7_301_002  # one import's step at hand
    SITE = 7_301_003  # imports, of which one is applied at a time
    SOURCE = 7_301_004  # one source's run
    BATCH = 7_301_005  # one batch of letters or mails
    MIGRATING = 7_301_006  # the database is brought up to date
    BY_HAND = 7_301_010  # what a file and a person may both say is written
    JOURNAL = 7_301_007  # lines of the journal are sealed, looked through or let go
    NOTIFYING = 7_301_008  # parents are told what is new
    WRITING = 7_301_011  # conversations begin with one parent
    WRITING_TO_CLASS = 7_301_012  # a message goes to all parents of a class


class Busy(Exception):
    """Another process is at this already."""


TRY = "SELECT pg_try_advisory_xact_lock(%s, %s)"
TAKE = "SELECT pg_advisory_xact_lock(%s, %s)"
SHARE = "SELECT pg_advisory_xact_lock_shared(%s, %s)"
AT_WORK = """
SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def held(lock: Lock, number: int, *, wait: Callable[[], None] | None = None) -> Iterator[None]:
    """This work is this process's for as long as the block lasts. While another has it: raises
    `Busy`, or calls `wait` once and waits.

    A connection of its own keeps a transaction open for the lock, beside the work's own.
    """
    with db.beside() as keeper:
        keeper.set_autocommit(False)
        with keeper.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(TRY, [lock, number])
            free = cursor.fetchone()[0]
            if not free and wait is None:
                raise Busy
            if not free and wait is not None:
                wait()
                cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
                cursor.execute(TAKE, [lock, number])
        yield


def is_free(lock: Lock, number: int = 0) -> bool:
    """Takes it for the rest of the transaction at hand, unless another has it."""
    return bool(db.value(TRY, [lock, number]))


def claim(lock: Lock, number: int) -> None:
    """Takes it for the rest of the transaction at hand: whoever comes next sees what it did. Raises
    `Busy`."""
    if not is_free(lock, number):
        raise Busy


def take(lock: Lock, number: int = 0) -> None:
    """The same, waiting for whoever has it."""
    db.run(TAKE, [lock, number])


def share(lock: Lock, number: int = 0) -> None:
    """As `take`, together with everybody who shares it."""
    db.run(SHARE, [lock, number])


def at_work(lock: Lock) -> set[int]:
    """The numbers of all work of this class that some process is at."""
    return set(db.column(AT_WORK, [lock]))
