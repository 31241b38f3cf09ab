"""Joins that leave a large frame where it is."""

from collections.abc import Sequence

import polars as pl


def beside(frame: pl.DataFrame, other: pl.DataFrame, on: str | Sequence[str]) -> pl.DataFrame:
    """`frame` with the columns of `other`, which has each value of `on` once; null where it has
    none. A left join would copy every column of the frame, a million rows wide."""
    keys = [on] if isinstance(on, str) else list(on)
    found = frame[keys].join(other, on=keys, how="left", maintain_order="left")
    return frame.hstack(found.get_columns()[len(keys) :])
