"""What an import is doing this moment. Only a living process can be reading or applying."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from kinkeeper.intake.models import Import, ImportState, Progress
from kinkeeper.lib import db, locks
from kinkeeper.lib.asking import act
from kinkeeper.lib.locks import Busy, Lock

__all__ = ["APPLYING", "QUIET", "READING", "Busy", "Far", "Reporter"]
READING = "reading"
APPLYING = "applying"
QUIET = timedelta(seconds=30)


def claim(roster_import_id: int) -> None:
    """Takes the import for this transaction; the database frees it when the process dies. The
    transaction may sort and join a large roster in memory, and compiles no statement that it runs
    once. Raises `Busy` while another process is at it."""
    db.run("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
    locks.claim(Lock.IMPORT, roster_import_id)


def claim_site() -> bool:
    """One import applies at a time; False while another does."""
    return locks.is_free(Lock.SITE)


def wait_for_site() -> None:
    locks.take(Lock.SITE)


def state_of(roster_import: Import) -> str:
    """The stored state, or `reading` / `applying` while a living process holds the import."""
    under_way = roster_import.state in {ImportState.RECEIVED, ImportState.PLANNED}
    if not under_way or roster_import.pk not in locks.at_work(Lock.IMPORT):
        return roster_import.state
    step = (
        Progress.objects.filter(roster_import=roster_import).values_list("step", flat=True).first()
    )
    return APPLYING if step == APPLYING else READING


@dataclass
class Reporter:
    """Tells how far a step is, on a connection of its own so that others see it at once."""

    roster_import_id: int
    step: str
    connection: BaseDatabaseWrapper

    def tell(self, done: int, total: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO intake_progress (roster_import_id, step, done, total, at) "
                "VALUES (%s, %s, %s, %s, now()) ON CONFLICT (roster_import_id) DO UPDATE "
                "SET step = excluded.step, done = excluded.done, total = excluded.total, "
                "at = excluded.at",
                [self.roster_import_id, self.step, done, total],
            )


@contextmanager
def reporting(roster_import: Import, step: str) -> Iterator[Reporter]:
    with db.beside() as connection:
        yield Reporter(roster_import.pk, step, connection)


@dataclass(frozen=True)
class Far:
    """How far: `done` of `total` (0: not known yet) rows in `step`."""

    step: str
    done: int
    total: int


def how_far(roster_import: Import) -> Far | None:
    found = Progress.objects.filter(roster_import=roster_import).first()
    return Far(found.step, found.done, found.total) if found else None


def worker_alive() -> bool:
    """Whether any worker gave a sign of life within the last half minute."""
    alive = "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > %s)"
    with act():
        return bool(db.value(alive, [timezone.now() - QUIET]))
