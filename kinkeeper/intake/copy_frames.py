"""Frames into tables and back by COPY: no object per row."""

import io
import zlib
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection
from psycopg import sql
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn
from psycopg.waiting import Ready, Wait

# No cell of a roster can hold it: control characters are refused before anything is stored.
NULL = "\x01"


def copy_in(table: str, columns: Sequence[str], frame: pl.DataFrame) -> None:
    """Writes the frame's columns of these names into the table, on the open transaction."""
    if frame.is_empty():
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL {})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Literal(NULL),
    )
    chosen = frame.select(columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, chosen.height, 100_000):
            out = io.BytesIO()
            chosen.slice(start, 100_000).write_csv(
                out, include_header=False, null_value=NULL, quote_style="necessary"
            )
            copy.write(out.getvalue())


def copy_out(
    query: str, schema: dict[str, Any], params: Sequence[Any] | Mapping[str, Any] = ()
) -> pl.DataFrame:
    """The rows of a query as a frame with this schema; lists arrive as JSON texts."""
    flat = {name: pl.String if isinstance(kind, pl.List) else kind for name, kind in schema.items()}
    with connection.cursor() as cursor:
        composed = cursor.mogrify(query, params) if params else query
        data = io.BytesIO()  # a block is a row: a list of them takes longer, and more room
        with cursor.copy(f"COPY ({composed}) TO STDOUT (FORMAT csv, NULL '{NULL}')") as copy:
            copy.connection.wait(_drained(copy.connection.pgconn, data))
    frame = _read(data.getvalue(), flat)
    lists = [
        pl.col(name).str.json_decode(kind)
        for name, kind in schema.items()
        if isinstance(kind, pl.List)
    ]
    return frame.with_columns(lists)


def _drained(connection: PGconn, data: io.BytesIO) -> Generator[Wait, Ready | int]:
    """All that a COPY sends. The driver's own `read` takes three times as long for each row."""
    while (found := connection.get_copy_data(1))[0] >= 0:
        if found[0]:
            data.write(found[1])
        else:
            yield from _waited(connection)
    ends = []
    while True:  # all of them, or the connection would go on waiting for the last
        while connection.is_busy():
            yield from _waited(connection)
        if (end := connection.get_result()) is None:
            break
        ends.append(end)
    for end in ends:
        if end.status != ExecStatus.COMMAND_OK:
            raise error_from_result(end, encoding="utf-8")


def _waited(connection: PGconn) -> Generator[Wait, Ready | int]:
    while not (yield Wait.R):
        pass
    connection.consume_input()


def packed_out(query: str) -> bytes:
    """The rows of a query as the database copies them, packed; for `packed_in`."""
    pack = zlib.compressobj(1)
    packed = bytearray()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy,
    ):
        while block := copy.read():
            packed += pack.compress(block)
    return bytes(packed + pack.flush())


def packed_in(table: str, packed: bytes) -> None:
    """Into all columns of a table, in their order."""
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
    unpack = zlib.decompressobj()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(packed), 1 << 20):
            copy.write(unpack.decompress(packed[start : start + (1 << 20)]))
        copy.write(unpack.flush())


def _read(data: bytes, schema: dict[str, Any]) -> pl.DataFrame:
    if not data:
        return pl.DataFrame(schema=schema)
    texts = {name: pl.String if kind == pl.Boolean else kind for name, kind in schema.items()}
    frame = pl.read_csv(
        data, has_header=False, schema=texts, null_values=[NULL], empty_string_is_null=False
    )
    flags = [pl.col(name) == "t" for name, kind in schema.items() if kind == pl.Boolean]
    return frame.with_columns(flags)


def array(texts: pl.Expr) -> pl.Expr:
    """A list of texts as PostgreSQL writes an array."""
    quoted = texts.list.eval(
        pl.concat_str(
            pl.lit('"'),
            pl.element()
            .str.replace_all("\\", "\\\\", literal=True)
            .str.replace_all('"', '\\"', literal=True),
            pl.lit('"'),
        )
    )
    return pl.concat_str(pl.lit("{"), quoted.list.join(","), pl.lit("}"))


def integers(numbers: pl.Expr) -> pl.Expr:
    """A list of numbers as PostgreSQL writes an array."""
    return pl.concat_str(pl.lit("{"), numbers.cast(pl.List(pl.String)).list.join(","), pl.lit("}"))
