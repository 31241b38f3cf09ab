"""Rows whose name is that of two people: their relationships are proposed (K21, K26)."""

import polars as pl

from kinkeeper.roster.cells.claim_words import DESCRIBED, RANK
from kinkeeper.roster.cells.find_row_problems import problems_of
from kinkeeper.roster.cells.two_people import MAYBE, is_two
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import NAMES
from kinkeeper.roster.match.directory import Facts
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import NO_PROBLEMS, WARNING
from kinkeeper.roster.vocabulary import Profile


def of_two(rows: pl.DataFrame, mapping: Mapping, options: Options, facts: Facts) -> pl.DataFrame:
    """The warnings (`problems.SCHEMA`) of adults' rows with such a name, but for those of which
    somebody said that it is one person's. `rows` as in `people.Matched`."""
    none = NO_PROBLEMS
    if options.profile == Profile.PUPIL:
        return none
    maybe = pl.any_horizontal(pl.col(NAMES).str.contains(MAYBE)).fill_null(value=False)
    few = rows.filter(maybe & pl.col("good")).select("row", "person_id", *NAMES)
    if few.is_empty():
        return none
    two = [is_two(given or "", family or "") for given, family in few.select(NAMES).iter_rows()]
    few = few.filter(pl.Series(two))
    whole = pl.concat_str(*NAMES, separator=" ", ignore_nulls=True)
    said = facts.one_person(few["person_id"].drop_nulls().unique().to_list())
    few = few.with_columns(name=whole).join(said, on=["person_id", "name"], how="anti")
    heading = mapping.headings.get("given_name", "")
    return problems_of(few, heading, "two-people", WARNING, pl.col("name"))


def proposed(children: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """`children` as from `relationships.named`, less than granted where a row's name is in
    `problems`."""
    if problems.is_empty():
        return children
    rank = pl.col("claim").replace_strict(RANK, default=RANK["yes"], return_dtype=pl.Int8)
    theirs = pl.col("row").is_in(problems["row"].implode())
    described = pl.col("claim").is_in(DESCRIBED).fill_null(value=False)
    weaker = theirs & (described | (rank > RANK["two-people"]))
    claim = pl.when(weaker).then(pl.lit("two-people")).otherwise("claim")
    return children.with_columns(claim=claim)
