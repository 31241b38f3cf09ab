"""What a row takes away that itself says that it is over (K35): the own statement of its series."""

import datetime

import polars as pl

from kinkeeper.roster.directory import Directory
from kinkeeper.roster.draft import Draft
from kinkeeper.roster.holds import OPEN
from kinkeeper.roster.met import met_by
from kinkeeper.roster.pairs import PAIRS


def ended(
    pairs: pl.DataFrame,
    couples: pl.DataFrame,
    directory: Directory,
    today: datetime.date,
    *,
    match: str,
) -> pl.DataFrame:
    """The lines of `PAIRS` for pairs that the file says are over, as `met.met_by` found them: they
    end (`remove`), or lose this series of files as one of their sources (`drop`), or no longer
    wait (`unwait`). Nothing happens to a pair that nobody of this series asserts, that is over by
    its own days, or that `couples`, the plan so far, has a line for."""
    known = pl.col("person_id").is_not_null()
    mine = pairs.filter(pl.col("good") & ~pl.col("asked") & known).with_columns(match=pl.lit(match))
    mine = mine.sort("row", "folded").unique(["person_id", "folded"], keep="first")
    past = (pl.col("site_ends_on") < today.isoformat()).fill_null(value=False)
    here = mine.filter(pl.col("state_before").is_in(OPEN) & pl.col("ours") & ~past)
    here = here.unique(["person_id", "child_id"], keep="first", maintain_order=True)
    said = couples.filter(pl.col("act") != "rejected").select("person", "child_id").drop_nulls()
    here = here.join(said, on=["person", "child_id"], how="anti")
    act = pl.when("others").then(pl.lit("drop")).otherwise(pl.lit("remove"))
    lines = [
        _lines(
            here,
            act,
            state_before="state_before",
            version="version",
            child_id="child_id",
            starts_on="site_starts_on",
            ends_on="site_ends_on",
        )
    ]
    waits = directory.waits.filter("ours").select(
        "match", "folded", wait="id", person_id="parent_id"
    )
    absent = mine.filter(pl.col("child_id").is_null())
    absent = absent.join(waits, on=["person_id", "match", "folded"], how="inner")
    waiting = couples.select("person", "match", "folded")
    absent = absent.join(waiting, on=["person", "match", "folded"], how="anti")
    lines.append(_lines(absent, pl.lit("unwait"), pending_id="wait"))
    return pl.concat(lines).sort("row", "folded")


def with_ended(
    couples: pl.DataFrame, rows: pl.DataFrame, draft: Draft, directory: Directory
) -> pl.DataFrame:
    """The pairs, and those that rows end by saying that they are over."""
    if draft.over.is_empty():
        return couples
    match_by = draft.options.child_match
    met = met_by(rows, draft.over, directory, draft.options)
    return pl.concat([couples, ended(met, couples, directory, draft.today, match=match_by)])


def _lines(found: pl.DataFrame, act: pl.Expr, **known: str) -> pl.DataFrame:
    said = {"row", "person", "match", "value", "folded"}
    made = {name: pl.col(name) for name in said} | {"parent_id": pl.col("person_id"), "act": act}
    made |= {"kind": pl.lit("unspecified"), "kind_text": pl.lit(""), "note": pl.lit("")}
    made |= {"adds_source": pl.lit(value=False)}
    made |= {name: pl.col(column) for name, column in known.items()}
    rest = {name: pl.lit(None) for name in PAIRS if name not in made}
    return found.select(**made, **rest).select(list(PAIRS)).cast(pl.Schema(PAIRS))
