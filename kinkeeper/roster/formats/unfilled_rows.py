"""Lines that nobody has written anything into yet: of a list of pupils in which no parent stands,
and the people of a sample file who are only examples.

They are passed over, and named: nothing of anybody is lost. A line that names a child in a file
which says nothing else of pupils stays an error.
"""

from dataclasses import replace

import polars as pl

from kinkeeper.roster.columns.mapping import suggest
from kinkeeper.roster.fields import PERSON, WHOLE
from kinkeeper.roster.headings.heading_subject import PUPIL, said_of
from kinkeeper.roster.headings.sample_rows import KEY, NOBODIES
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table, listed
from kinkeeper.roster.vocabulary import Links, Profile

WHO = ("sync_key", "given_name", "family_name")
OF_PERSON = {*PERSON, WHOLE.name, "password"}


def without_examples(table: Table, options: Options) -> Table:
    """A row in which somebody has written another name is no longer the sample's."""
    texts = [
        pl.col(f"c{place}").str.contains(KEY, literal=True) for place in range(len(table.headings))
    ]
    some = table.cells.filter(pl.any_horizontal(texts)) if texts else table.cells.clear()
    if some.is_empty():
        return table
    fields = suggest(table, options)
    if not set(WHO) <= set(fields):
        return table
    said = some.select(pl.col(f"c{fields.index(name)}").str.strip_chars() for name in WHO)
    examples = [row for row, who in zip(some["row"], said.rows(), strict=True) if who in NOBODIES]
    return _without(table, pl.col("row").is_in(examples), "example-rows")


def without_unfilled(table: Table, options: Options) -> Table:
    """Where the file is the whole truth of its parents nothing is passed over (K6)."""
    about_pupils = sum(said_of(heading).whom == PUPIL for heading in table.headings)
    if options.profile == Profile.PUPIL or options.links == Links.EXACT or about_pupils < 2:
        return table
    own = [place for place, field in enumerate(suggest(table, options)) if field in OF_PERSON]
    if not own:
        return table
    empty = pl.all_horizontal(pl.col(f"c{place}").str.strip_chars() == "" for place in own)
    return _without(table, empty, "unfilled-rows")


def _without(table: Table, unfilled: pl.Expr, code: str) -> Table:
    """Without these rows, of which a note tells."""
    gone = table.cells.filter(unfilled)
    if gone.is_empty():
        return table
    lines = gone.select(rows=pl.col("row").implode()).select(listed(table.lines, "rows"))
    detail = {"count": gone.height, "rows": lines.item()}
    return replace(table, cells=table.cells.filter(~unfilled), notes=(*table.notes, (code, detail)))
