"""A roster as far as it goes by itself: what it says, row by row, before it meets the site."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster import called, hidden, holds, pairs
from kinkeeper.roster.check import Roster, check
from kinkeeper.roster.fields import WHOLE
from kinkeeper.roster.mapping import Mapping, map_table
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.whole_names import guesses


@dataclass
class Draft:
    """A checked roster, and what must be known of the site to plan it. `table` is without its
    cells: they are in the roster, tidied. `children` are those that rows name, `over` those of whom
    a row says that it is over (`holds`), by the date of `today`; `names` are the children's
    (`called.named`). `disabled`: how many adults there are where all are (K35)."""

    table: Table
    mapping: Mapping
    options: Options
    roster: Roster
    children: pl.DataFrame
    over: pl.DataFrame
    names: pl.DataFrame
    today: datetime.date
    disabled: int = 0

    def taken(self) -> Roster:
        """Hands the roster over, once: a million rows are not kept twice."""
        roster, self.roster = self.roster, replace(self.roster, rows=self.roster.rows.clear())
        return roster


def draft(
    table: Table, options: Options, *, weak: Callable[[str], bool], today: datetime.date
) -> Draft:
    """Raises `FileRefused`."""
    hidden.refuse_exact(table, options)
    mapping = map_table(table, options)
    roster = check(table, mapping, options, weak=weak)
    links = table.links if mapping.children else None
    said = pairs.named(roster, mapping, options, links, table.held)
    names = called.named(table, said, options)
    if WHOLE.name in mapping.columns:
        whole = table.cells[f"c{mapping.columns[WHOLE.name]}"]
        table = replace(table, notes=(*table.notes, *guesses(whole)))
    bare = replace(table, cells=table.cells.select("row"), called=None, held=None)
    children, over = holds.apart(said, today)
    disabled = holds.all_disabled(children)
    children = children if disabled else holds.lowered(children)
    return Draft(bare, mapping, options, roster, children, over, names, today, disabled)
