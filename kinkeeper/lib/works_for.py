"""For whom a command or a job works, as it tells the database with each line of the journal.

Their role of the database sees everybody (`access.wall`). So that nothing they do stands there in
another's name, the database refuses it a line whose actor is not whom the command or the job has
said it works for, before it began.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from kinkeeper.lib import db
from kinkeeper.lib.database_role import WORK

SITE = "site"  # for nobody in particular: the command line, or what runs on schedule
_said: ContextVar[str] = ContextVar("works_for", default=SITE)


def say(person_id: int | None) -> None:
    """From now on, in this process."""
    _said.set(SITE if person_id is None else str(person_id))


@contextmanager
def works_for(person_id: int | None) -> Iterator[None]:
    """In this block."""
    before = _said.set(SITE if person_id is None else str(person_id))
    try:
        yield
    finally:
        _said.reset(before)


def tell() -> None:
    """Inside the transaction of what is written down."""
    if connection.settings_dict.get("ROLE") == WORK:
        db.run("SELECT set_config('kinkeeper.works_for', %s, true)", [_said.get()])
