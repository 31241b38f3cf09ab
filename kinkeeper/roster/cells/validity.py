"""Whether what a row says of a relationship holds today (K35), and the days on which it will.

What is over ends the own statement of the file's series. What is to come is kept with its days: the
relationship is made and bears them. The days of a relationship are those of the one series of files
that names it, or were left by a hand that granted it; a file changes no days that others gave,
unless by those the relationship does not hold today and by the file it does. What denies access, or
only proposes (K26, K36), or names no child by a key, changes no days of anyone who is connected.
"""

import datetime

import polars as pl

from kinkeeper.roster.cells.claim_words import RANK, WITHHOLDS
from kinkeeper.roster.problems import WARNING, as_problems

NOW, ENDED, DISABLED = "now", "ended", "disabled"
NOT_NOW = "not-valid-now"
FEW = 3  # of so many adults all may be disabled without anybody's meaning nothing by it
OPEN = ("active", "proposed")


def is_over(today: datetime.date) -> pl.Expr:
    """Of `HOLDS`: whether it holds no longer."""
    past = pl.col("ends_on") < today.isoformat()
    return ((pl.col("holds") == ENDED) | past).fill_null(value=False)


def apart(children: pl.DataFrame, today: datetime.date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`children` as from `relationships.named`: those that hold or will, and those that are
    over."""
    if children["holds"].null_count() == children["ends_on"].null_count() == children.height:
        return children, children.clear()
    over = children.select(is_over(today)).to_series()
    return children.filter(~over), children.filter(over)


def all_disabled(children: pl.DataFrame) -> int:
    """How many adults there are where the file says of every one that it is disabled; else 0: of a
    few it may be meant."""
    if children.is_empty() or (children["holds"].fill_null("") != DISABLED).any():
        return 0
    adults = children["row"].n_unique()
    return adults if adults >= FEW else 0


def lowered(children: pl.DataFrame) -> pl.DataFrame:
    """With the claim `disabled` where the file says so and nothing worse."""
    if children["holds"].null_count() == children.height:
        return children
    rank = pl.col("claim").replace_strict(RANK, default=RANK["yes"], return_dtype=pl.Int8)
    hit = (pl.col("holds") == DISABLED).fill_null(value=False) & (rank > RANK[DISABLED])
    return children.with_columns(claim=pl.when(hit).then(pl.lit(DISABLED)).otherwise("claim"))


def one_span(relationships: pl.DataFrame) -> pl.DataFrame:
    """`relationships` with `whom` and `once`: all rows of one relationship get the same days,
    whatever their order."""
    dated = pl.any_horizontal(pl.col("starts_on", "ends_on").is_not_null())
    if not relationships.select(dated.any()).item():
        return relationships
    relationship = ["whom", "once"]
    rest = relationships.drop("starts_on", "ends_on")
    return rest.join(
        spans(relationships, relationship), on=relationship, how="left", maintain_order="left"
    )


def spans(rows: pl.DataFrame, whose: list[str]) -> pl.DataFrame:
    """For each `whose` the days (`starts_on`, `ends_on`) of rows none of which is over: those of
    the first, and of all that go on from it without a day between, as one school year does from the
    other."""
    starts = pl.col("starts_on").str.to_date().fill_null(datetime.date.min)
    ends = pl.col("ends_on").str.to_date().fill_null(datetime.date.max)
    rows = rows.select(*whose, first=starts, last=ends).sort("first")
    before = pl.col("last").cum_max().shift().over(whose)
    gap = (pl.col("first") > before.dt.offset_by("1d")).fill_null(value=False)
    rows = rows.with_columns(gap=gap).filter(pl.col("gap").cum_max().over(whose).not_())
    found = rows.group_by(whose).agg(pl.col("first").min(), pl.col("last").max())
    return found.select(
        *whose,
        starts_on=pl.when(pl.col("first") > datetime.date.min).then("first").cast(pl.String),
        ends_on=pl.when(pl.col("last") < datetime.date.max).then("last").cast(pl.String),
    )


def dated(relationships: pl.DataFrame, today: datetime.date) -> pl.DataFrame:
    """`relationships` with `act`, and the days the site has as `site_starts_on` and `site_ends_on`:
    with the days that will be, and the act `redate` where they alone change."""
    days = ("starts_on", "ends_on", "site_starts_on", "site_ends_on")
    if all(relationships[name].null_count() == relationships.height for name in days):
        return relationships
    day = pl.lit(today.isoformat())
    starts, ends = pl.col("site_starts_on"), pl.col("site_ends_on")
    holds = (starts.is_null() | (starts <= day)) & (ends.is_null() | (ends >= day))
    will = pl.col("starts_on").is_null() | (pl.col("starts_on") <= day)
    others = pl.any_horizontal(pl.col("by_hand", "files").fill_null(value=False))
    keeps = others & (holds | ~will)
    # on which days somebody is not to see a child says nothing of those on which they are
    withheld = pl.col("claim").is_in(WITHHOLDS).fill_null(value=False)
    keeps |= withheld & (pl.col("act") == "existing") & (pl.col("state_before") == "active")
    keeps &= pl.col("state_before").is_in(OPEN).fill_null(value=False)
    begun = will & (starts.is_null() | (starts <= day)) & (pl.col("act") == "existing")
    relationships = relationships.with_columns(
        # both have begun, and on which day that was is the same to all
        starts_on=pl.when(keeps | begun).then("site_starts_on").otherwise("starts_on"),
        ends_on=pl.when(keeps).then("site_ends_on").otherwise("ends_on"),
    )
    differ = pl.col("starts_on").ne_missing(starts) | pl.col("ends_on").ne_missing(ends)
    act = pl.when((pl.col("act") == "existing") & differ).then(pl.lit("redate")).otherwise("act")
    return relationships.with_columns(act=act)


def undated(relationships: pl.DataFrame, today: datetime.date) -> pl.DataFrame:
    """As `dated`, of a file that changes no days: only what it proposes anew, or again because the
    old days are over, bears its own."""
    past = (pl.col("site_ends_on") < today.isoformat()).fill_null(value=False)
    keeps = pl.col("state_before").is_in(OPEN).fill_null(value=False)
    keeps &= ~(past & (pl.col("act") == "propose"))
    return relationships.with_columns(
        pl.when(keeps).then(f"site_{name}").otherwise(name).alias(name)
        for name in ("starts_on", "ends_on")
    )


def rewaits(relationships: pl.DataFrame, *, lowered: pl.Expr, waiting: pl.Expr) -> pl.DataFrame:
    """`relationships` with what waits already as `pending_…`: the days that the pending
    relationship will bear, and `other_days` where they alone change. Only the own series says
    them."""
    ours = pl.col("pending_ours").fill_null(value=False)
    touched = waiting | lowered
    days = {
        name: pl.when(touched & ~ours).then(f"pending_{name}").otherwise(name)
        for name in ("starts_on", "ends_on")
    }
    relationships = relationships.with_columns(**days)
    differ = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"pending_{name}")) for name in ("starts_on", "ends_on")
    )
    return relationships.with_columns(other_days=waiting & ~lowered & differ)


def told(over: pl.DataFrame, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The problems of relationships (as from `apart`) and of whole rows (`row` alone) that are
    over."""
    why = pl.when(pl.col("holds") == ENDED).then(pl.lit(ENDED)).otherwise(pl.lit("until"))
    relationships = over.select("row", value="value", why=why)
    rows = rows.join(relationships, on="row", how="anti").select(
        "row", value=pl.lit(""), why=pl.lit(ENDED)
    )
    said = pl.concat([relationships, rows]).unique(["row", "value"], maintain_order=True)
    return said.select(
        "row",
        column=pl.lit(column),
        code=pl.lit(NOT_NOW),
        severity=pl.lit(WARNING),
        value=pl.col("value").str.slice(0, 200),
        detail=pl.format('{{"why": "{}"}}', "why"),
    ).pipe(as_problems)
