"""One transaction for a whole request, and what stays though it is rolled back.

A try that was denied and the count of it must outlive whatever goes wrong afterwards. They are
kept beside the transaction and written at its end: with its commit or, where there is none, in a
transaction of their own. No answer leaves before that. A second connection would do it at once,
but could wait for rows that the first one holds, and would double the connections of whoever
guesses fast.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

type Write = Callable[[], object]
_kept: ContextVar[list[Write] | None] = ContextVar("kept", default=None)


def keep(write: Write) -> None:
    """`write` happens whatever becomes of the request; at once where there is none (commands, jobs:
    call it there outside the transaction that is rolled back)."""
    kept = _kept.get()
    if kept is None:
        write()
    else:
        kept.append(write)


@contextmanager
def one_transaction() -> Iterator[None]:
    """All that is written in the block stands or falls together, but for what `keep` was given. To
    be rolled back it raises, or says `set_rollback` at its end."""
    kept: list[Write] = []
    before = _kept.set(kept)
    try:
        with transaction.atomic():
            try:
                yield
            finally:
                _kept.reset(before)
            lost = transaction.get_rollback()
            if not lost:
                _write(kept)
    except Exception:
        _write_alone(kept)
        raise
    if lost:
        _write_alone(kept)


def _write_alone(kept: Sequence[Write]) -> None:
    if kept:
        with transaction.atomic():
            _write(kept)


def _write(kept: Sequence[Write]) -> None:
    for write in kept:
        write()
