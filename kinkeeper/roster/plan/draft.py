"""A roster as far as it goes by itself: what it says, row by row, before it meets the site."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.cells import validity
from kinkeeper.roster.cells.whole_names import guesses
from kinkeeper.roster.check.rows import CheckedRows, check
from kinkeeper.roster.columns import hidden
from kinkeeper.roster.columns.mapping import Mapping, map_table
from kinkeeper.roster.fields import WHOLE
from kinkeeper.roster.match import child_names
from kinkeeper.roster.match.described import Pupils
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan import decide_relationships
from kinkeeper.roster.table import Table


@dataclass
class Draft:
    """A checked roster, and what must be known of the site to plan it. `table` is without its
    cells: they are in the roster, tidied. `children` are those that rows name, `over` those of whom
    a row says that it is over (`validity`), by the date of `today`; `names` are the children's
    (`child_names.named`). `disabled`: how many adults there are where all are (K35). `described`
    and `held` as in `Table`, the latter only for those; `pupils` were looked among for them."""

    table: Table
    mapping: Mapping
    options: Options
    checked: CheckedRows
    children: pl.DataFrame
    over: pl.DataFrame
    names: pl.DataFrame
    today: datetime.date
    disabled: int = 0
    described: pl.DataFrame | None = None
    held: pl.DataFrame | None = None
    pupils: Pupils | None = None

    def taken(self) -> CheckedRows:
        """Hands the roster over, once: a million rows are not kept twice."""
        checked, self.checked = self.checked, replace(self.checked, rows=self.checked.rows.clear())
        return checked


def draft(
    table: Table, options: Options, *, weak: Callable[[str], bool], today: datetime.date
) -> Draft:
    """Raises `FileRefused`."""
    hidden.refuse_exact(table, options)
    mapping = map_table(table, options)
    checked = check(table, mapping, options, weak=weak)
    links = table.links if mapping.children else None
    said = decide_relationships.named(checked, mapping, options, links, table.held)
    names = child_names.named(table, said, options)
    if WHOLE.name in mapping.columns:
        whole = table.cells[f"c{mapping.columns[WHOLE.name]}"]
        table = replace(table, notes=(*table.notes, *guesses(whole)))
    described = table.described
    held = None if described is None else table.held
    bare = replace(table, cells=table.cells.select("row"), called=None, held=None, described=None)
    children, over = validity.apart(said, today)
    disabled = validity.all_disabled(children)
    children = children if disabled else validity.lowered(children)
    return Draft(
        bare, mapping, options, checked, children, over, names, today, disabled, described, held
    )
