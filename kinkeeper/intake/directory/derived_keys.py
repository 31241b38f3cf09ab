"""Parents whom files know by derived keys, at whatever place within reach they were made.

The place that a file is for is part of such a key. The same parent may have come by a file for the
whole site, another class, or before the place was part of it: the account is theirs, with what is
blocked and consented there (K5, K15). Out of reach none is looked for (K14).
"""

import re
from dataclasses import replace

import polars as pl

from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.organisations.reach import Reach
from kinkeeper.roster.cells.derived_form import FORM
from kinkeeper.roster.formats.derived_keys import DIGEST
from kinkeeper.roster.table import Table

# A key of an account that was merged away leads to the one that is kept.
IN_USE = f"""
SELECT substr(known.sync_key, %(from)s), right(known.sync_key, {DIGEST}), person.id::text
FROM people_person known
LEFT JOIN people_merge merged ON merged.gone_id = known.id
JOIN people_person person ON person.id = coalesce(merged.leads_to_id, known.id)
WHERE known.sync_key ~ %(form)s AND right(known.sync_key, {DIGEST}) = ANY(%(digests)s)
  AND person.state <> 'trashed' AND (%(within)s::bigint[] IS NULL OR EXISTS (
    SELECT FROM people_membership member
    WHERE member.person_id = person.id AND member.organisation_id = ANY(%(within)s)))
ORDER BY known.id
"""  # noqa: S608  # a number of ours
FOUND = {"key": pl.String, "digest": pl.String, "person": pl.String}


def settled(table: Table, reach: Reach, prefix: str) -> Table:
    """The keys that the format has derived, each as the account has it that is the parent's. Where
    several have one, and none the very key, a row is of no one: people merge them first. `prefix`
    comes before all keys of the file later."""
    if table.fields is None or "sync_key" not in table.fields:
        return table
    column = f"c{table.fields.index('sync_key')}"
    derived = table.cells[column].drop_nulls().unique()
    derived = derived.filter(derived.str.contains(f"^{FORM}"))
    if derived.is_empty():
        return table
    mine = pl.DataFrame({column: derived, "digest": derived.str.tail(DIGEST)})
    found = copy_out(
        IN_USE,
        FOUND,
        {
            "form": f"^{re.escape(prefix)}{FORM}",
            "from": len(prefix) + 1,
            "digests": mine["digest"].unique().to_list(),
            "within": None if reach.whole_site else reach.ids(),
        },
    )
    unmet = mine.filter(~pl.col(column).is_in(found["key"].to_list()))
    account = (
        unmet.join(found, on="digest")
        .group_by(column)
        .agg(
            _key=pl.when(pl.col("person").n_unique() == 1).then(pl.col("key").first()),
            _known=pl.lit(value=True),
        )
    )
    key = pl.when("_known").then("_key").otherwise(column)
    cells = table.cells.join(account, on=column, how="left", maintain_order="left")
    return replace(table, cells=cells.with_columns(key.alias(column)).drop("_key", "_known"))
