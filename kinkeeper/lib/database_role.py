"""As which role of the database this process connects: `web`, `work` or `migrate`."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

WORK, MIGRATE = "work", "migrate"
NAMES = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def use(role: str) -> None:
    """The next connection is made as this role; one in the midst of a transaction stays.

    The name of the database stays, too: tests have their own.
    """
    now = connection.settings_dict
    if now["ROLE"] == role or connection.in_atomic_block:
        return
    wanted = {name: value for name, value in settings.DATABASE_ROLES[role].items() if name in NAMES}
    if any(now[name] != value for name, value in wanted.items()):
        connection.close()
    now.update(wanted, ROLE=role)


@contextmanager
def connected_as(role: str) -> Iterator[None]:
    """In this block."""
    before = connection.settings_dict["ROLE"]
    use(role)
    try:
        yield
    finally:
        use(before)
