"""What an OpenDocument spreadsheet says of its sheet beside the values."""

import zipfile

from kinkeeper.roster.read.marks import xml
from kinkeeper.roster.read.marks.types import ERRORS, FORMULA, WIDEST, Marks, Unreadable
from kinkeeper.roster.read.marks.zip_parts import Parts

HIDDEN = ("collapse", "filter")
GROUPS = {"table-row-group": "rows", "table-column-group": "columns"}
TEXTS = (*ERRORS.values(), "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!")
FAR = 1 << 20


def marks_of(book: zipfile.ZipFile, index: int) -> Marks:
    """Of the sheet that stands at this place in the document. Raises `Unreadable`."""
    parts = Parts(book)
    document = _Document(index)
    with book.open(parts.entry("content.xml")) as source:
        document.read(source)
    if not document.seen:
        raise Unreadable
    return document.marks


class _Document:
    """Goes through the elements of the document in their order, down to those of one sheet."""

    def __init__(self, index: int) -> None:
        self.marks = Marks()
        self.seen = False
        self._index, self._at = index, -1
        self._depth = 0  # of tables in tables; those of a cell's drawing are none of ours
        self._style = ""
        self._none: set[str] = set()  # styles of no height or width
        self._closed = {"rows": 0, "columns": 0}  # groups that are, one in the other
        self._groups: list[str] = []
        self._row = self._column = 0
        self._rows = 1
        self._cell: dict[str, str] = {}
        self._width = 1
        self._text: list[str] = []
        self._parser = xml.parser_of(self._start, self._end)

    def read(self, source: object) -> None:
        xml.parse(self._parser, source)  # type: ignore[arg-type]  # a file of bytes

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = xml.local(tag)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._at += 1
                self._row = self._column = 0
        elif name == "style":
            self._style = xml.plain(attributes).get("name", "")
        elif name in {"table-row-properties", "table-column-properties"}:
            said = xml.plain(attributes)
            if xml.zero(said.get("row-height")) or xml.zero(said.get("column-width")):
                self._none.add(self._style)
        elif self._depth == 1 and self._at == self._index:
            self.seen = True
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"table-cell", "covered-table-cell"}:
            self._cell = attributes
            self._width = _count(attributes, "number-columns-repeated")
            self._text.clear()
            if any(each.endswith(("formula", "value-type")) for each in attributes):
                self._parser.CharacterDataHandler = self._text.append
        elif name == "table-row":
            self._row += 1
            self._column = 0
            self._rows = _count(attributes, "number-rows-repeated")
            if self._hides(attributes, "rows"):
                self.marks.hide_row(self._row, self._row + self._rows - 1)
        elif name == "table-column":
            count = _count(attributes, "number-columns-repeated")
            if self._hides(attributes, "columns"):
                self.marks.columns.append((self._column, min(self._column + count, WIDEST) - 1))
            self._column += count
        elif name in GROUPS:
            closed = xml.plain(attributes).get("display") == "false"
            self._groups.append(GROUPS[name] if closed else "")
            if closed:
                self._closed[GROUPS[name]] += 1

    def _hides(self, attributes: dict[str, str], what: str) -> bool:
        said = xml.plain(attributes)
        none = said.get("style-name") in self._none
        return said.get("visibility") in HIDDEN or none or self._closed[what] > 0

    def _end(self, tag: str) -> None:
        name = xml.local(tag)
        if name == "table":
            self._depth -= 1
        elif self._depth != 1 or self._at != self._index:
            return
        elif name == "table-row":
            self._row += self._rows - 1
        elif name in GROUPS and self._groups:
            closed = self._groups.pop()
            if closed:
                self._closed[closed] -= 1
        elif name in {"table-cell", "covered-table-cell"}:
            self._parser.CharacterDataHandler = None
            self._whole(xml.plain(self._cell))
            self._column += self._width

    def _whole(self, said: dict[str, str]) -> None:
        """A cell, or several alike side by side, and so in each of the rows that are alike."""
        odd = self._odd(said)
        if odd is not None:
            for row in range(self._row, self._row + min(self._rows, FAR)):
                for column in range(self._column, self._column + min(self._width, WIDEST)):
                    self.marks.odd[row, column] = odd
                if len(self.marks.odd) > FAR:
                    raise Unreadable
        down, right = (_count(said, f"number-{what}-spanned") for what in ("rows", "columns"))
        bottom, end = self._row + down - 1, self._column + right - 1
        self.marks.merge(self._row, bottom, self._column, end)

    def _odd(self, said: dict[str, str]) -> tuple[str, str] | None:
        """The kind of value is there twice: `calcext` knows errors, and is written last."""
        text = "".join(self._text).strip()
        kinds = {name: value for name, value in self._cell.items() if name.endswith("value-type")}
        if "error" in kinds.values():
            return ("error", text or "#UNKNOWN!")
        if "formula" not in said:
            return None
        if not kinds:
            return (FORMULA, "")
        known = any(name.startswith("calcext") for name in kinds)
        if not known and (text in TEXTS or text.startswith("Err:")):
            return ("error", text)
        return None


def _count(attributes: dict[str, str], name: str) -> int:
    text = next((v for k, v in attributes.items() if xml.local(k) == name), "1")
    if not text.isdigit() or len(text) > 9:
        raise Unreadable
    return int(text)
