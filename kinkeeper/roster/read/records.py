"""A text in, its records out: the cells of each row with its number, and the rows that a stray
quotation mark breaks.

Almost every row is one line. Where no quotation mark stands among thousands of them, they are cut
at once; else csv cuts them, and only where it stumbles, or a cell has line breaks, is each record
looked at.
"""

import csv
import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter

import polars as pl

from kinkeeper.roster.read.quotes import MARK, Marks, Swallowed

BLOCK = 5_000  # few enough that the lists of a block are gone before anything looks for garbage
TOP = 50


@dataclass
class Block:
    """`rows` (or `columns`) and `numbers` of what could be read; `broken` the numbers of what could
    not, and `blank` how many blank lines stood among that. `lines` are as written: one for each
    row, unless `firsts` and `ends` have its first and the one after its last. `marked`: there is a
    quotation mark in them."""

    lines: list[str]
    marked: bool
    rows: list[list[str]] = field(default_factory=list)
    columns: list[pl.Series] | None = None
    numbers: Sequence[int] = ()
    broken: list[int] = field(default_factory=list)
    blank: int = 0
    firsts: list[int] | None = None
    ends: list[int] | None = None

    def each_row(self) -> list[list[str]]:
        if self.columns is None:
            return self.rows
        return [list(row) for row in zip(*(cells.to_list() for cells in self.columns), strict=True)]

    def written(self, numbers: Sequence[int]) -> Iterable[str]:
        """Rows as they stand in the text."""
        if self.firsts is None or self.ends is None:
            if numbers is self.numbers:
                return self.lines
            return (self.lines[number - self.numbers[0]] for number in numbers)
        places = (bisect_left(self.numbers, number) for number in numbers)
        return ("".join(self.lines[self.firsts[at] : self.ends[at]]) for at in places)


@dataclass
class Cut:
    """Records of some lines: the `rows` that are good, of each the first line and the one after
    it; of those that are not, how many good ones stand before, and the same."""

    rows: list[list[str]] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    broken: list[tuple[int, int, int]] = field(default_factory=list)

    def add(
        self,
        lines: Sequence[str],
        rows: list[list[str]],
        bounds: list[int],
        swallowed: Swallowed | None,
    ) -> None:
        """Records that stand one after the other, between these lines."""
        firsts, ends = bounds[:-1], bounds[1:]
        several = ends[-1] - firsts[0] > len(rows) if rows else False
        wrong = (
            [
                at
                for at, (first, after) in enumerate(zip(firsts, ends, strict=True))
                if after - first > 1 and swallowed and swallowed.any(lines, first, after)
            ]
            if several and swallowed
            else []
        )
        known = 0
        for at in [*wrong, len(rows)]:
            self.rows += rows[known:at]
            self.firsts += firsts[known:at]
            self.ends += ends[known:at]
            if at < len(rows):
                self.broken.append((len(self.rows), firsts[at], ends[at]))
            known = at + 1


@dataclass(frozen=True)
class Row:
    """One row; where it is `broken`, one line of what is. `end`: the place in the text after it."""

    number: int
    cells: list[str]
    lines: Sequence[str]
    end: int
    broken: bool = False


