"""Who is at a batch this moment. Only a living process can be making or sending it."""

from contextlib import AbstractContextManager

from kinkeeper.lib import locks
from kinkeeper.lib.locks import Busy

__all__ = ["Busy", "at_work", "held"]

# The class of the advisory locks, one for each batch.
BATCH = 7_301_005


def held(batch_id: int) -> AbstractContextManager[None]:
    """The batch is this process's for as long as the block lasts; raises `Busy`."""
    return locks.held(BATCH, batch_id)


def at_work(batch_id: int) -> bool:
    return batch_id in locks.at_work(BATCH)
