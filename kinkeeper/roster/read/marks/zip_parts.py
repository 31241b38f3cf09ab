"""The parts of a spreadsheet that is a ZIP archive, by their names."""

import zipfile
from collections.abc import Mapping
from posixpath import join, normpath

from kinkeeper.roster.read.marks import xml
from kinkeeper.roster.read.marks.types import Unreadable


class Parts:
    """Names are found whatever their case and slashes, as spreadsheet programs do."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self.book = book
        self._names: dict[str, zipfile.ZipInfo] = {}
        for entry in book.infolist():
            name = _folded(entry.filename)
            if name in self._names:
                raise Unreadable  # of two with one name nobody knows which is read
            self._names[name] = entry

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._names

    def entry(self, name: str) -> zipfile.ZipInfo:
        found = self._names.get(_folded(name))
        if found is None:
            raise Unreadable
        return found

    def read(self, name: str) -> bytes:
        return self.book.read(self.entry(name))

    def targets(self, name: str) -> Mapping[str, str]:
        """The relationships of a workbook: identifier -> the part that is meant."""
        found: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if xml.local(tag) == "Relationship":
                said = xml.plain(attributes)
                target = said.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else join("xl", target)
                found[said.get("Id", "")] = normpath(whole)

        with self.book.open(self.entry(name)) as source:
            xml.parse(xml.parser_of(start), source)
        return found


def _folded(name: str) -> str:
    return name.replace("\\", "/").lower()
