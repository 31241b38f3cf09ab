"""Which columns say who the children are, by their cells: whose values are pupils of the site.

Only for proposing: a person chooses the column, or an option names it. Numbers of the row's own
people that pupils bear, too, are never proposed (K37).
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.columns.mapping import asks_for_children, by_hand, key_of, suggest
from kinkeeper.roster.headings.heading_subject import CONTACT, PARENT, said_of
from kinkeeper.roster.headings.secrets import is_secret
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import ChildMatch

# So many different cells of a column are looked at, and so long ones.
SAMPLE, LONGEST = 300, 200
SEPARATORS = (";", ",", "|", "/", "\n", " ")
KEYS = ("sync_key", "username")
BY = (ChildMatch.SYNC_KEY, ChildMatch.USERNAME)

# Texts -> those that are pupils' keys, or usernames, by how a child is matched.
type Pupils = Callable[[Sequence[str], str], Set[str]]


@dataclass(frozen=True)
class Cells:
    """Different cells of one column; `child`: it is the children's column as it stands."""

    place: int
    key: str
    heading: str
    child: bool
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Fit:
    """`fit` of the `of` different cells of a column are pupils, by `match`; `separator` where a
    cell has several."""

    place: int
    key: str
    heading: str
    child: bool
    match: str
    fit: int
    of: int
    separator: str = ""

    @property
    def worth(self) -> bool:
        """Whether most of the column are pupils."""
        return self.fit * 2 > self.of


def candidates(table: Table, options: Options) -> list[Cells]:
    """The columns that could say who the children are: those that no heading gives to anything
    else. None where the format knows the children, and for files that ask for none."""
    if table.links is not None or table.fields is not None or not asks_for_children(options):
        return []
    fields, said = suggest(table, options), by_hand(table.headings, options)
    has_key = any(field in KEYS for field in fields)
    found = []
    for place, field in enumerate(fields):
        heading = table.headings[place]
        spoken = field not in {None, "child"} or (field is None and place in said)
        if spoken or is_secret(heading) or said_of(heading).whom in {PARENT, CONTACT}:
            continue
        cells = table.cells[f"c{place}"]
        if field is None and not _others(_tidied(cells), own=not has_key):
            continue
        texts = _sample(cells)
        if texts.is_empty():
            continue
        key = key_of(table.headings, place)
        found.append(Cells(place, key, heading or key, field == "child", tuple(texts)))
    return found


def _tidied(cells: pl.Series) -> pl.Series:
    tidy = cells.str.strip_chars().str.normalize("NFC")
    return tidy.filter((tidy != "") & (tidy.str.len_chars() <= LONGEST))


def _sample(cells: pl.Series) -> pl.Series:
    """The first different ones; in most files the first rows have enough of them."""
    for rows in (cells.head(10 * SAMPLE), cells):
        texts = _tidied(rows).unique(maintain_order=True).head(SAMPLE)
        if texts.len() == SAMPLE:
            break
    return texts


def _others(cells: pl.Series, *, own: bool) -> bool:
    """Whether the cells may be somebody else's than the row's own person: no running number, no
    rank or count, and, where it may be the file's `own` key, not another in each row."""
    numbers = cells.cast(pl.Int64, strict=False)
    steps = numbers.diff().slice(1)
    running = steps.len() > 0 and steps.null_count() == 0 and (steps == 1).all()
    return not (running or _ranks(numbers) or (own and cells.n_unique() == cells.len()))


def _ranks(numbers: pl.Series) -> bool:
    """Whether these are 0 or 1 and all that follow up to a few, again and again: who is called
    first, how many children there are. Pupils may bear such keys, but this does not name them."""
    different = numbers.unique().sort()
    if numbers.null_count() or different.len() == numbers.len() or different.item(0) not in {0, 1}:
        return False
    return bool((different.diff().slice(1) == 1).all())


def fits(columns: Sequence[Cells], pupils: Pupils) -> list[Fit]:
    """How far each of the columns fits, the better of keys and usernames."""
    asked = sorted({part for each in columns for text in each.texts for part in _parts(text)})
    known = {match: pupils(asked, match) for match in BY} if asked else dict.fromkeys(BY, set())
    both = [[_fit(each, match, known[match]) for match in BY] for each in columns]
    return [by_key if by_key.fit >= by_name.fit else by_name for by_key, by_name in both]


def _fit(cells: Cells, match: str, known: Set[str]) -> Fit:
    whole = sum(text in known for text in cells.texts)
    several = {mark: _several(cells.texts, mark, known) for mark in SEPARATORS}
    mark = max(SEPARATORS, key=lambda each: several[each])
    return Fit(
        cells.place,
        cells.key,
        cells.heading,
        cells.child,
        match,
        whole + several[mark],
        len(cells.texts),
        mark if several[mark] else "",
    )


def _several(texts: Sequence[str], mark: str, known: Set[str]) -> int:
    """How many cells are several pupils, with this sign between them."""
    return sum(text not in known and _all_known(text, mark, known) for text in texts)


def _all_known(text: str, mark: str, known: Set[str]) -> bool:
    parts = [part.strip() for part in text.split(mark) if part.strip()]
    return len(parts) > 1 and all(part in known for part in parts)


def _parts(text: str) -> set[str]:
    """The text, and what it would be cut into."""
    cut = [text.split(mark) for mark in SEPARATORS if mark in text]
    return {text, *(part.strip() for parts in cut for part in parts)} - {""}


def proposed(found: Sequence[Fit]) -> Fit | None:
    """The column to propose. What a heading calls the children is never overruled: pupils that no
    one knows yet are not those whom another column's numbers happen to be."""
    by_heading = [each for each in found if each.child]
    if by_heading:
        return next((each for each in by_heading if each.fit), None)
    return fitting(found)


def fitting(found: Sequence[Fit]) -> Fit | None:
    """The column whose cells fit best, whatever the headings say: to be told, not to be chosen."""
    others = [each for each in found if each.worth and not each.child]
    return max(others, key=lambda each: (each.fit / each.of, each.fit)) if others else None


def separator(unknown: Sequence[str], pupils: Pupils, match: str) -> tuple[str, int, str] | None:
    """The sign that cuts unknown keys of children into known ones: it, how many, an example."""
    texts = [text for text in unknown if len(text) <= LONGEST][:SAMPLE]
    asked = sorted({part for text in texts for part in _parts(text)} - set(texts))
    known = pupils(asked, match) if asked and match in BY else set()
    hits = {mark: [text for text in texts if _all_known(text, mark, known)] for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: len(hits[mark]))
    return (best, len(hits[best]), hits[best][0]) if hits[best] else None


def as_options(fit: Fit) -> Mapping[str, Any]:
    """The choices that read the column so."""
    return {
        "child_column": fit.key,
        "child_match": fit.match,
        "child_separator": fit.separator or None,
    }
