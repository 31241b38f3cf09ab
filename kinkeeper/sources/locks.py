"""Who is at a source this moment. Only a living process can be running it."""

from contextlib import AbstractContextManager

from kinkeeper.lib import locks
from kinkeeper.lib.locks import Busy, Lock

__all__ = ["Busy", "claim", "held", "running"]


def held(source_id: int) -> AbstractContextManager[None]:
    """The source is this process's for as long as the block lasts; raises `Busy`."""
    return locks.held(Lock.SOURCE, source_id)


def claim(source_id: int) -> None:
    """The source is this transaction's until it ends; raises `Busy`."""
    locks.claim(Lock.SOURCE, source_id)


def running() -> set[int]:
    """The internal numbers of all sources that some process is at."""
    return locks.at_work(Lock.SOURCE)
