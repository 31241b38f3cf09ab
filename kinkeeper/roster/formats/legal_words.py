"""What a format's own words say about the right to see a child, read cautiously.

A kind never grants anything; applying the plan that a person has reviewed does (K26). A kind that
stands for no parent withholds in every format (`claims.by_kind`); what only some formats know
stands here.
"""

import polars as pl

STAFF_ROLES = frozenset(
    ["teacher", "aide", "administrator", "principal", "proctor", "counselor"]
    + ["districtadministrator", "siteadministrator", "systemadministrator", "staff", "faculty"]
)


def of_contacts(links: pl.DataFrame) -> pl.DataFrame:
    """Adds `claim`: `unstated` where `kind` is empty, in a format whose contacts include people
    who are nobody's parents."""
    silent = pl.col("kind").fill_null("").str.strip_chars() == ""
    said = pl.col("claim") if "claim" in links.columns else pl.lit(None, pl.String)
    return links.with_columns(
        claim=pl.when(silent & said.is_null()).then(pl.lit("unstated")).otherwise(said)
    )
