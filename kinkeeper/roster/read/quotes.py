"""Where quotation marks in a text stand as they should, where they are letters, and where not.

A mark that opens a cell must be closed, and what closes it must end the cell; a mark inside a cell
that began without one is a letter. Python's csv is of the same mind where it is strict, and much
faster, but names no places.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kinkeeper.roster.headings.heading_subject import NAME, recognise, said_of

MARK = '"'
LONGEST = 50  # lines of a row that another one swallowed
BREAK = re.compile(r"\r\n|\r|\n")
NEAR = 10  # lines around a record that show how its table is written
ONE_LINE = ("sync_key", "username", "email", "child", "given_name", "family_name")
# What a column may hold that tells people apart; so may one whose heading is not known.
TELLING = ("sync_key", "username", "email", "child", None)


@cache
def _ends(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What ends a cell, and what ends one after its closing mark: blanks there are no text."""
    end = rf"(?:{re.escape(delimiter)}|\r\n|\r|\n|\Z)"
    blanks = "[ ]*" if delimiter == "\t" else "[ \\t]*"
    return re.compile(end), re.compile(blanks + end)


@dataclass(frozen=True)
class Record:
    """`end`: where in the text its last line ends. `broken`: a mark is not closed as it should be;
    the lines up to the next mark are not known then. `letters`: some of its marks are letters."""

    end: int
    broken: bool = False
    letters: bool = False


class Marks:
    """Looks at single records of a text; for whole columns it is too slow."""

    def __init__(self, text: str, delimiter: str) -> None:
        self.text = text
        self.delimiter = delimiter
        self._cell_end, self._after = _ends(delimiter)

    def record(self, start: int) -> Record:
        """The record that starts at this place in the text."""
        at, letters = start, False
        while True:
            if self.text.startswith(MARK, at):
                found = self._closed(at)
                if found is None:
                    return Record(self._line_end(self._next_mark(at)), broken=True)
            else:
                found = self._open_end(at)
                letters = letters or self.text.find(MARK, at, found.start()) >= 0
            at = found.end()
            if not found[0].endswith(self.delimiter):
                return Record(at, letters=letters)

    def cells(self) -> list[str]:
        """The cells of the first record, as written; a mark that is not closed is a letter."""
        cells, at = [], 0
        while True:
            quoted = self._closed(at) if self.text.startswith(MARK, at) else None
            found = quoted or self._open_end(at)
            cells.append(self.text[at : found.start()])
            if not found[0].endswith(self.delimiter):
                return cells
            at = found.end()

    def _open_end(self, at: int) -> re.Match[str]:
        """What ends a cell without marks."""
        found = self._cell_end.search(self.text, at)
        if found is None:
            raise AssertionError  # the end of the text is an end
        return found

    def _closed(self, opening: int) -> re.Match[str] | None:
        """What ends the cell that a mark opens; None where it is not closed as it should be."""
        at = opening + 1
        while (at := self.text.find(MARK, at)) >= 0:
            if not self.text.startswith(MARK, at + 1):
                return self._after.match(self.text, at + 1)
            at += 2
        return None

    def _next_mark(self, opening: int) -> int:
        found = self.text.find(MARK, opening + 1)
        return opening if found < 0 else found

    def _line_end(self, at: int) -> int:
        found = BREAK.search(self.text, at)
        return len(self.text) if found is None else found.end()


class Letters:
    """`row`: the first one seen with a quotation mark that is a letter; 0 where there is none."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self.row = 0

    def look_at(self, number: int, written: str) -> bool:
        """Whether there is one in this row, or was in one before."""
        if not self.row and MARK in written and Marks(written, self.delimiter).record(0).letters:
            self.row = number
        return self.row > 0


class Swallowed:
    """Tells a record that swallowed rows of its table from one that has line breaks in a cell.
    `head` is the line of the headings as written."""

    def __init__(self, headings: Sequence[str], delimiter: str, head: str) -> None:
        self.width = len(headings)
        self.least = max(1, self.width - 1)  # delimiters; a table of people has two columns
        self.delimiter = delimiter
        self.padded = f"{delimiter} " in head
        self.telling = [at for at, name in enumerate(headings) if recognise(name) in TELLING]
        self.one_line = [
            at
            for at, name in enumerate(headings)
            if recognise(name) in ONE_LINE or said_of(name).what == NAME
        ]

    def any(self, lines: Sequence[str], first: int, after: int) -> bool:
        """Whether a row by itself starts on one of the record's lines after its first: as many
        cells as the table, and a key, or what else tells somebody from others, in a column for
        that."""
        delimiters = 0
        padded = self.padded or self._padded(lines, first, after)
        broken: bool | None = None
        for at in range(after - 1, first, -1):
            delimiters += lines[at].count(self.delimiter)
            if delimiters < self.least:
                continue
            if self._is_row(lines, at, after, lines[first], padded=padded):
                return True
            if self._whole(lines[at]):
                if broken is None:
                    broken = self._breaks_a_name("".join(lines[first:after]))
                if broken:
                    return True
        return False

    def _whole(self, line: str) -> bool:
        """Whether a line is a row: with a mark in it, which may close a cell of prose, only where
        each of its cells begins with a blank, those after the mark as well."""
        cells = line.split(self.delimiter)
        if len(cells) != self.width or self.width < 2:
            return False
        return MARK not in line or all(cell.startswith(" ") for cell in cells[1:])

    def _padded(self, lines: Sequence[str], first: int, after: int) -> bool:
        """Whether rows near by have blanks after their delimiters."""
        near = [*lines[max(0, first - NEAR) : first], *lines[after : after + NEAR]]
        rows = [line.split(self.delimiter) for line in near if MARK not in line]
        rows = [cells[1:] for cells in rows if len(cells) == self.width]
        return any(cells and all(cell.startswith(" ") for cell in cells) for cells in rows)

    def _breaks_a_name(self, written: str) -> bool:
        """Whether a record has a line break where a name, a key or an address stands."""
        cells = Marks(written, self.delimiter).cells()
        return any(BREAK.search(cells[at].strip()) for at in self.one_line if at < len(cells))

    def _is_row(
        self, lines: Sequence[str], at: int, after: int, before: str, *, padded: bool
    ) -> bool:
        """Once as if no mark counted, and once as if its own did, over further lines."""
        own = before.split(self.delimiter)
        if self._fits(lines[at].split(self.delimiter), own, padded=padded):
            return True
        rest = "".join(lines[at : min(after, at + LONGEST)])
        return MARK in rest and self._fits(Marks(rest, self.delimiter).cells(), own, padded=padded)

    def _fits(self, cells: list[str], own: list[str], *, padded: bool) -> bool:
        while len(cells) > self.width and not cells[-1].strip():
            cells.pop()
        if len(cells) != self.width or not self.telling:
            return False
        own += [""] * (self.width - len(own))
        if not padded and any(cell.startswith(" ") for cell in cells[1:]):
            key = self.telling[0]  # prose and addresses have blanks there: is this one's a key?
            return bool(cells[key].strip()) and _shape(cells[key]) == _shape(own[key])
        return any(_is_key(cells[at], own[at]) for at in self.telling)


def _is_key(cell: str, own: str) -> bool:
    """Prose has blanks; a key has some only where that of its own row does."""
    key = cell.strip().strip(MARK).strip()
    return bool(key) and (len(key.split()) == 1 or len(own.split()) > 1)


def _shape(cell: str) -> str:
    """`P-9` of `P-17`."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell.strip().strip(MARK)))
