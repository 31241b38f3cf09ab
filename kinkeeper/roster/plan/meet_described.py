"""Children whom rows name without a key become proposals, where one pupil alone fits (K26, K36)."""

import secrets
from dataclasses import replace
from typing import Any

import polars as pl

from kinkeeper.roster.cells import validity
from kinkeeper.roster.cells.claim_words import DENIES, DESCRIBED
from kinkeeper.roster.match import described as match
from kinkeeper.roster.match.described import CHILD, Pupils
from kinkeeper.roster.plan import decide_relationships
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.problems import NO_PROBLEMS, WARNING, as_problems
from kinkeeper.roster.table import LINKS
from kinkeeper.roster.vocabulary import ChildMatch

CODE, CONTESTED = "child-described", "denied-whom"
KEPT = "described"  # among what a plan counts
SPELLED, UNKNOWN, *_FOUND = DESCRIBED
MARK = "="  # before an internal ID, so that none is taken for a placeholder
WORDS = 500  # of a note


def met(draft: Draft, pupils: Pupils) -> Draft:
    """With a child for each pupil of a described child's name, known by the internal ID: the lines
    of `children` say besides `which` of the row's it is, and whether it `fits`."""
    if draft.described is None:
        return draft
    where = draft.checked.rows.select("row", "organisation")
    described = draft.described.join(where, on="row", how="left", maintain_order="left")
    pupils = match.remembered(pupils)
    found = match.candidates(described, pupils)
    draft.options = replace(draft.options, child_match=ChildMatch.INTERNAL_ID)
    said = _said(draft, described, found.with_columns(value=pl.format(f"{MARK}{{}}", "child_id")))
    said, _over = validity.apart(said, draft.today)
    draft.disabled = validity.all_disabled(said)
    draft.children = _claimed(said if draft.disabled else validity.lowered(said))
    draft.over = draft.children.clear()  # what is over ends nothing that is only described
    draft.pupils = pupils
    return draft


def _said(draft: Draft, described: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """What the rows say of each of those whom they may mean, as from `decide_relationships.named`;
    beside it what tells them apart."""
    links, checked = None, draft.checked
    once = found.select("row", "value").unique(maintain_order=True)
    if "claim" in described.columns:  # as the format said it of each row
        of_rows = described.unique("row", maintain_order=True).select(pl.exclude("which"))
        links = of_rows.join(once, on="row", how="inner").select(list(LINKS))
    else:
        rows = checked.rows.drop("child").join(once.rename({"value": "child"}), on="row")
        checked = replace(checked, rows=rows.select(checked.rows.columns))
    options = replace(draft.options, child_separator=None)
    said = decide_relationships.named(checked, draft.mapping, options, links, draft.held)
    which = found.select(*CHILD, "fits", "by", "hidden", folded="value")
    told = described.select(*CHILD, "shown", "texts", place="heading")
    said = said.join(which, on=["row", "folded"], how="inner", maintain_order="left")
    said = said.join(told, on=CHILD, how="left", maintain_order="left")
    return said.with_columns(
        value="shown", heading="place", folded=pl.col("folded").str.strip_prefix(MARK)
    ).drop("shown", "place")


def _claimed(said: pl.DataFrame) -> pl.DataFrame:
    """Whatever the file grants, it only proposes. What it denies, it denies in words that say whom
    it means: whoever lifts that shall know that no key said so."""
    denied = pl.col("claim").is_in(DENIES).fill_null(value=False)
    words = pl.col("texts").list.first().str.slice(0, WORDS)
    words = (
        pl.when(pl.col("note") == "")
        .then(words)
        .otherwise(pl.concat_str("value", pl.lit(": "), "note").str.slice(0, WORDS))
    )
    unknown = pl.col("claim").is_in(["unknown", "unstated"]).fill_null(value=False)
    return said.with_columns(
        note=pl.when(denied).then(words).otherwise("note"),
        claim=pl.when(denied)
        .then(pl.lit("restricted"))
        .when(pl.col("by") == SPELLED)
        .then(pl.lit(SPELLED))
        .when(unknown)
        .then(pl.lit(UNKNOWN))
        .otherwise("by"),
    ).drop("by", "texts")


def unmet(
    draft: Draft, named: pl.DataFrame, meant: pl.DataFrame, *, contested: pl.DataFrame
) -> pl.DataFrame:
    """The problems of the described children with whom nothing is done, and how many pupils fit;
    `named` are the children of `met`, `meant` those who became lines, by `row` and `which`, and
    `contested` those as from `described.contested`."""
    described = draft.described
    if described is None:
        return NO_PROBLEMS
    # where one who is hidden fits, it counts as if nobody did (K28)
    told = pl.when(pl.col("hidden").any()).then(0).otherwise(pl.len())
    fitting = named.filter("fits").group_by(CHILD).agg(count=told)
    left = described.join(meant, on=CHILD, how="anti", nulls_equal=True)
    left = left.join(fitting, on=CHILD, how="left", maintain_order="left").explode("texts")
    denied = contested.with_columns(code=pl.lit(CONTESTED))
    left = left.join(denied, on=CHILD, how="left", maintain_order="left")
    return left.select(
        "row",
        column="heading",
        code=pl.col("code").fill_null(CODE),
        severity=pl.lit(WARNING),
        value="texts",
        detail=pl.format('{{"count": {}}}', pl.col("count").fill_null(0)),
    ).pipe(as_problems)


def premise(draft: Draft, lines: pl.DataFrame, named: pl.DataFrame) -> dict[str, Any]:
    """What proposals of described children rest on, as the plan keeps it: all of the names by which
    its rows name them. `lines` are its relationships, `named` the children of `met`."""
    if draft.pupils is None or draft.described is None or "fits" not in named.columns:
        return {}
    asked = lines.filter(pl.col("act") == "propose")
    whom = named.join(asked, on="folded", how="semi").select(CHILD)
    texts = draft.described.join(whom, on=CHILD, how="semi")["names"]
    if texts.is_empty():
        return {}
    salt = secrets.token_hex(16)
    names = match.sealed(texts.explode().drop_nulls(), salt)
    return {KEPT: {"salt": salt, "names": names, "digest": match.digest(names, salt, draft.pupils)}}
