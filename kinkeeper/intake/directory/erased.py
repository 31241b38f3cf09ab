"""Which rows of a file mean somebody who was erased (docs/decisions/0058)."""

import polars as pl

from kinkeeper.people.erased import FIELDS, Erased
from kinkeeper.roster.match import directory as shape
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.vocabulary import ChildMatch


def rows(draft: Draft, standing: Erased) -> pl.DataFrame:
    """As `directory.ERASED`; nothing is asked of the rows of a site that has erased nobody."""
    found = []
    if standing:
        for row, *values in draft.checked.rows.select("row", *FIELDS).iter_rows():
            meant = standing.meant(dict(zip(FIELDS, values, strict=True)))
            if meant is not None:
                found.append((row, meant.number, meant.on.isoformat(), meant.within))
    return pl.DataFrame(found, schema=shape.ERASED, orient="row")


def children(draft: Draft, standing: Erased) -> pl.Series:
    """The keys, folded, of children in reach who were erased; out of reach a key is one that nobody
    has (K14)."""
    name = {ChildMatch.SYNC_KEY: "sync_key", ChildMatch.USERNAME: "username_folded"}.get(
        ChildMatch(draft.options.child_match)
    )
    found = []
    if standing and name is not None:
        for key in draft.children["folded"].unique():
            meant = standing.meant({name: key})
            if meant is not None and meant.within:
                found.append(key)
    return pl.Series(found, dtype=pl.String)
