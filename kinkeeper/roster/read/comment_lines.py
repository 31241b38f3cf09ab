"""Lines that are in a file for its reader and name nobody."""

import re
from collections.abc import Sequence

import polars as pl

from kinkeeper.roster.headings.heading_subject import said_of
from kinkeeper.roster.headings.words import BY_HEADING, WHOLE, fold_heading
from kinkeeper.roster.table import FileRefused

TOTALS = frozenset(
    ["total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "totalt", "i alt"]
    + ["yhteensä", "totaal", "suma", "razem", "totale", "count", "anzahl", "antall", "antal"]
)


def is_totals(line: Sequence[str]) -> bool:
    """One word for a total and at most one number beside it."""
    cells = [cell.strip() for cell in line if cell.strip()]
    if not 1 <= len(cells) <= 2:
        return False
    word, _, rest = cells[0].partition(":")
    counts = [each for each in (rest.strip(), *cells[1:]) if each]
    numbers = all(each.replace(" ", "").replace(".", "").isdigit() for each in counts)
    return word.strip().casefold() in TOTALS and numbers


OF_NAMES = ("name", "given_name", "family_name")
NAMES = WHOLE | {word for word, field in BY_HEADING.items() if field.endswith("_name")}
DIGITS = re.compile(r"\d+")
LETTERS = r"[^\p{L}\p{N}]"


def are_headings(headings: Sequence[str], rows: pl.DataFrame) -> list[int]:
    """The numbers of the rows that say the headings again, in the same words or in another
    language: reports print them on every page, and files are put together. `rows`: `row`, and the
    cells as `c0`, `c1`, …. Raises `FileRefused`: `columns-differ` where their order is another."""
    own = [fold_heading(heading) for heading in headings]
    said = [_said(heading) for heading in headings]
    if sum(what is not None for _whom, what in said) < 2:
        return []  # it may have no headings at all
    first = next(place for place, heading in enumerate(own) if heading)
    named = [place for place, (_whom, what) in enumerate(said) if what in OF_NAMES][:1]
    suspect = [_folded(place).is_in(sorted(NAMES | {*own})) for place in {first, *named}]
    found = []
    for number, *cells in rows.filter(pl.any_horizontal(suspect)).iter_rows():
        if _again(own, said, cells):
            found.append(number)
        elif _in_another_order(own, cells):
            raise FileRefused("columns-differ")
    return found


def _folded(place: int) -> pl.Expr:
    return pl.col(f"c{place}").str.to_lowercase().str.replace_all(LETTERS, "")


def _said(heading: str) -> tuple[str, str | None]:
    said = said_of(DIGITS.sub(" ", heading))
    return said.whom, said.what


def _again(
    own: Sequence[str], said: Sequence[tuple[str, str | None]], cells: Sequence[str]
) -> bool:
    filled = {place for place, cell in enumerate(cells) if cell.strip()}
    same = {place for place in filled if fold_heading(cells[place]) == own[place]}
    if same == filled:
        return len(same) > 1
    alike = {place for place in filled if said[place][1] and said[place] == _said(cells[place])}
    rest = "".join(cells[place] for place in filled - same - alike)
    return len(alike) > 2 and not any(char.isdigit() or char == "@" for char in rest)


def _in_another_order(own: Sequence[str], cells: Sequence[str]) -> bool:
    words = sorted(word for cell in cells if (word := fold_heading(cell)))
    return len(words) > 2 and words == sorted(filter(None, own))
