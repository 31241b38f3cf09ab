"""What is said of the relationships of a roster: why one is left out, waits, or is only
proposed."""

import polars as pl

from kinkeeper.roster.cells.claim_words import WITHHOLDS
from kinkeeper.roster.cells.validity import DISABLED, NOT_NOW
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, WARNING, as_problems

NO_PARENT = "kind-not-a-parent"
WARNINGS = ("child-unknown", "held-back", "proposed", NO_PARENT, "restricted-by-hand")


def of(relationships: pl.DataFrame, mapping: Mapping, options: Options) -> pl.DataFrame:
    """`relationships` with `code` and `act` as `relationships.decide` has them; problems as in
    `SCHEMA`."""
    no_parent = (pl.col("claim") == "kind").fill_null(value=False)
    disabled = (pl.col("claim") == DISABLED).fill_null(value=False)
    told = pl.when(pl.col("code").is_null() & (pl.col("act") == "propose") & ~no_parent & ~disabled)
    relationships = relationships.with_columns(
        code=pl.coalesce("code", told.then(pl.lit("proposed")))
    )
    asks = relationships.filter(disabled & pl.col("act").is_in(["propose", "pending"]))
    of_disabled = _disabled(asks, mapping)
    said = relationships.filter(pl.col("code").is_not_null() & pl.col("good"))
    asks = relationships.filter(no_parent & pl.col("act").is_in(["propose", "pending"]))
    withheld = (pl.col("act") == "pending") & pl.col("claim").is_in(WITHHOLDS)
    pendings = relationships.filter(
        (withheld & ~no_parent & ~disabled).fill_null(value=False) & pl.col("good")
    )
    pendings = pendings.with_columns(code=pl.lit("proposed"))  # that is what they will be
    told_of = _told(pl.concat([said, pendings]), mapping, options)
    return pl.concat([told_of, of_disabled, _no_parents(asks, mapping)])


def _disabled(asks: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """As with a kind that is no parent's: told of a relationship that waits, too."""
    return asks.select(
        "row",
        column=pl.lit(mapping.headings.get("child", "")),
        code=pl.lit(NOT_NOW),
        severity=pl.lit(WARNING),
        value=pl.col("value").str.slice(0, 200),
        detail=pl.lit(f'{{"why": "{DISABLED}"}}'),
    ).pipe(as_problems)


def _no_parents(asks: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Told of a relationship that waits, too: it will be proposed when the child comes."""
    child = mapping.headings.get("child", "")
    return asks.select(
        "row",
        column=pl.lit(mapping.headings.get("kind", child)),
        code=pl.lit(NO_PARENT),
        severity=pl.lit(WARNING),
        value=pl.col("said").fill_null("").str.slice(0, 200),
        detail=pl.struct(child=pl.col("value").str.slice(0, 200)).struct.json_encode(),
    ).pipe(as_problems)


def _told(said: pl.DataFrame, mapping: Mapping, options: Options) -> pl.DataFrame:
    warning = pl.col("code").is_in(WARNINGS) & (pl.col("act") != "rejected")
    match = f'"match": "{options.child_match}", "limit": 200'
    detail = (
        pl.when(pl.col("code") == "key-damaged")
        .then(pl.format(f'{{{{{match}, "cause": "{{}}"}}}}', "cause"))
        .when(pl.col("code") == "proposed")
        .then(pl.format(f'{{{{{match}, "claim": "{{}}"}}}}', "claim"))
        .when(pl.col("code") == "other-child")
        .then(pl.struct(name=pl.col("called").str.slice(0, 200)).struct.json_encode())
        .otherwise(pl.lit(f"{{{match}}}"))
    )
    return said.select(
        "row",
        column=pl.coalesce("heading", pl.lit(mapping.headings.get("child", ""))),
        code="code",
        severity=pl.when(warning).then(pl.lit(WARNING)).otherwise(pl.lit(ERROR)),
        value=pl.col("value").str.slice(0, 200),
        detail=detail,
    ).pipe(as_problems)
