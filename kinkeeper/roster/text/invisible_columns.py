"""Whole columns of names without the signs that nobody sees."""

import polars as pl

from kinkeeper.roster.text.invisible import MARKS, STRAY


def column_as_seen(names: pl.Expr) -> pl.Expr:
    """`as_seen` of each, and null where nothing is left."""
    seen = names.str.replace_all(MARKS, "").str.replace_all(STRAY, "${1}").str.normalize("NFC")
    seen = seen.str.strip_chars()
    return pl.when(seen != "").then(seen)
