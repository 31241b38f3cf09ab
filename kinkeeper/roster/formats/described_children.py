"""The columns by which a row names children without a key: name, and class or birth date.

Whom they may mean is found later, and only proposed (`match.described`).
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.cells.dates import read_dates
from kinkeeper.roster.cells.placeholder_columns import emptied
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.cells.whole_names import cut
from kinkeeper.roster.headings.heading_subject import NAME, NOBODY, PUPIL, Said, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import DIGITS, HALVES
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.text.descriptions import Description, listed

CLASS, BORN, USED = "class", "birth_date", "used_name"
PARTS = (NAME, *HALVES, CLASS, BORN)
# *Classes enfants*, *Nom d'usage enfant*, which are no fields of a row's own person.
CLASSES, USED_NAMES = ("classes", "klassen"), ("nomdusage", "nomusage")


@dataclass(frozen=True)
class Described:
    """`cells`: for each row of the table the children that it describes (`descriptions.listed`),
    or null; `first`: the first of them alone. `heading`: of the columns."""

    cells: pl.Series
    first: pl.Series
    heading: str


def columns(
    table: Table, taken: Collection[int] = (), *, on_childs_row: bool
) -> list[dict[str, int]]:
    """Part -> the place of its column, for each child of a row; only such children as have a name,
    and a class or a birth date. On a child's own row headings that name nobody are the child's, and
    elsewhere a class alone is: a parent has none."""
    said = {
        place: _said(heading) for place, heading in enumerate(table.headings) if place not in taken
    }
    whom = {PUPIL}
    if on_childs_row and not any(
        s.whom == PUPIL and s.what in {NAME, *HALVES} for s in said.values()
    ):
        whom = {PUPIL, NOBODY}
    children: dict[tuple[str, int], dict[str, int]] = {}
    turns: dict[tuple[str, str], int] = {}
    for place, each in said.items():
        of_child = each.whom in whom or (each.whom == NOBODY and each.what == CLASS)
        if not of_child or each.what not in {*PARTS, USED}:
            continue
        number = "".join(DIGITS.findall(table.headings[place]))
        turn = turns.get((each.what, number), 0)
        turns[each.what, number] = turn + 1
        children.setdefault((number, turn), {})[each.what] = place
    found = [children[which] for which in sorted(children)]
    return [each for each in found if _is_enough(each)]


def _is_enough(places: dict[str, int]) -> bool:
    named = NAME in places or set(HALVES) <= places.keys()
    return named and bool({CLASS, BORN} & places.keys())


def read(table: Table, children: list[dict[str, int]], options: Options) -> Described:
    """Raises `FileRefused` where it must be asked whether the day or the month comes first."""
    places = dict.fromkeys(place for each in children for place in each.values())
    table.taken.update(places)
    each_child = [_children(table, each, options) for each in children]
    rows = [[each for each in row if each is not None] for row in zip(*each_child, strict=True)]
    heading = ", ".join(dict.fromkeys(table.headings[place] for place in places))
    return Described(
        pl.Series([listed(row) if row else None for row in rows], dtype=pl.String),
        pl.Series([row[0].written if row else None for row in rows], dtype=pl.String),
        heading[:200],
    )


def _children(table: Table, places: dict[str, int], options: Options) -> list[Description | None]:
    """Of each row; None where it names nobody."""

    def cell(part: str) -> pl.Series:
        if part not in places:
            return pl.repeat("", table.cells.height, dtype=pl.String, eager=True)
        return table.cells[f"c{places[part]}"].str.strip_chars()

    halves = cut(cell(NAME)).struct
    parts = pl.DataFrame(
        {
            "given": cell(HALVES[0]),
            "family": cell(HALVES[1]),
            "used": cell(USED),
            "cut_given": halves.field("given"),
            "cut_family": halves.field("family"),
            CLASS: cell(CLASS),
            BORN: _born(table, places, options),
        }
    )
    filled = [pl.when(pl.col(each) != "").then(pl.col(each)) for each in parts.columns]
    parts = parts.select(filled).select(
        pl.coalesce("given", "cut_given", pl.lit("")),
        pl.coalesce("used", "family", "cut_family", pl.lit("")),
        emptied(pl.col(CLASS)).fill_null(""),
        pl.col(BORN).fill_null(""),
    )
    return [_named(Description(*row)) for row in parts.iter_rows()]


def _named(child: Description) -> Description | None:
    """Null and Na are names beside another one (K33)."""
    names = [child.given_name, child.family_name]
    return None if all(not name or is_placeholder(name) for name in names) else child


def _born(table: Table, places: dict[str, int], options: Options) -> pl.Series:
    if BORN not in places:
        return pl.repeat("", table.cells.height, dtype=pl.String, eager=True)
    texts = table.cells[f"c{places[BORN]}"].str.strip_chars().replace("", None)
    dates = read_dates(texts, options.date_order)
    if dates.asks is not None:
        raise FileRefused("date-order", column=table.headings[places[BORN]], example=dates.asks)
    return dates.cells


def _said(heading: str) -> Said:
    """With the words that only tell of children here."""
    plain = DIGITS.sub(" ", heading).strip(" _-.:")
    said = said_of(plain)
    if said.what is None and said.whom == PUPIL:
        folded = fold_heading(plain)
        if folded.startswith(CLASSES):
            return Said(PUPIL, said.who, CLASS)
        if folded.startswith(USED_NAMES):
            return Said(PUPIL, said.who, USED)
    return said
