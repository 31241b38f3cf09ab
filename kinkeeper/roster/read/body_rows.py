"""The rows below the headings, collected as columns."""

from collections.abc import Sequence

import polars as pl

from kinkeeper.roster.headings.child_parts import NAMES, part_of
from kinkeeper.roster.headings.heading_subject import is_number, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import KEYS
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.read.comment_lines import are_headings, is_totals
from kinkeeper.roster.read.quotes import MARK, Letters
from kinkeeper.roster.read.records import Block
from kinkeeper.roster.table import RAGGED


def block_ends(headings: Sequence[str]) -> frozenset[int]:
    """How long a row may be that ends before the last headings do: they are nothing but one block
    again and again (*Child name*, *Child class*, *Child name*, *Child class*), and it leaves out
    whole blocks. Only where all of the block describes a child and no column is a key: what is cut
    off a row with keys must be counted as lost."""
    folded = list(map(fold_heading, headings))
    first = next((at for at, each in enumerate(folded) if each and each in folded[at + 1 :]), None)
    if first is None:
        return frozenset()
    length = folded.index(folded[first], first + 1) - first
    times, rest = divmod(len(folded) - first, length)
    if rest or folded[first:] != folded[first : first + length] * times:
        return frozenset()
    parts = {part_of(each) for each in headings[first : first + length]}
    if None in parts or parts.isdisjoint(NAMES):
        return frozenset()
    if any(said_of(each).what in KEYS or is_number(each) for each in headings):
        return frozenset()
    return frozenset(range(first + length, len(folded), length))


class Body:
    """Keeps rows in chunks of columns; a million rows are never a million Python lists."""

    def __init__(self, headings: Sequence[str], blank: int, letters: Letters | None) -> None:
        self.width = len(headings)
        self.ends = block_ends(headings)
        self.blank = blank
        self.letters = letters
        self.chunks: list[pl.DataFrame] = []
        self.odd: list[tuple[int, int | None, int | None]] = []
        self.last: tuple[int, list[str]] = (0, [])

    @property
    def count(self) -> int:
        return sum(chunk.height for chunk in self.chunks) + len(self.odd)

    def take(self, block: Block) -> None:
        self.odd += [(number, None, None) for number in block.broken]
        self.blank += block.blank
        if block.columns is not None and len(block.columns) == self.width:
            self._keep(block.numbers, block.columns)
            return
        numbers, rows = block.numbers, block.each_row()
        if set(map(len, rows)) != {self.width}:
            good = [
                (number, row)
                for number, row in zip(numbers, rows, strict=True)
                if len(row) == self.width or self._mend(number, row)
            ]
            numbers, rows = [number for number, _row in good], [row for _number, row in good]
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        if block.marked and self.letters is not None:
            for cells in columns:
                self._look_for_letters(self.letters, block, numbers, cells)
        self._keep(numbers, columns)

    def _mend(self, number: int, row: list[str]) -> bool:
        """Cuts blank cells beyond the last heading, and fills up blocks that a row leaves out;
        False where the row is blank or odd."""
        if not any(cell.strip() for cell in row):
            self.blank += 1
            return False
        while len(row) > self.width and not row[-1].strip():
            row.pop()
        if len(row) in self.ends:
            row += [""] * (self.width - len(row))
        if len(row) != self.width:
            self.odd.append((number, len(row), self.width))
            self.last = (number, row)
            return False
        return True

    def _look_for_letters(
        self, letters: Letters, block: Block, numbers: Sequence[int], cells: Sequence[str]
    ) -> None:
        """A quotation mark in a cell is a letter where the text does not have it doubled."""
        if letters.row or MARK not in "".join(cells):
            return
        for number, cell, written in zip(numbers, cells, block.written(numbers), strict=True):
            if MARK in cell:
                doubled = cell.replace(MARK, MARK * 2)
                if f"{MARK}{doubled}{MARK}" not in written and letters.look_at(number, written):
                    return

    def _keep(self, numbers: Sequence[int], columns: Sequence[Sequence[str] | pl.Series]) -> None:
        frame = pl.DataFrame(
            {"row": pl.Series(numbers, dtype=pl.UInt32)}
            | {
                f"c{place}": pl.Series(cells, dtype=pl.String)
                for place, cells in enumerate(columns)
            }
        )
        if not any(_is_full(cells) for cells in frame.get_columns()[1:]):
            written = pl.any_horizontal(pl.exclude("row").str.strip_chars() != "")
            full = frame.filter(written)
            self.blank += frame.height - full.height
            frame = full
        self.chunks.append(frame)
        if numbers[-1] > self.last[0]:
            self.last = (numbers[-1], [cells[-1] for cells in columns])

    def without_totals(self) -> int | None:
        """A last line that adds up the others is nobody. Gives its number."""
        number, line = self.last
        if not is_totals(line):
            return None
        self.odd = [each for each in self.odd if each[0] != number]
        self.chunks = [chunk.filter(pl.col("row") != number) for chunk in self.chunks]
        return number

    def without_headings(self, headings: Sequence[str]) -> list[int]:
        """Lines that say the headings again are nobody. Gives their numbers."""
        found: list[int] = []
        for at, chunk in enumerate(self.chunks):
            again = are_headings(headings, chunk)
            if again:
                self.chunks[at] = chunk.filter(~pl.col("row").is_in(again))
                found += again
        return found

    def cells(self) -> pl.DataFrame:
        if self.chunks:
            return pl.concat(self.chunks, rechunk=True)
        schema = {"row": pl.UInt32} | {f"c{place}": pl.String for place in range(self.width)}
        return pl.DataFrame(schema=schema)

    def ragged(self) -> pl.DataFrame:
        return pl.DataFrame(self.odd, schema=RAGGED, orient="row")


def _is_full(cells: pl.Series) -> bool:
    """Whether no cell of a column is blank: then no row is."""
    return bool((cells.str.strip_chars() != "").all())
