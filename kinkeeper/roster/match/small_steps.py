"""Keeps a given name where the file writes a poorer one or a slip of it: each small step is
tolerated, and the next one would start from where it led (K32)."""

import json

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.match.same_person import FIELDS, SLIP, Bearer, stays
from kinkeeper.roster.problems import SCHEMA, WARNING


def held(frame: pl.DataFrame, takes: pl.Expr) -> pl.DataFrame:
    """Adds `stays`, whether a given name that the file would replace stays as it is, and `slip`:
    what the file says where that is a slip. Where somebody decided that the file means this person,
    its name counts."""
    undecided = ~pl.col("asked") & pl.col("mark").is_null()
    here = pl.col("site_given_name").fill_null("") != ""
    places = frame.select(pl.arg_where(takes & undecided & here)).to_series()
    kept, slips = [], []
    columns = [*FIELDS, *[f"site_{name}" for name in FIELDS]]
    for line in frame[places].select(columns).iter_rows():
        said, stored = Bearer.of(line[: len(FIELDS)]), Bearer.of(line[len(FIELDS) :])
        why = stays(stored, said)
        kept.append(why is not None)
        slips.append(said.given_name if why == SLIP else None)
    return frame.with_columns(
        stays=pl.repeat(value=False, n=frame.height, eager=True).scatter(
            places, pl.Series(kept, dtype=pl.Boolean)
        ),
        slip=pl.repeat(None, frame.height, dtype=pl.String, eager=True).scatter(
            places, pl.Series(slips, dtype=pl.String)
        ),
    )


def told(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Warnings where a slip is not written: which of the two is right, a person knows."""
    slips = frame.filter(pl.col("slip").is_not_null())
    column = mapping.headings.get("given_name", "")
    lines = [
        (number, column, "name-kept", WARNING, said[:200], json.dumps({"here": here}))
        for number, said, here in slips.select("number", "slip", "given_name").iter_rows()
    ]
    return pl.DataFrame(lines, schema=SCHEMA, orient="row")
