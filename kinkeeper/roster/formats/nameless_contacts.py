"""Parents of whom a pupil's row has all but the name: they can be nobody here, and it is said."""

from collections.abc import Mapping

import polars as pl

from kinkeeper.roster.columns.whose_rows import unclear_whose
from kinkeeper.roster.fields import OWN
from kinkeeper.roster.formats.canonical import Note, pick_places
from kinkeeper.roster.formats.contact_groups import DIGIT, HALVES, Group, all_groups
from kinkeeper.roster.headings.heading_subject import NAME, PUPIL, said_of
from kinkeeper.roster.table import FileRefused, Table

# What tells who a parent is or how to reach them.


def nameless_parents(table: Table, found: list[Group]) -> list[Note]:
    """Told of columns beside the groups that were `found`."""
    places = _places(table, found)
    if not places:
        return []
    cells = pick_places(table, {f"email{place}": [place] for place in places})
    filled = pl.any_horizontal(pl.col(f"email{place}").is_not_null() for place in places)
    count = cells.select(filled.sum()).item()
    return [("parents-without-name", _named(table, places) | {"count": count})] if count else []


def parents_alone(table: Table, by_hand: Mapping[str, str]) -> FileRefused | None:
    """The refusal of pupils' rows that tell of *Parent 1*, *Parent 2* all but their names."""
    places = [place for place in _places(table, []) if DIGIT.search(table.headings[place])]
    pupils = any(said_of(heading).whom == PUPIL for heading in table.headings)
    if not places or not pupils or unclear_whose(table.headings, "parent", by_hand) is None:
        return None
    return FileRefused("parent-names-missing", **_named(table, places))


def _named(table: Table, places: list[int]) -> dict[str, object]:
    return {"headings": ", ".join(table.headings[place] for place in places)[:200]}


def _places(table: Table, found: list[Group]) -> list[int]:
    taken = {place for group in found for place in group.places}
    return [
        place
        for group in all_groups(table).values()
        if not {NAME, *HALVES} & group.columns.keys() and taken.isdisjoint(group.places)
        for part, place in group.columns.items()
        if part in OWN
    ]
