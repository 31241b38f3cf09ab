"""What a row takes away that itself says that it is over (K35): the own statement of its series."""

import datetime
from dataclasses import replace

import polars as pl

from kinkeeper.roster.cells.validity import OPEN
from kinkeeper.roster.match.children import met_by
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan import exact_removals
from kinkeeper.roster.plan.decide_relationships import RELATIONSHIPS
from kinkeeper.roster.plan.draft import Draft


def ended(
    named: pl.DataFrame,
    relationships: pl.DataFrame,
    directory: Directory,
    today: datetime.date,
    *,
    match: str,
) -> pl.DataFrame:
    """The lines of `RELATIONSHIPS` for relationships that the file says are over, as
    `child_names.met_by` found them: they end (`remove`), or lose this series of files as one of
    their sources (`drop`), or no longer wait (`unwait`). Nothing happens to a relationship that
    nobody of this series asserts, that is over by its own days, or that `relationships`, the plan
    so far, has a line for."""
    known = pl.col("person_id").is_not_null()
    mine = named.filter(pl.col("good") & ~pl.col("asked") & known).with_columns(match=pl.lit(match))
    mine = mine.sort("row", "folded").unique(["person_id", "folded"], keep="first")
    past = (pl.col("site_ends_on") < today.isoformat()).fill_null(value=False)
    here = mine.filter(pl.col("state_before").is_in(OPEN) & pl.col("ours") & ~past)
    here = here.unique(["person_id", "child_id"], keep="first", maintain_order=True)
    said = (
        relationships.filter(pl.col("act") != "rejected").select("person", "child_id").drop_nulls()
    )
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
    pendings = directory.pendings.filter("ours").select(
        "match", "folded", pending="id", person_id="parent_id"
    )
    absent = mine.filter(pl.col("child_id").is_null())
    absent = absent.join(pendings, on=["person_id", "match", "folded"], how="inner")
    waiting = relationships.select("person", "match", "folded")
    absent = absent.join(waiting, on=["person", "match", "folded"], how="anti")
    lines.append(_lines(absent, pl.lit("unwait"), pending_id="pending"))
    return pl.concat(lines).sort("row", "folded")


def with_ended(
    relationships: pl.DataFrame, rows: pl.DataFrame, draft: Draft, directory: Directory
) -> pl.DataFrame:
    """The relationships, and those that rows end by saying that they are over."""
    found = [relationships]
    if draft.over.height:
        match_by = draft.options.child_match
        met = met_by(rows, draft.over, directory, draft.options)
        found.append(ended(met, relationships, directory, draft.today, match=match_by))
    if draft.table.over is not None and draft.table.over.len():
        found.append(_of_gone(rows, pl.concat(found), draft, directory))
    return pl.concat(found)


def _of_gone(
    rows: pl.DataFrame, relationships: pl.DataFrame, draft: Draft, directory: Directory
) -> pl.DataFrame:
    """What ends with people all of whose rows are over and none of whose rows names a child: that
    is said of them, and so of each relationship that this series has of them."""
    over = draft.table.over
    if over is None:
        return relationships.clear()
    rows, _beside = exact_removals.half_said(rows, draft.checked.problems, draft.mapping)
    named = pl.concat([draft.children.select("row"), draft.over.select("row")])["row"]
    gone = pl.col("good") & ~pl.col("asked") & pl.col("row").is_in(over.implode())
    gone &= ~pl.col("row").is_in(named.implode())
    whole = rows.group_by("person", "person_id").agg(row=pl.col("row").min(), gone=gone.all())
    whole = whole.filter("gone").drop_nulls("person_id")
    past = (pl.col("ends_on") < draft.today.isoformat()).fill_null(value=False)
    here = replace(directory, asserted=directory.asserted.filter(~past))
    return exact_removals.ends(whole, relationships, here)


def _lines(found: pl.DataFrame, act: pl.Expr, **known: str) -> pl.DataFrame:
    said = {"row", "person", "match", "value", "folded"}
    made = {name: pl.col(name) for name in said} | {"parent_id": pl.col("person_id"), "act": act}
    made |= {"kind": pl.lit("unspecified"), "kind_text": pl.lit(""), "note": pl.lit("")}
    made |= {"adds_source": pl.lit(value=False), "described": pl.lit(value=False)}
    made |= {name: pl.col(column) for name, column in known.items()}
    rest = {name: pl.lit(None) for name in RELATIONSHIPS if name not in made}
    return found.select(**made, **rest).select(list(RELATIONSHIPS)).cast(pl.Schema(RELATIONSHIPS))
