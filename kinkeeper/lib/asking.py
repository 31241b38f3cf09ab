"""Who asks the database in this transaction, as far as the database itself believes it.

The pages connect as a role that sees of people only what the asking person may see: policies of the
database say so (`access.wall`), whatever a query forgets. Who asks is told by the session's secret
(`lib.sessions`), and believed by the database until the end of the transaction.

What has to look at more than its asker sees (is this username taken? who else reaches this
account?) says so with `whole_site`. That opens the wall for the block alone, and only for who holds
the site's secret key: setting the database's parameters by hand opens nothing.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from kinkeeper.lib import db
from kinkeeper.lib.seal import derive

PURPOSE = "wall"
MINUTE = 60
_open: ContextVar[bool] = ContextVar("open", default=False)


def key() -> bytes:
    """What pages and database both know; nobody who can merely send statements does."""
    return derive(settings.SECRET_KEY, PURPOSE)


def attest(message: str) -> str:
    """Says to the database that the pages' own code, and nobody else, says this. As
    `wall.seal_of` computes it: PostgreSQL itself has no HMAC."""
    inner = hashlib.sha256(key() + message.encode()).digest()
    return hashlib.sha256(key() + inner).hexdigest()


@contextmanager
def whole_site() -> Iterator[None]:
    """In this block the pages see all of the site. For what is asked about the whole of it, and
    answered with no more than a yes or a no, and for acts: they look up whom they touch before.

    It costs two short statements, and nothing where this process is no page's. It takes nothing
    back: what writes is an act, and a request has a transaction of its own.
    """
    if connection.settings_dict.get("ROLE") != "web" or _open.get():
        yield
        return
    alone = nullcontext() if connection.in_atomic_block else transaction.atomic()
    with alone:
        minute = int(time.time() // MINUTE)
        db.run("SELECT wall.open_whole_site(%s, %s)", [minute, attest(f"whole-site:{minute}")])
        before = _open.set(True)
        try:
            yield
        finally:
            _open.reset(before)
            _close()


@contextmanager
def act() -> Iterator[None]:
    """What changes something about people: all of it or nothing, and the whole site in sight, for
    its rules (a username is nobody else's, a block holds) are the whole site's."""
    with transaction.atomic(), whole_site():
        yield


def _close() -> None:
    """A transaction that failed has forgotten it by itself."""
    wrapped = connection.connection
    if wrapped is not None and wrapped.info.transaction_status == TransactionStatus.INTRANS:
        db.run("SELECT set_config('kinkeeper.whole_site', '', true)")
