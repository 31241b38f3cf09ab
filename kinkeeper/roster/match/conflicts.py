"""Rows of one person that disagree on who that is (K5)."""

import itertools

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import NAMES
from kinkeeper.roster.match.same_person import Bearer, same_in_a_file
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, as_problems
from kinkeeper.roster.table import listed as lines_listed

WAYS = 10  # to write one name; nobody's is written in more
# The columns, and the fields that a problem names.
DISAGREE = {
    "username_folded": "username",
    **{field: field for field in ("sync_key", "given_name", "family_name", "birth_date")},
}


def conflicting(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """K5: rows of one person that disagree on who the person is are all left out.

    Rows with other errors count too: what they say is evidence all the same.
    """
    many = rows.filter(pl.col("person").is_not_null() & pl.col("person").is_duplicated())
    said = many.select("person", *DISAGREE).unique()  # of most all rows say the same
    several = said.filter(pl.col("person").is_duplicated())["person"].unique()
    if several.is_empty():
        return NO_PROBLEMS
    many = many.filter(pl.col("person").is_in(several.implode()))
    groups = many.group_by("person").agg(
        pl.col("row").sort().alias("all_rows"),
        *[(pl.col(field).drop_nulls().n_unique() > 1).alias(field) for field in DISAGREE],
    )
    agreed = _agreed(many, groups.filter(pl.any_horizontal(*NAMES)))
    named_alike = pl.col("person").is_in(agreed)
    at_odds = groups.with_columns(pl.col(field) & ~named_alike for field in NAMES)
    at_odds = at_odds.filter(pl.any_horizontal(*DISAGREE))
    fields = pl.concat_str(
        [
            pl.when(column).then(pl.lit(f"{field}, ")).otherwise(pl.lit(""))
            for column, field in DISAGREE.items()
        ]
    ).str.strip_suffix(", ")
    listed = lines_listed(mapping.lines, "all_rows")
    detail = pl.format('{{"rows": "{}", "fields": "{}"}}', listed, fields)
    at_odds = at_odds.select("person", detail=detail)
    return (
        many.join(at_odds, on="person", how="inner", maintain_order="left")
        .select(
            "row",
            column=pl.lit(""),
            code=pl.lit("conflicting-rows"),
            severity=pl.lit(ERROR),
            value=pl.concat_str(
                pl.coalesce("given_name", pl.lit("")),
                pl.coalesce("family_name", pl.lit("")),
                separator=" ",
            ).str.slice(0, 200),
            detail=pl.col("detail"),
        )
        .pipe(as_problems)
    )


def _agreed(many: pl.DataFrame, differing: pl.DataFrame) -> list[str]:
    """People whose rows write one name in several ways (K5)."""
    said = (
        many.join(differing.select("person"), on="person", how="semi")
        .select("person", *NAMES)
        .unique(maintain_order=True)
        .group_by("person")
        .agg(pl.struct(NAMES).head(WAYS + 1).alias("ways"))
    )
    found = []
    for person, ways in said.iter_rows():
        bearers = [Bearer(way["given_name"] or "", way["family_name"] or "") for way in ways]
        if len(bearers) <= WAYS and all(
            same_in_a_file(*two) for two in itertools.combinations(bearers, 2)
        ):
            found.append(person)
    return found
