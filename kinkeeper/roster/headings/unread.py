"""Columns that nobody reads: what they may be about, and what a person said of them (K31)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.cells.claim_words import readable
from kinkeeper.roster.cells.placeholder_columns import placeholders
from kinkeeper.roster.headings.rights_words import (
    asks_who_is_parent,
    cells_speak_of_rights,
    speaks_of_rights,
)
from kinkeeper.roster.headings.validity_words import may_be_over
from kinkeeper.roster.headings.words import fold_heading

NOTHING, RIGHTS, ANSWERS, NUMBERS, TEXT = "nothing", "rights", "answers", "numbers", "text"
# So many different cells are looked at to tell answers from other text.
MOST = 20


@dataclass(frozen=True)
class Unread:
    """`name` is the heading, after that of its file where the file counts: *users.csv: Notes*; with
    its position where two of a file are the same and `heading` is both's. `bare` is the heading
    alone, by which a person may mean it.
    `validity` is the kind of its cells. `standard`: the format knows it, and needs it for
    nothing."""

    name: str
    holds: str
    about_rights: bool
    standard: bool = False
    heading: str = ""
    bare: str = ""

    @property
    def listed(self) -> str:
        """As the list of all columns that are not read has it."""
        return self.heading or self.name


def unread_column(
    name: str, heading: str, cells: pl.Series, *, standard: bool = False, of_people: bool = True
) -> Unread:
    """`of_people`: the column may say of an adult or a relationship how long something holds
    (K35)."""
    asks = not standard and speaks_of_rights(heading)
    over = of_people and may_be_over(heading, cells)
    holds = _holds(cells, asks=asks)
    about = holds == RIGHTS or over or (asks and holds != NOTHING)
    about = about or (asks_who_is_parent(heading) and _marks(cells, holds))
    return Unread(name, holds, about, standard and not about, bare=heading)


def _marks(cells: pl.Series, holds: str) -> bool:
    """Answers, or single letters such as *T* and *N*; not names."""
    return holds == ANSWERS or (
        holds == TEXT and cells.str.strip_chars().str.len_chars().max() == 1
    )


def _holds(cells: pl.Series, *, asks: bool) -> str:
    """In a column about rights *none* and *unknown* are statements (K33)."""
    different = cells.str.strip_chars().unique()
    if cells_speak_of_rights(different):  # first, because *no contact* is nobody's telephone
        return RIGHTS
    different = different.filter(different != "")
    different = different if asks else different.filter(~placeholders(different))
    if different.is_empty():
        return NOTHING
    if different.len() <= MOST and all(map(readable, different)):
        return ANSWERS
    return NUMBERS if different.str.contains(r"^[\d.,+\-\s]+$").all() else TEXT


def decided(
    columns: Iterable[Unread], ignored: Iterable[str], before: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What is remembered of the columns that may be about rights or that a person `ignored`:
    `name`, `validity`, `said` (a person says it is not about rights), `open` (nobody has, and it
    may be). `before` is the same of the last file of the series: an answer counts for the next one,
    until the cells are of another kind."""
    then = {each["name"]: each for each in before}
    by_hand = {fold_heading(name) for name in ignored} - {""}
    found = []
    for each in columns:
        said = not by_hand.isdisjoint([fold_heading(each.name), fold_heading(each.bare)])
        last = then.get(each.name, {})
        once = bool(last.get("said"))
        kinds = {each.holds, last.get("holds", each.holds)}
        changed = once and NOTHING not in kinds and len(kinds) > 1
        if not (said or once or each.about_rights):
            continue
        holds = last["holds"] if once and each.holds == NOTHING else each.holds
        found.append(
            {
                "name": each.name,
                "holds": holds,
                "said": said or once,
                "open": each.about_rights and (changed or not (said or once)),
            }
        )
    return found
