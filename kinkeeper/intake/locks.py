"""What an import is doing this moment. Only a living process can be reading or applying."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, connections, transaction
from django.utils import timezone

from kinkeeper.intake.models import Import, ImportState, Progress
from kinkeeper.lib import locks

READING = "reading"
APPLYING = "applying"
# The classes of the advisory locks: one for each import's step at hand, one for the whole site.
STEP = 7_301_002
SITE = 7_301_003
QUIET = timedelta(seconds=30)


class Busy(locks.Busy):
    """Somebody else is at this step already."""


def claim(roster_import_id: int) -> None:
    """Takes the import for this transaction; the database frees it when the process dies. The
    transaction may sort and join a large roster in memory, and compiles no statement that it runs
    once. Raises `Busy` while another process is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [STEP, roster_import_id])
        if not cursor.fetchone()[0]:
            raise Busy


def claim_site() -> bool:
    """One import applies at a time; False while another does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [SITE])
        return bool(cursor.fetchone()[0])


def wait_for_site() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [SITE])


def state_of(roster_import: Import) -> str:
    """The stored state, or `reading` / `applying` while a living process holds the import."""
    if roster_import.state not in {ImportState.RECEIVED, ImportState.PLANNED} or not _held(
        roster_import.pk
    ):
        return roster_import.state
    step = (
        Progress.objects.filter(roster_import=roster_import).values_list("step", flat=True).first()
    )
    return APPLYING if step == APPLYING else READING


def _held(roster_import_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s "
            "AND objid = %s AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))",
            [STEP, roster_import_id],
        )
        return bool(cursor.fetchone()[0])


@dataclass
class Reporter:
    """Tells how far a step is, on a connection of its own so that others see it at once."""

    roster_import_id: int
    step: str

    def __post_init__(self) -> None:
        self._connection = connections["default"].copy()

    def tell(self, done: int, total: int) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO intake_progress (roster_import_id, step, done, total, at) "
                "VALUES (%s, %s, %s, %s, now()) ON CONFLICT (roster_import_id) DO UPDATE "
                "SET step = excluded.step, done = excluded.done, total = excluded.total, "
                "at = excluded.at",
                [self.roster_import_id, self.step, done, total],
            )

    def close(self) -> None:
        self._connection.close()


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > %s)",
            [timezone.now() - QUIET],
        )
        return bool(cursor.fetchone()[0])
