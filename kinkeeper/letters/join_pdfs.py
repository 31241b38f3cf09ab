"""Pieces of the typesetter in, one PDF out, as a stream: never more than one piece in memory.

The typesetter writes plain PDF 1.7: numbered objects one after the other, a classic cross-reference
table, no object streams (ISO 32000-1, 7.5). So joining is numbering anew what stands outside the
streams, and hanging each piece's page tree below a common one. What is not that is refused.
"""

import re
from array import array
from collections.abc import Iterator

CATALOG, TREE, INFO = 1, 2, 3  # the objects of the whole; those of the pieces follow
HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PAGES = re.compile(rb"<</Type/Pages/Count (\d+)")
REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
OBJECT = re.compile(rb"(\d+) 0 obj\n")
START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
TABLE = re.compile(rb"xref\n0 (\d+)\n")
TRAILER = re.compile(rb"trailer\n<<[^>]*/Root (\d+) 0 R/Info (\d+) 0 R")
METADATA = re.compile(rb"/Metadata (\d+) 0 R")
ENTRY = 20  # bytes of a line of the table


class NotJoinable(Exception):
    """A piece that the typesetter wrote otherwise than is known here."""


def count(piece: bytes) -> int:
    """The pages of a piece; raises `NotJoinable`."""
    found = PAGES.search(piece)
    if found is None:
        raise NotJoinable("no page tree")
    return int(found.group(1))


class Joined:
    """What to write comes from `add` for each piece, and from `end`."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._places = array("Q", [0, 0, 0, 0])  # where each object begins
        self._trees: list[int] = []
        self._pages = 0
        self._at = 0

    def add(self, piece: bytes) -> bytes:
        """The piece's objects under new numbers; raises `NotJoinable`."""
        starts, left = _table(piece)
        shift = len(self._places) - 1
        out = [HEAD] if self._at == 0 else []
        at = self._at + sum(map(len, out))
        for number, text in _objects(piece, starts):
            moved = b"" if number in left else self._moved(text, number, shift)
            self._places.append(at if moved else 0)
            out.append(moved)
            at += len(moved)
        self._at = at
        return b"".join(out)

    def end(self) -> bytes:
        """The common page tree, and the table of all objects."""
        kids = b" ".join(b"%d 0 R" % number for number in self._trees)
        own = {
            CATALOG: b"<</Type/Catalog/Pages %d 0 R/Lang(en)"
            b"/ViewerPreferences<</DisplayDocTitle true>>>>" % TREE,
            TREE: b"<</Type/Pages/Count %d/Kids[%b]>>" % (self._pages, kids),
            INFO: b"<</Title<%b>>>" % self._title.encode("utf-16").hex().encode(),
        }
        out = []
        for number, text in own.items():
            self._places[number] = self._at
            whole = b"%d 0 obj\n%b\nendobj\n" % (number, text)
            self._at += len(whole)
            out.append(whole)
        out.append(b"xref\n0 %d\n" % len(self._places))
        # a number without an object links to number 0, whatever stands between them (7.5.4)
        out += [b"%010d 00000 n \n" % at if at else b"%010d 65535 f \n" % 0 for at in self._places]
        ends = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        out.append(ends % (len(self._places), CATALOG, INFO, self._at))
        return b"".join(out)

    def _moved(self, text: bytes, number: int, shift: int) -> bytes:
        """One object with its references; its stream, if any, stays as it is."""
        head, stream, rest = text.partition(b"stream\n")
        head = REFERENCE.sub(lambda found: b"%d 0 R" % (int(found.group(1)) + shift), head)
        head = OBJECT.sub(b"%d 0 obj\n" % (number + shift), head, count=1)
        tree = PAGES.search(head)
        if tree is not None:
            self._trees.append(number + shift)
            self._pages += int(tree.group(1))
            place = head.index(b"/Type/Pages") + len(b"/Type/Pages")
            head = head[:place] + b"/Parent %d 0 R" % TREE + head[place:]
        return head + stream + rest


def _table(piece: bytes) -> tuple[list[int], set[int]]:
    """Where each object begins, and at the end the table itself; and the numbers of those that
    speak of the piece as a document, which the whole has of its own."""
    start = START.search(piece, max(0, len(piece) - 100))
    table = TABLE.match(piece, int(start.group(1))) if start else None
    if table is None:
        raise NotJoinable("no cross-reference table")
    first = table.end() + ENTRY
    last = table.end() + ENTRY * int(table.group(1))
    starts = [int(piece[at : at + 10]) for at in range(first, last, ENTRY)]
    trailer = TRAILER.match(piece, last)
    if trailer is None or starts != sorted(starts):
        raise NotJoinable("another order of its objects")
    catalog, info = map(int, trailer.groups())
    metadata = METADATA.search(piece, starts[catalog - 1], table.start())
    left = {catalog, info} | ({int(metadata.group(1))} if metadata else set())
    return [*starts, table.start()], left


def _objects(piece: bytes, starts: list[int]) -> Iterator[tuple[int, bytes]]:
    for number, (start, end) in enumerate(zip(starts, starts[1:], strict=False), 1):
        text = piece[start:end]
        if not text.startswith(b"%d 0 obj\n" % number) or b"/Type/StructElem" in text[:100]:
            raise NotJoinable("an object that is not expected")
        yield number, text
