"""The PDF of a batch, in sealed parts in the database, where every machine reaches them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import Length
from psycopg import sql

from kinkeeper.letters.models import Batch, SealedPart
from kinkeeper.lib.asking import whole_site
from kinkeeper.lib.seal import OVERHEAD, open_sealed, seal

PURPOSE = "letters-pdf"


@dataclass(frozen=True)
class Opened:
    """`size` in bytes, and the bytes; no size where nothing is kept."""

    size: int
    content: Iterator[bytes]


def put(batch: Batch, number: int, part: bytes) -> None:
    """As bytes, by COPY: as text in a statement they would take six times as long."""
    statement = sql.SQL("COPY {} (batch_id, number, sealed) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(SealedPart._meta.db_table)
    )
    sealed = seal(part, secret=settings.SECRET_KEY, purpose=PURPOSE)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["int8", "int4", "bytea"])
        copy.write_row((batch.pk, number, sealed))


def opened(batch: Batch) -> Opened:
    found = batch.parts.aggregate(count=Count("pk"), bytes=Sum(Length("sealed")))
    size = (found["bytes"] or 0) - found["count"] * OVERHEAD
    return Opened(size, (_part(batch, number) for number in range(found["count"])))


@whole_site()
def _part(batch: Batch, number: int) -> bytes:
    """One at a time, each asked for when the one before it has gone out: after the request that
    asked whether they may, and in a transaction of its own, in which nobody has asked."""
    sealed = batch.parts.values_list("sealed", flat=True).get(number=number)
    return open_sealed(bytes(sealed), secret=settings.SECRET_KEY, purpose=PURPOSE)
