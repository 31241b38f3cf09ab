"""Who is at a batch this moment. Only a living process can be making or sending it."""

from contextlib import AbstractContextManager

from kinkeeper.lib import locks
from kinkeeper.lib.locks import Busy, Lock

__all__ = ["Busy", "at_work", "held"]


def held(batch_id: int) -> AbstractContextManager[None]:
    """The batch is this process's for as long as the block lasts; raises `Busy`."""
    return locks.held(Lock.BATCH, batch_id)


def at_work(batch_id: int) -> bool:
    return batch_id in locks.at_work(Lock.BATCH)
