"""Finds out how a text file is written: its encoding and its delimiter."""

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from kinkeeper.roster.fields import recognise
from kinkeeper.roster.table import FileRefused

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "iso-8859-15")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 65_536


def decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    """The text and the name of its encoding. Raises `FileRefused` (`encoding`) with the line and
    column of the first byte that does not fit; nothing is ever replaced by a question mark."""
    name = _encoding_of(data, encoding)
    try:
        return data.decode(name), name.removesuffix("-sig")
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        before = data[:at].rsplit(b"\n", 1)[-1]
        line = data.count(b"\n", 0, at) + 1
        raise FileRefused(
            "encoding", encoding=name.removesuffix("-sig"), line=line, at=len(before) + 1
        ) from error


def _encoding_of(data: bytes, wanted: str | None) -> str:
    for bom, name in BOMS:
        if data.startswith(bom):
            return name
    if wanted is None:
        return "utf-8"
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        raise FileRefused("encoding", encoding=wanted, line=1, at=1) from None
    allowed = {codecs.lookup(each).name for each in ENCODINGS}
    if name not in allowed:
        raise FileRefused("encoding", encoding=wanted, line=1, at=1)
    return name


def delimiter_of(text: str) -> str:
    """The one under which most headings are known and the rows are most alike in width."""
    head = text[:SAMPLE]
    return max(DELIMITERS, key=lambda mark: (_score(head, mark), -DELIMITERS.index(mark)))


def _score(head: str, mark: str) -> tuple[int, int]:
    try:
        rows = [row for row in islice(csv.reader(io.StringIO(head), delimiter=mark), 60) if row]
    except csv.Error:
        return (0, 0)
    if not rows or len(rows[0]) < 2:
        return (0, 0)
    known = sum(recognise(cell) is not None for cell in rows[0])
    widths = Counter(len(row) for row in rows)
    return (known, widths[len(rows[0])] * len(rows[0]))
