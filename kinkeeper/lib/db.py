"""SQL statements, run and read in one place, and the one connection beside the transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, LiteralString

from django.db import Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Cursor
from psycopg.sql import Composable

type Statement = str | Composable
type Params = Sequence[Any] | Mapping[str, Any] | None


def run(statement: Statement, params: Params = None) -> int:
    """How many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def run_with_bytes(statement: LiteralString, params: Sequence[Any]) -> None:
    """The parameters beside the statement, where `%b` is one of bytes."""
    with connection.cursor() as cursor:
        Cursor(cursor.connection).execute(statement, params)


def rows(statement: Statement, params: Params = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def column(statement: Statement, params: Params = None) -> list[Any]:
    """The first column."""
    return [row[0] for row in rows(statement, params)]


def value(statement: Statement, params: Params = None) -> Any:
    """The first column of the first row. Raises `IndexError` where there is none."""
    return rows(statement, params)[0][0]


@contextmanager
def beside() -> Iterator[BaseDatabaseWrapper]:
    """A second connection: what is done on it is seen by others at once, and stays though the
    transaction is rolled back. It could wait for rows that the transaction holds: write there only
    what nobody writes here. Rolled back and closed at the end."""
    second = connections["default"].copy()
    try:
        yield second
    finally:
        with suppress(Error):  # what it holds is free now, not when the server notices the end
            second.rollback()
        with suppress(Error):
            second.close()
