"""Several columns of a plain table that say one thing of the relationships, read as the most
cautious one.

The kind, the responsibility and the restriction may stand in more than one column; what any of them
says against showing the child holds (K26, K36).
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from kinkeeper.roster.cells.claim_words import readable
from kinkeeper.roster.cells.claims import meaning
from kinkeeper.roster.cells.kinds import kind_of, stands_for_parent
from kinkeeper.roster.fields import OF_RELATIONSHIP
from kinkeeper.roster.headings.heading_subject import CONTACT, said_of, words_of
from kinkeeper.roster.headings.subject_of_bare_headings import PERSONS
from kinkeeper.roster.headings.words import WHO, fold_heading
from kinkeeper.roster.table import Table


def cautious(table: Table, chosen: Mapping[str, str]) -> Table:
    """The table with the same cells in all columns of one such field. `chosen`: folded heading ->
    the field that a person said it is."""
    places: dict[str, list[int]] = {}
    numbered = {at for at, heading in enumerate(table.headings) if _of_one_child(heading)}
    for place, heading in enumerate(table.headings):
        said = "kind" if place in numbered else said_of(heading).what
        field = chosen.get(fold_heading(heading), table.means.get(place, said))
        if field in OF_RELATIONSHIP and not of_emergency(table, heading):
            places.setdefault(field, []).append(place)
    made: dict[str, pl.Series] = {}
    means = dict(table.means)
    for field, several in places.items():
        if len(several) < 2 and several[0] not in numbered:
            continue
        table.taken.update(several)
        one = READ[field]([table.cells[f"c{place}"].str.strip_chars() for place in several])
        made |= {f"c{place}": one for place in several}
        means = {at: what for at, what in means.items() if what != field} | {several[0]: field}
    if not made:
        return table
    return replace(table, cells=table.cells.with_columns(**made), means=means)


def _of_one_child(heading: str) -> bool:
    """*Child 2 relationship*: a kind that is read for all the children of the row."""
    if said_of(heading).what is not None or not DIGITS.search(heading):
        return False
    return OTHERS.isdisjoint(words_of(heading)) and said_of(DIGITS.sub(" ", heading)).what == "kind"


def of_emergency(table: Table, heading: str) -> bool:
    """*Emergency contact relationship*, where such a contact is named beside the row's person."""
    if EMERGENCY.isdisjoint(words_of(heading)):
        return False
    said = map(said_of, table.headings)
    return any(each.whom == CONTACT and each.what in PERSONS for each in said)


def _kinds(cells: list[pl.Series]) -> pl.Series:
    """A word that stands for no parent, else the first word."""
    words = pl.concat(cells).unique().to_list()
    none = [word for word in words if word and not stands_for_parent(kind_of(word))]
    return _first(
        [(each, each.is_in(none)) for each in cells] + [(each, each != "") for each in cells]
    )


def _responsibilities(cells: list[pl.Series]) -> pl.Series:
    """What nobody can read, else a *no*, an empty or unknown cell, a *yes*."""
    words = pl.concat(cells).unique()
    meant = dict(zip(words, meaning(words), strict=True))
    odd = [word for word in words if not readable(word)]
    order = [odd, *([word for word in words if meant[word] == said] for said in ("no", "unknown"))]
    said = [(each, each.is_in(these)) for these in order for each in cells]
    return _first([*said, *((each, each != "") for each in cells)])


def _restrictions(cells: list[pl.Series]) -> pl.Series:
    texts = [each.replace({"": None}) for each in cells]
    frame = pl.DataFrame({f"{at}": each for at, each in enumerate(texts)})
    return frame.select(said=pl.concat_str(pl.all(), separator="; ", ignore_nulls=True)).to_series()


EMERGENCY = frozenset(WHO["emergency"].split())
OTHERS = EMERGENCY.union(WHO["contact"].split(), WHO["representative"].split())
DIGITS = re.compile(r"\d+")
READ = {"kind": _kinds, "responsibility": _responsibilities, "restriction": _restrictions}


def _first(choices: list[tuple[pl.Series, pl.Series]]) -> pl.Series:
    """Of each row the cell of the first choice that holds there; empty where none does."""
    columns = {f"v{at}": cell for at, (cell, _holds) in enumerate(choices)}
    columns |= {f"h{at}": holds for at, (_cell, holds) in enumerate(choices)}
    picked = [pl.when(pl.col(f"h{at}")).then(pl.col(f"v{at}")) for at in range(len(choices))]
    frame = pl.DataFrame(columns)
    return frame.select(said=pl.coalesce(*picked, pl.lit(""))).to_series()
