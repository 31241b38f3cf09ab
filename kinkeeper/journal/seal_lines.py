"""Seals lines of the journal after they were written, some at a time (docs/decisions/0049).

Whoever adds a line waits for nobody: lines are sealed in the order in which they are found, not in
the order of their numbers, because a transaction that began early may commit late.
"""

import time
from collections.abc import Sequence
from itertools import batched

from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from kinkeeper.journal import chain, log_lines, noted
from kinkeeper.journal.models import Seal
from kinkeeper.lib import db, locks

MOST = 2000  # lines of one seal
PATIENCE = 2.0  # seconds for those who are just adding a line
LOOK_AGAIN = 0.05  # seconds

DRAWN = "SELECT coalesce(pg_sequence_last_value('journal_entry_id_seq'), 0)"
# Whoever adds a line has this lock from before its number is drawn until the line is there for
# others or will never be.
ADDING = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'journal_entry'::regclass AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""
WITHOUT_SEAL = f"""
SELECT line.id, {chain.DIGEST}, line.at FROM journal_entry line
WHERE line.id > %(settled)s AND line.id NOT IN (
    SELECT unnest(lines) FROM journal_seal WHERE top > %(settled)s)
ORDER BY line.id LIMIT %(most)s
"""  # noqa: S608  # our own text
ROW = "(%(number)s::bigint, %(at)s::timestamptz, %(lines)s::bigint[], %(digests)s::bytea[], " \
      "%(settled)s::bigint, %(top)s::bigint, %(newest)s::timestamptz, " \
      "%(forgotten)s::jsonb, %(was)s::bytea[])"  # fmt: skip
NAMES = "(number, at, lines, digests, settled, top, newest, forgotten, was)"
CONTENT = f"SELECT {chain.content('seal')} FROM (VALUES {ROW}) AS seal {NAMES}"  # noqa: S608  # as above
ADD = f"INSERT INTO journal_seal {NAMES[:-1]}, head) VALUES {ROW[:-1]}, %(head)s)"  # noqa: S608  # as above


def seal_all(patience: float = PATIENCE) -> int:
    """Seals what is there and has no seal; how many lines. Nothing, where another process seals."""
    sealed, some = 0, MOST
    while some == MOST:
        with transaction.atomic():
            if not locks.is_free(locks.Lock.JOURNAL):
                return sealed
            some = _seal_some(patience)
        sealed += some
    last = last_seal()
    if last is not None:
        noted.note(last.number, bytes(last.head))
    return sealed


def _seal_some(patience: float) -> int:
    last = last_seal()
    settled = last.settled if last else 0
    reached = _settled_by_now(patience)
    found = db.rows(WITHOUT_SEAL, {"settled": settled, "most": MOST})
    if not found:
        return 0
    if len(found) == MOST:  # further ones wait for the next seal
        reached = min(reached, found[-1][0])
    add(
        last,
        lines=[number for number, _digest, _at in found],
        digests=[bytes(digest) for _number, digest, _at in found],
        settled=max(settled, reached),
        top=max(last.top if last else 0, found[-1][0]),
        newest=max(at for _number, _digest, at in found),
        forgotten=None,
    )
    return len(found)


def _settled_by_now(patience: float) -> int:
    """A number up to which every line is there for others, or will never be; 0 where somebody who
    adds lines goes on for longer than this many seconds."""
    drawn = int(db.value(DRAWN))
    until = time.monotonic() + patience
    adding = set(db.column(ADDING))
    while adding and time.monotonic() < until:
        time.sleep(LOOK_AGAIN)
        adding &= set(db.column(ADDING))
    return 0 if adding else drawn


def say(last: Seal | None, forgotten: dict[str, object]) -> None:
    """A seal without lines: what retention is about to let go of."""
    settled, top = (last.settled, last.top) if last else (0, 0)
    said = {"lines": [], "digests": [], "settled": settled, "top": top, "newest": None}
    add(last, **said, forgotten=Jsonb(forgotten))


def seal_anew(lines: Sequence[tuple[int, bytes, bytes]]) -> None:
    """A seal upon lines that have one and were emptied just now: (number, digest until now, digest
    as it is). Under the lock `JOURNAL`; what the digest was is to be compared before."""
    for some in batched(lines, MOST):
        last = last_seal()
        if last is None:
            return
        numbers, before, after = zip(*some, strict=True)
        said = {"settled": last.settled, "top": last.top, "newest": None, "forgotten": None}
        add(last, lines=list(numbers), digests=list(after), was=list(before), **said)


def last_seal() -> Seal | None:
    return Seal.objects.defer("lines", "digests", "was").order_by("-number").first()


def add(last: Seal | None, **said: object) -> None:
    """One more seal, after the last one. Under the lock `JOURNAL`."""
    row = {"was": None, **said, "number": last.number + 1 if last else 1, "at": timezone.now()}
    before = bytes(last.head) if last else chain.FIRST
    head = chain.head(before, bytes(db.value(CONTENT, row)))
    db.run(ADD, {**row, "head": head})
    log_lines.write(int(str(row["number"])), head)
