"""Keys for parents to whom a file gives none.

Derived from what the file says of them, so that the next file finds them again: name and e-mail,
else name and telephone. A name alone is shared by strangers; such a parent is found again by the
child as well, and is therefore never the parent of two. Nobody is the same across schools.

Placeholders are nothing (K33): the formats have taken them out of the cells before.
"""

import hashlib

import polars as pl

from kinkeeper.roster.text.invisible_columns import column_as_seen

PREFIX = "derived-"
# Typed because something had to be: 1234567, 987654. Nor is test@test.com a way to tell two apart.
COUNTED = "01234567890123456789 98765432109876543210"
DIGITS = 5  # fewer, or all the same, are no telephone that tells two people of one name apart


def keys(people: pl.DataFrame) -> pl.Series:
    """Needs `name`, `email`, `phone`, `school`, `child`; null where there is no name, or a name
    and nothing besides."""
    phone = pl.col("phone").str.replace_all(r"[^\d+]", "")
    digits = phone.str.replace_all("+", "", literal=True)
    alike = digits.str.strip_chars(digits.str.slice(0, 1)) == ""
    counted = pl.lit(COUNTED).str.contains(digits, literal=True)
    callable_ = (digits.str.len_chars() >= DIGITS) & ~alike & ~counted.fill_null(value=False)
    local = pl.col("email").str.to_lowercase().str.extract(r"^([^@]+)@", 1)
    domain = pl.col("email").str.to_lowercase().str.extract(r"@([^.]+)\.", 1)
    reachable = pl.col("email").is_not_null() & (local != domain).fill_null(value=True)
    said = people.select(
        pl.when(pl.col("name").is_not_null()).then(
            pl.concat_str(
                pl.col("school").fill_null(""),
                column_as_seen(pl.col("name")).str.to_lowercase().str.replace_all(r"\s+", " "),
                pl.when(reachable)
                .then(pl.concat_str(pl.lit("mail:"), pl.col("email").str.to_lowercase()))
                .when(callable_)
                .then(pl.concat_str(pl.lit("tel:"), phone))
                .otherwise(pl.concat_str(pl.lit("child:"), "child")),
                separator="\x1f",
            )
        )
    ).to_series()
    return said.map_elements(_key, return_dtype=pl.String)


def _key(said: str) -> str:
    return PREFIX + hashlib.sha256(said.encode()).hexdigest()[:20]
