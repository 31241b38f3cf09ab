"""Finds out how a text file is written: its encoding and its delimiter."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from kinkeeper.roster.headings.heading_subject import recognise
from kinkeeper.roster.read.encodings import BOMS, KNOWN, codec_of, known_as, label_of
from kinkeeper.roster.read.guess_encoding import SURE, Reading, differ, readings
from kinkeeper.roster.table import FileRefused

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 65_536
# A letter of western Europe, or a quotation mark, as UTF-8 writes it; other encodings have no words
# with these two together.
UTF_8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xbf]")
# So few letters beyond ASCII can be UTF-8 by chance: ĘŻ in Windows-1250 is one.
FEW = 200
# A letter that no word has beside those of ASCII, or hardly one: phonetic, Cyrillic, Hebrew.
BY_CHANCE = re.compile(r"[A-Za-z][\u0180-\u02ff\u0370-\u08ff]|[\u0180-\u02ff\u0370-\u08ff][A-Za-z]")


@dataclass(frozen=True)
class Text:
    """`guessed`: the file did not say how it is written, and it is not UTF-8."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, encoding: str | None) -> Text:
    """Raises `FileRefused`: `encoding` with the line and column of the first byte that does not
    fit, `encoding-unknown`, or `encoding-unclear` where it could be written in two ways; nothing
    is ever replaced by a question mark."""
    name = _said(data, encoding)
    if name is not None:
        return Text(_strictly(data, name), name.removesuffix("-sig"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        guess = _guess(data)
        if guess is None:
            _strictly(data, "utf-8")
        return Text(_strictly(data, guess or "utf-8"), guess or "utf-8", guessed=True)
    if not text.isascii():
        _look_for_chance(data, text)
    return Text(text, "utf-8")


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        good = data[:at].decode(name, "ignore")
        lines = good.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        same_order = name if name != "utf-16" else "utf-16-le"  # it would add a mark
        raise FileRefused(
            "encoding",
            encoding=label_of(name.removesuffix("-sig")),
            line=len(lines),
            at=len(lines[-1].encode(same_order, "ignore")) + 1,
        ) from error


def _said(data: bytes, wanted: str | None) -> str | None:
    """The encoding by the file's own mark, else as it was chosen."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return name
    if wanted is None:
        return _wide(data)
    codec = codec_of(wanted)
    if codec is None:
        raise FileRefused("encoding-unknown", encoding=wanted, known=", ".join(KNOWN.values()))
    if codec == "utf-16":
        return _wide(data) or "utf-16-le"
    return known_as(codec)


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
    a UTF-8 file with a broken byte in it, or bytes that make no words."""
    if b"\0" in data:
        return None
    broken = data.decode("utf-8", "replace").count("\ufffd")
    if 4 * len(UTF_8_LETTER.findall(data)) > broken:
        return None
    found = readings(data)
    if not found or found[0].poor:
        return None
    if len(found) > 1 and found[0].likely - found[1].likely < SURE:
        raise _unclear(found[0], found[1])
    return found[0].encoding


def _look_for_chance(data: bytes, text: str) -> None:
    """Raises `FileRefused`: `encoding-unclear` where only two bytes by chance make it UTF-8."""
    if len(data) - len(text) > FEW or not BY_CHANCE.search(text):
        return
    found = [each for each in readings(data)[:1] if each.good]
    if found:
        own = tuple(word.encode(found[0].encoding).decode("utf-8") for word in found[0].words)
        raise _unclear(found[0], Reading("utf-8", 0.0, own, found[0].letters))


def _unclear(one: Reading, other: Reading) -> FileRefused:
    mine, theirs = differ(one, other)
    return FileRefused(
        "encoding-unclear",
        first=label_of(one.encoding),
        word=mine[:40],
        second=label_of(other.encoding),
        other=theirs[:40],
    )


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
    widths = Counter(len(row) for row in rows)
    width = len(rows[0])
    # *Pupil, first name;Parent 1, e-mail* has known words between its commas, too
    near = sum(count for each, count in widths.items() if abs(each - width) <= 1)
    known = sum(recognise(cell) is not None for cell in rows[0]) if 2 * near >= len(rows) else 0
    return (known, widths[width] * width)
