"""Uploaded files on their way: sealed pieces in the database, where every machine reaches them."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from kinkeeper.intake.models import FilePiece, Import, ImportState
from kinkeeper.lib import db
from kinkeeper.lib.seal import open_sealed, seal

PURPOSE = "uploaded-file"
PIECE = 8 * 1024 * 1024
KEPT = timedelta(hours=24)
ADD = """
INSERT INTO intake_filepiece (roster_import_id, file, piece, sealed) VALUES (%s, %s, %s, %b)
"""


class Gone(Exception):
    """The files are no longer kept; they must be uploaded again."""


def put(roster_import: Import, files: Sequence[bytes]) -> None:
    """Beside the statement, as bytes: as text in it they would be twice as long and take six times
    the time. Not by COPY, which no role may use that policies bind."""
    secret = settings.SECRET_KEY
    for number, data in enumerate(files):
        for piece, start in enumerate(range(0, max(len(data), 1), PIECE)):
            sealed = seal(data[start : start + PIECE], secret=secret, purpose=PURPOSE)
            db.run_with_bytes(ADD, [roster_import.pk, number, piece, sealed])


def take(roster_import: Import) -> list[bytes]:
    """The files' bytes, in the order of upload; raises `Gone`."""
    pieces = _young().filter(roster_import=roster_import).order_by("file", "piece")
    files: dict[int, bytearray] = {}
    for piece in pieces.iterator(chunk_size=1):
        data = open_sealed(bytes(piece.sealed), secret=settings.SECRET_KEY, purpose=PURPOSE)
        files.setdefault(piece.file, bytearray()).extend(data)
    if len(files) != len(roster_import.file_names):
        raise Gone
    return [bytes(files[number]) for number in sorted(files)]


def head(roster_import: Import, most: int = 100_000) -> bytes:
    """The first lines of the first file, cut where a line ends; raises `Gone`."""
    first = _young().filter(roster_import=roster_import, file=0, piece=0).first()
    if first is None:
        raise Gone
    data = open_sealed(bytes(first.sealed), secret=settings.SECRET_KEY, purpose=PURPOSE)
    if len(data) <= most:
        return data
    return data[: data.rfind(b"\n", 0, most) + 1] or data[:most]


def _young() -> QuerySet[FilePiece]:
    """What is older is gone, whether or not a worker has come by to remove it."""
    return FilePiece.objects.filter(kept_since__gte=timezone.now() - KEPT)


def forget(roster_import: Import) -> None:
    FilePiece.objects.filter(roster_import=roster_import).delete()


def move(old: Import, new: Import) -> None:
    """The files of a plan that went stale go on with the plan that replaces it."""
    FilePiece.objects.filter(roster_import=old).update(roster_import=new)


def is_kept(roster_import: Import) -> bool:
    return _young().filter(roster_import=roster_import).exists()


def forget_old() -> int:
    """Removes what is older than 24 hours (K30), and what no state needs; how many pieces."""
    old = FilePiece.objects.filter(kept_since__lt=timezone.now() - KEPT)
    idle = FilePiece.objects.exclude(
        roster_import__state__in=[ImportState.RECEIVED, ImportState.PLANNED, ImportState.APPLIED]
    )
    return old.delete()[0] + idle.delete()[0]