class Records:
    """Goes once through a text. Raises `csv.Error` where a cell is too large."""

    def __init__(self, text: str, delimiter: str) -> None:
        self.marks = Marks(text, delimiter)
        self._text = text
        self._delimiter = delimiter
        self._number = 1  # of the next row
        self._at = 0  # where in the text the next line starts
        self._marked = MARK in text
        # a StringIO of this text would take four bytes for each character
        self._stored = io.BytesIO(text.encode("utf-8", "surrogatepass"))
        self._lines = _lines(self._stored)

    def one_by_one(self) -> Iterator[Row]:
        """Every line and record, those of a broken one too. Not for many; `go_on` after that."""
        end = self._at
        while lines := self._take(TOP):
            cut = self._cut(lines, end, None)
            good = zip(cut.firsts, cut.ends, cut.rows, strict=True)
            spans = [range(first, after) for _good, first, after in cut.broken]
            odd = [(at, at + 1, None) for at in chain(*spans)]
            for first, after, cells in sorted([*good, *odd], key=itemgetter(0)):
                record = lines[first:after]
                end += sum(map(len, record))
                plain = record[0].rstrip("\r\n").split(self._delimiter)
                yield Row(self._number, cells or plain, record, end, broken=cells is None)
                self._number += 1

    def go_on(self, after: Row) -> None:
        """What is next comes after this row."""
        self._lines.detach()
        self._stored.seek(len(self._text[: after.end].encode("utf-8", "surrogatepass")))
        self._lines = _lines(self._stored)
        self._at = after.end
        self._number = after.number + 1

    def blocks(self, swallowed: Swallowed | None) -> Iterator[Block]:
        """`swallowed` tells records that are broken although each mark in them is closed."""
        alone = True  # whether a row was a line in what was read last
        start = self._at
        while lines := self._take(BLOCK):
            block = Block(lines, self._marked and self._text.find(MARK, start, self._at) >= 0)
            block.columns = None if block.marked else self._columns(lines)
            by_csv = block.columns is None and (alone or not block.marked)
            rows = self._lines_alone(lines) if by_csv else None
            alone = rows is not None or block.columns is not None
            if alone:
                block.rows = rows or []
                block.numbers = range(self._number, self._number + len(lines))
                self._number += len(lines)
            else:
                alone = self._look_at_each(block, start, swallowed)
            yield block
            start = self._at

    def _columns(self, lines: list[str]) -> list[pl.Series] | None:
        """The cells of lines without quotation marks that all have as many; None where they do not,
        where each has one alone, or where csv would find one too large."""
        texts = pl.Series(lines, dtype=pl.String)
        if max(map(len, lines)) > csv.field_size_limit():
            return None
        count = texts.str.count_matches(self._delimiter, literal=True)
        several = count[0]
        if not several or count.min() != several or count.max() != several:
            return None
        cells = texts.str.strip_chars_end("\r\n").str.split_exact(self._delimiter, several)
        return cells.struct.unnest().get_columns()

    def _lines_alone(self, lines: list[str]) -> list[list[str]] | None:
        """The cells of each line; None where some are broken, or go on on another line."""
        try:
            rows = list(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(lines) else None

    def _look_at_each(self, block: Block, start: int, swallowed: Swallowed | None) -> bool:
        """Fills the block; whether each row was a line."""
        cut = self._cut(block.lines, start, swallowed)
        block.rows, block.firsts, block.ends = cut.rows, cut.firsts, cut.ends
        numbers: list[int] = []
        for good, first, after in cut.broken:
            self._count(numbers, good)
            for line in block.lines[first:after]:
                if line.replace(self._delimiter, "").strip():
                    block.broken.append(self._number)
                else:
                    block.blank += 1
                self._number += 1
        self._count(numbers, len(cut.rows))
        block.numbers = numbers
        return len(numbers) == len(block.lines)

    def _count(self, numbers: list[int], upto: int) -> None:
        more = upto - len(numbers)
        numbers += range(self._number, self._number + more)
        self._number += more

    def _cut(self, lines: list[str], start: int, swallowed: Swallowed | None) -> Cut:
        """`lines`, which start at this place in the text, grow where the last record goes on."""
        cut = Cut()
        first = known = 0
        while first < len(lines):
            rows, ends = self._until_trouble(lines, first)
            cut.add(lines, rows, [first, *ends], swallowed)
            first = ends[-1] if ends else first
            if first == len(lines):
                break
            start += sum(map(len, lines[known:first]))
            known = first
            record = self.marks.record(start)
            after = self._reach(lines, first, record.end - start)
            if record.broken:
                cut.broken.append((len(cut.rows), first, after))
            else:  # csv could not know that lines would follow, or that blanks are no text
                row = next(csv.reader(lines[first:after], delimiter=self._delimiter))
                cut.add(lines, [row], [first, after], swallowed)
            first = after
        return cut

    def _until_trouble(self, lines: list[str], first: int) -> tuple[list[list[str]], list[int]]:
        """Records from this line on, and the line after each, up to one that csv cannot read."""
        rows: list[list[str]] = []
        ends: list[int] = []
        rest = map(lines.__getitem__, range(first, len(lines))) if first else lines
        reader = csv.reader(rest, delimiter=self._delimiter, strict=True)
        with suppress(csv.Error):
            for cells in reader:
                rows.append(cells)
                ends.append(reader.line_num)
        return rows, [first + end for end in ends] if first else ends

    def _reach(self, lines: list[str], first: int, length: int) -> int:
        """The line after those, from `first` on, that have so many characters."""
        at = first
        while length > 0:
            if at == len(lines):
                lines += self._take(1)  # more would end within a record again
            length -= len(lines[at])
            at += 1
        return at

    def _take(self, count: int) -> list[str]:
        lines = list(islice(self._lines, count))
        self._at += sum(map(len, lines))
        return lines


def _lines(stored: io.BytesIO) -> io.TextIOWrapper:
    """newline="" leaves line breaks inside cells to csv."""
    return io.TextIOWrapper(stored, "utf-8", "surrogatepass", newline="")
