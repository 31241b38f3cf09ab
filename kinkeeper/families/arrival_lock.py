"""The lock between pupils who arrive and imports that make relationships wait for them.

An import that plans to wait for a key and a hand that adds the pupil with that key must not pass
each other unseen: arrivals take the lock shared, an apply takes it alone, and so does a merge of
two accounts.
"""

from kinkeeper.lib import locks
from kinkeeper.lib.locks import Lock


def arriving() -> None:
    locks.share(Lock.ARRIVALS)


def applying() -> None:
    locks.take(Lock.ARRIVALS)
