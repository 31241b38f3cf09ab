"""Lines of a list of pupils in which no parent has been written yet, as in the own sample file.

They are passed over, and named: nothing of anybody is lost. A line that names a child in a file
which says nothing else of pupils stays an error.
"""

from dataclasses import replace

import polars as pl

from kinkeeper.roster.columns.mapping import suggest
from kinkeeper.roster.fields import PERSON, WHOLE
from kinkeeper.roster.headings.heading_subject import PUPIL, said_of
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table, listed
from kinkeeper.roster.vocabulary import Links, Profile

OF_PERSON = {*PERSON, WHOLE.name, "password"}


def without_unfilled(table: Table, options: Options) -> Table:
    """Where the file is the whole truth of its parents nothing is passed over (K6)."""
    about_pupils = sum(said_of(heading).whom == PUPIL for heading in table.headings)
    if options.profile == Profile.PUPIL or options.links == Links.EXACT or about_pupils < 2:
        return table
    own = [place for place, field in enumerate(suggest(table, options)) if field in OF_PERSON]
    if not own:
        return table
    empty = pl.all_horizontal(pl.col(f"c{place}").str.strip_chars() == "" for place in own)
    unfilled = table.cells.filter(empty)
    if unfilled.is_empty():
        return table
    lines = unfilled.select(rows=pl.col("row").implode()).select(listed(table.lines, "rows"))
    detail = {"count": unfilled.height, "rows": lines.item()}
    return replace(
        table,
        cells=table.cells.filter(~empty),
        notes=(*table.notes, ("unfilled-rows", detail)),
    )
