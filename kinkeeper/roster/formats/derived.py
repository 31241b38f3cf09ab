"""Keys for parents to whom a file gives none.

Derived from what the file says of them, so that the next file finds them again: name and e-mail,
else name and telephone. A name alone is shared by strangers; such a parent is found again by the
child as well, and is therefore never the parent of two. Nobody is the same across schools.
"""

import hashlib

import polars as pl

PREFIX = "derived-"


def keys(people: pl.DataFrame) -> pl.Series:
    """Needs `name`, `email`, `phone`, `school`, `child`; null where there is no name."""
    said = people.select(
        pl.when(pl.col("name").is_not_null()).then(
            pl.concat_str(
                pl.col("school").fill_null(""),
                pl.col("name").str.to_lowercase().str.replace_all(r"\s+", " "),
                pl.when(pl.col("email").is_not_null())
                .then(pl.concat_str(pl.lit("mail:"), pl.col("email").str.to_lowercase()))
                .when(pl.col("phone").is_not_null())
                .then(pl.concat_str(pl.lit("tel:"), pl.col("phone").str.replace_all(r"[^\d+]", "")))
                .otherwise(pl.concat_str(pl.lit("child:"), pl.col("child").fill_null(""))),
                separator="\x1f",
            )
        )
    ).to_series()
    return said.map_elements(_key, return_dtype=pl.String)


def _key(said: str) -> str:
    return PREFIX + hashlib.sha256(said.encode()).hexdigest()[:20]
