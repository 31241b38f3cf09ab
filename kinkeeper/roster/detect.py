"""Finds out how a text file is written: its encoding and its delimiter."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from kinkeeper.roster.table import FileRefused
from kinkeeper.roster.whom import recognise

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "iso-8859-15")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 65_536


# Bytes that are letters in ISO 8859-15 and signs (¤ ¦ ¨ ´ ¸ ¼ ½ ¾) in Windows-1252.
LATIN_9 = re.compile(rb"[\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe]")
# Windows-1252's own bytes; ISO 8859-15 has control characters there.
WINDOWS = re.compile(rb"[\x80-\x9f]")
UTF_8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
# A letter of western Europe beside another letter, as in a name; ÿ stands in no name's file.
IN_A_NAME = re.compile(r"(?<=[^\W\d_])[À-ÖØ-öø-þŠšŽžŒœ]|[À-ÖØ-öø-þŠšŽžŒœ](?=[^\W\d_])|[€’–]")


@dataclass(frozen=True)
class Text:
    """`guessed`: the file did not say how it is written, and it is not UTF-8."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, encoding: str | None) -> Text:
    """Raises `FileRefused` (`encoding`) with the line and column of the first byte that does not
    fit; nothing is ever replaced by a question mark."""
    name = _said(data, encoding)
    if name is not None:
        return Text(_strictly(data, name), name.removesuffix("-sig"))
    try:
        return Text(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        guess = _guess(data)
        if guess is None:
            _strictly(data, "utf-8")
        return Text(_strictly(data, guess or "utf-8"), guess or "utf-8", guessed=True)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        before = data[:at].rsplit(b"\n", 1)[-1]
        line = data.count(b"\n", 0, at) + 1
        raise FileRefused(
            "encoding", encoding=name.removesuffix("-sig"), line=line, at=len(before) + 1
        ) from error


def _said(data: bytes, wanted: str | None) -> str | None:
    """The encoding by the file's own mark, else as it was chosen."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return name
    if wanted is None:
        return _wide(data)
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        raise FileRefused("encoding", encoding=wanted, line=1, at=1) from None
    allowed = {codecs.lookup(each).name for each in ENCODINGS}
    if name not in allowed:
        raise FileRefused("encoding", encoding=wanted, line=1, at=1)
    return _wide(data) or "utf-16-le" if name == "utf-16" else name


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of a heading line is zero."""
    head = data[:200]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 3:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _guess(data: bytes) -> str | None:
    """The one-byte encoding of a file that is not UTF-8; None where that would be a bad guess:
    a UTF-8 file with a broken byte in it, or bytes that make no name."""
    if UTF_8_LETTER.search(data) or b"\0" in data:
        return None
    latin_9 = not WINDOWS.search(data) and LATIN_9.search(data)
    name = "iso-8859-15" if latin_9 else "windows-1252"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    high = sum(char > "\x7f" for char in text)
    return name if len(IN_A_NAME.findall(text)) >= 0.9 * high else None


def delimiter_of(text: str) -> str:
    """The one under which most headings are known and the rows are most alike in width."""
    head = text[:SAMPLE]
    return max(DELIMITERS, key=lambda mark: (_score(head, mark), -DELIMITERS.index(mark)))


def _score(head: str, mark: str) -> tuple[int, int]:
    try:
        lines = io.StringIO(head, newline=None)  # the end of a line is known by a lone CR, too
        rows = [row for row in islice(csv.reader(lines, delimiter=mark), 60) if row]
    except csv.Error:
        return (0, 0)
    if not rows or len(rows[0]) < 2:
        return (0, 0)
    known = sum(recognise(cell) is not None for cell in rows[0])
    widths = Counter(len(row) for row in rows)
    return (known, widths[len(rows[0])] * len(rows[0]))
