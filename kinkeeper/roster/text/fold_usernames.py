"""Whole columns of usernames in the form in which they are compared."""

import polars as pl

from kinkeeper.roster.text.normalise import fold_username


def folded(usernames: pl.Expr) -> pl.Expr:
    """`fold_username` of each; what is plain ASCII never becomes a Python string."""
    plain = usernames.str.contains(r"^[!-~]*$")
    other = pl.when(~plain).then(usernames).map_elements(fold_username, return_dtype=pl.String)
    return pl.when(plain).then(usernames.str.to_lowercase()).otherwise(other)


def as_matched(values: pl.Series, match: str) -> pl.Series:
    """Children's keys as they are looked up: usernames folded."""
    if match != "username":
        return values
    return values.to_frame("value").select(folded(pl.col("value"))).to_series()
