"""XML documents that are rosters, element by element. What could name other files or make much of
little (entities, a document type with definitions) ends it."""

from xml.parsers import expat  # its entities are refused below, before any is used

from kinkeeper.roster.read.documents.rows import Rows
from kinkeeper.roster.read.documents.shapes import XML, Shape
from kinkeeper.roster.table import FileRefused, Table

HOW = "XML"
PIECE = 1 << 20


class _Unsafe(Exception):
    pass


def is_xml(head: bytes) -> bool:
    """By its first bytes: a declaration, or the root of a document that is known."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:400]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[:400].decode("utf-16", "ignore").encode()
    roots = tuple(f"<{name}".encode() for shape in XML for name in shape.root)
    return text.startswith((b"<?xml", *roots))


def tables_in(name: str, data: bytes, most_rows: int) -> dict[str, Table] | None:
    """By the stems of their shape; None where the root is no roster's, whatever else it is.
    Raises `FileRefused`: `document-refused` with the line, `too-large`."""
    reading = _Reading(most_rows)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.document_type
    parser.EntityDeclHandler = reading.refuse
    parser.SkippedEntityHandler = reading.refuse
    try:
        for at in range(0, len(data), PIECE):
            parser.Parse(data[at : at + PIECE], False)
            if reading.strange:
                return None
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError, _Unsafe) as error:
        if not reading.known:
            return None
        raise FileRefused("document-refused", name=name, line=parser.CurrentLineNumber) from error
    return None if reading.rows is None else reading.rows.tables(HOW)


class _Reading:
    def __init__(self, most_rows: int) -> None:
        self.most = most_rows
        self.rows: Rows | None = None
        self.known = self.strange = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if self.rows is None and not self.strange:
            shape = _shape_of(name)
            self.strange = shape is None
            self.known = not self.strange
            self.rows = None if shape is None else Rows(shape, self.most)
        if self.rows is not None:
            said = {_local(key): value for key, value in attributes.items() if key[:5] != "xmlns"}
            self.rows.open(name, said)

    def end(self, _name: str) -> None:
        if self.rows is not None:
            self.rows.close()

    def text(self, text: str) -> None:
        if self.rows is not None:
            self.rows.text(text)

    def document_type(
        self,
        root: str,
        _file: str | None,
        _id: str | None,
        own: bool,  # noqa: FBT001  # called by expat
    ) -> None:
        """One that only names where the definitions are, which are never fetched, does no harm."""
        self.known = _shape_of(_local(root)) is not None
        if own:
            raise _Unsafe

    def refuse(self, *_about: object) -> None:
        raise _Unsafe


def _shape_of(root: str) -> Shape | None:
    return next((shape for shape in XML if root in shape.root), None)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
