"""Days as XML and JSON documents write them."""

import polars as pl


def day(column: str) -> pl.Expr:
    """`17/09/2012` (the day first, as those say who write so) and the day of `2012-09-17T00:00:00`
    as ISO dates; anything else as it stands, for a person to be told."""
    cell = pl.col(column)
    parts = cell.str.extract_groups(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T].*)?$")
    turned = pl.concat_str(
        parts.struct[2],
        parts.struct[1].str.zfill(2),
        parts.struct[0].str.zfill(2),
        separator="-",
    )
    iso = cell.str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$", 1)
    return pl.coalesce(turned, iso, cell)
