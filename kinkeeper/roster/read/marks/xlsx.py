"""What an XLSX file says of its sheet beside the values."""

import re
import zipfile
from typing import IO

from kinkeeper.roster.read.marks import xml
from kinkeeper.roster.read.marks.types import FORMULA, WIDEST, Marks, Unreadable
from kinkeeper.roster.read.marks.zip_parts import Parts

# Nothing is hidden or odd in a sheet that has none of these; most are not read any further.
NEEDLE = re.compile(
    rb"hidden|mergeCell|(?:ht|width)\s*=\s*['\"]0|['\"]e['\"]|<(?:[\w.-]+:)?f\b|&#|\0|^\xff\xfe|^\xfe\xff"
)
OVERLAP = 64
# What a person sees of 42 in a cell formatted as 00000 is 00042.
ZEROS = re.compile(r"0{2,20}")
PLACE = re.compile(r"([A-Z]{1,4})(\d{1,8})")


def marks_of(book: zipfile.ZipFile, index: int) -> Marks:
    """Of the sheet that stands at this place in the workbook. Raises `Unreadable`."""
    parts = Parts(book)
    workbook = _workbook(parts)
    part = parts.entry(workbook.part(index, parts))
    zeros = _zeros(parts)
    if not zeros:
        with book.open(part) as source:
            if not _worth_it(source):
                return Marks(since_1904=workbook.since_1904)
    sheet = _Sheet(zeros, recalculated=workbook.recalculated)
    with book.open(part) as source:
        sheet.read(source)
    sheet.marks.since_1904 = workbook.since_1904
    return sheet.marks


class _Workbook:
    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.since_1904 = self.recalculated = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = xml.local(tag)
        if name == "sheet":
            self.sheets.append(next((v for k, v in attributes.items() if k.endswith(":id")), ""))
        elif name == "workbookPr":
            self.since_1904 = xml.true(xml.plain(attributes).get("date1904"))
        elif name == "calcPr":
            self.recalculated = xml.true(xml.plain(attributes).get("fullCalcOnLoad"))

    def part(self, index: int, parts: Parts) -> str:
        targets = parts.targets("xl/_rels/workbook.xml.rels")
        if index >= len(self.sheets) or self.sheets[index] not in targets:
            raise Unreadable
        return targets[self.sheets[index]]


def _workbook(parts: Parts) -> _Workbook:
    found = _Workbook()
    with parts.book.open(parts.entry("xl/workbook.xml")) as source:
        xml.parse(xml.parser_of(found.start), source)
    return found


def _zeros(parts: Parts) -> dict[str, int]:
    """Of the cells' styles, by their number, those that show zeros in front: so many digits."""
    if "xl/styles.xml" not in parts:
        return {}
    widths: dict[str, int] = {}
    styles: list[str] = []
    inside = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = xml.local(tag)
        if name == "numFmt" and ZEROS.fullmatch(attributes.get("formatCode", "")):
            widths[attributes.get("numFmtId", "")] = len(attributes["formatCode"])
        elif name in {"cellXfs", "cellStyleXfs"}:
            inside[0] = name
        elif name == "xf" and inside[0] == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))

    with parts.book.open(parts.entry("xl/styles.xml")) as source:
        xml.parse(xml.parser_of(start), source)
    return {str(place): widths[each] for place, each in enumerate(styles) if each in widths}


def _worth_it(source: IO[bytes]) -> bool:
    tail = b""
    while piece := source.read(xml.PIECE):
        if NEEDLE.search(tail + piece):
            return True
        tail = piece[-OVERLAP:]
    return False


class _Sheet:
    """Goes through the elements of a sheet in their order; few of their texts are listened to."""

    def __init__(self, zeros: dict[str, int], *, recalculated: bool) -> None:
        self.marks = Marks()
        self._zeros, self._recalculated = zeros, recalculated
        self._row = 0
        self._column = -1
        self._kind = ""  # of the cell: `e` of an error
        self._formula = False
        self._text: list[str] = []
        self._names: dict[str, str] = {}
        self._parser = xml.parser_of(self._start)

    def read(self, source: IO[bytes]) -> None:
        xml.parse(self._parser, source)
        self._finish()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag) or self._names.setdefault(tag, xml.local(tag))
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._line(attributes)
        elif name == "f":
            self._formula = True
        elif name == "v" and (self._formula or self._kind == "e"):
            self._parser.CharacterDataHandler = self._text.append
        elif name == "col":
            self._columns(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _finish(self) -> None:
        """The cell before is whole."""
        if not self._formula and self._kind != "e":
            return
        text = "".join(self._text).strip()
        if self._kind == "e":
            self.marks.error(self._row, self._column, text or "#UNKNOWN!")
        elif self._formula:
            # programs that cannot calculate write nothing, or 0 and *calculate when opened*
            empty = not text and self._kind != "str"
            if empty or (text == "0" and self._recalculated):
                self.marks.odd[self._row, self._column] = (FORMULA, "")
        self._text.clear()
        self._formula, self._kind = False, ""
        self._parser.CharacterDataHandler = None

    def _cell(self, attributes: dict[str, str]) -> None:
        self._finish()
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            self._row, self._column = _place(place)
        self._kind = attributes.get("t", "")
        digits = self._zeros.get(attributes.get("s", ""))
        if digits is not None:
            self.marks.zeros[self._row, self._column] = digits

    def _line(self, attributes: dict[str, str]) -> None:
        self._finish()
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else _number(number)
        self._column = -1
        if xml.true(attributes.get("hidden")) or xml.zero(attributes.get("ht")):
            self.marks.hide_row(self._row, self._row)

    def _columns(self, attributes: dict[str, str]) -> None:
        if xml.true(attributes.get("hidden")) or xml.zero(attributes.get("width")):
            first, last = (_number(attributes.get(name, "")) for name in ("min", "max"))
            self.marks.columns.append((first - 1, min(last, WIDEST) - 1))

    def _merge(self, ref: str) -> None:
        first, _, last = ref.replace("$", "").partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self.marks.merge(top, bottom, left, right)


def _place(ref: str) -> tuple[int, int]:
    found = PLACE.fullmatch(ref)
    if found is None:
        raise Unreadable
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def _number(text: str) -> int:
    if not text.isdigit() or len(text) > 9:
        raise Unreadable
    return int(text)
