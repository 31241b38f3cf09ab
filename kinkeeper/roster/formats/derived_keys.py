"""Keys for parents to whom a file gives none.

Derived from what the file says of them, so that the next file finds them again: name and e-mail,
else name and telephone. A name alone is shared by strangers; such a parent is found again by the
child as well, and is therefore never the parent of two. A child without a key has none from here:
of names, dates and classes none is the pupil's own for good.

Anyone can write down a name and an address. So nobody is the same across schools, and the
organisation that a file is for is part of its keys: in a file for another one they neither meet
the family nor tell of it (K14). Nor does such a key that someone has made up (`of_elsewhere`).
Whom the import reaches is found again all the same (`intake.directory.derived_keys`).

Placeholders are nothing (K33): the formats have taken them out of the cells before.
"""

import hashlib

import polars as pl

from kinkeeper.roster.cells.derived_form import FORM, PREFIX
from kinkeeper.roster.fields import CONTACT
from kinkeeper.roster.text.invisible_columns import column_as_seen
from kinkeeper.roster.text.names import folded

# Typed because something had to be: 1234567, 987654. Nor is test@test.com a way to tell two apart.
COUNTED = "01234567890123456789 98765432109876543210"
DIGEST = 20  # letters, in which all keys of one family at several places agree
DIGITS = 5  # fewer, or all the same, are no telephone that tells two people of one name apart


def keys(people: pl.DataFrame, home: str) -> pl.Series:
    """Needs `name`, `email`, `phone`, `school`, `child`; null where there is no name, or a name
    and nothing besides. `home` as in `Options`."""
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
    return said.map_elements(lambda each: _key(each, home), return_dtype=pl.String)


def of_elsewhere(keys: pl.Series, home: str) -> pl.Series:
    """Whether each key has the form of those made here, and was not made for `home`."""
    own = keys.str.contains(f"{PREFIX}{_place(home)}-[0-9a-f]{{20}}$")
    return (keys.str.contains(FORM) & ~own).fill_null(value=False)


def by_described_child(people: pl.DataFrame, described: pl.DataFrame, home: str) -> pl.Series:
    """For parents of whom there is the name alone: with the name and the birth date of the child
    whom the row describes (`table.DESCRIBED`, a child a row). Two children may have both; so where
    anything else that is said of such a parent or child differs, it is nobody's key."""
    child = {
        row["row"]: (" ".join(sorted(folded(row["names"][0]).split())), row["birth_date"])
        for row in described.iter_rows(named=True)
        if row["birth_date"]
    }
    classes = dict(described.select("row", "class").iter_rows())
    keys, beside = [], []
    for row in people.iter_rows(named=True):
        whose = child.get(row["row"])
        name = " ".join(sorted(folded(row["name"] or "").split()))
        said = ("described:", row["school"] or "", name, *(whose or ()))
        keys.append(_key("\x1f".join(said), home) if whose and name else None)
        beside.append([*(row[field] for field in CONTACT), classes.get(row["row"])])
    made = people.select("row", key=pl.Series(keys, dtype=pl.String)).with_columns(
        pl.Series(f"said{at}", [each[at] for each in beside], dtype=pl.String)
        for at in range(len(CONTACT) + 1)
    )
    said_once = [
        pl.col(f"said{at}").replace("", None).drop_nulls().n_unique().over("key") <= 1
        for at in range(len(CONTACT) + 1)
    ]
    return made.select(pl.when(pl.all_horizontal(said_once)).then("key")).to_series()


def _key(said: str, home: str) -> str:
    return f"{PREFIX}{_place(home)}-{hashlib.sha256(said.encode()).hexdigest()[:DIGEST]}"


def _place(home: str) -> str:
    return hashlib.sha256(home.encode()).hexdigest()[:8]
