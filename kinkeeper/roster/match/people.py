"""Decides which person each row means: roster rows and the site's people in, persons out."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.check.rows import CheckedRows
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import PERSON
from kinkeeper.roster.formats import derived_keys
from kinkeeper.roster.match import damaged_keys
from kinkeeper.roster.match.conflicts import conflicting
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.found_people import Judged, judge
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.match.lookup import led, look_up
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, SCHEMA, WARNING, as_problems
from kinkeeper.roster.vocabulary import STAFF, MatchOn, Profile


@dataclass(frozen=True)
class Matched:
    """`rows` as in `Roster`, and `person` (which person of the file, a text), `person_id` (null:
    not in the site), `led` (a former name led to the person), `asked` (somebody must decide whether
    the row speaks of that person) and `mark` (what was or is to be decided; else null). `good` is
    false for every row that is left out. `found` people are here, of whom `moved` are asked
    about. `tolerated` as in `tolerated.TOLERATED`."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    found: int
    moved: int
    tolerated: pl.DataFrame


def match(
    checked: CheckedRows,
    children: pl.DataFrame,
    mapping: Mapping,
    options: Options,
    directory: Directory,
) -> Matched:
    """`children` as from `relationships.named`."""
    said = look_up(checked.rows, options, directory)
    rows = led(said)
    found = [_damaged(said, mapping, directory.padded), _owners(said, mapping, options)]
    brought = _erased(said, directory.erased)
    found += [conflicting(rows, mapping), _out_of_bounds(rows, options), brought]
    rows = _left_out(rows, found)
    judged = judge(said.with_columns(rows["good"]), children, directory, mapping.headings)
    found.append(judged.problems)
    if judged.apart.height:
        alone = judged.apart.rename({"person": "alone"})
        rows = beside(rows, alone, "row").with_columns(person=pl.coalesce("alone", "person"))
        rows = rows.drop("alone")
    found.append(_with_their_others(rows, pl.concat(found)))
    rows = _asked(_left_out(rows, found), said, judged)
    del said
    rows = _unnamed(rows, brought)
    chosen = rows.select(*checked.rows.columns, "person", "person_id", "led", "asked", "mark")
    problems = pl.concat(found)
    return Matched(chosen, problems, judged.found, judged.moved, judged.tolerated)


def _asked(rows: pl.DataFrame, said: pl.DataFrame, judged: Judged) -> pl.DataFrame:
    """Adds `asked` and `mark`. Whoever is asked about stands there with all that the file said,
    under a former name, too."""
    if judged.people.is_empty():
        return rows.with_columns(asked=pl.lit(value=False), mark=pl.lit(None, pl.String))
    rows = beside(rows, judged.people, "person")
    rows = rows.with_columns(asked=pl.col("asked").fill_null(value=False) & pl.col("good"))
    loud = rows["asked"] & rows["led"]
    if not loud.any():
        return rows
    fields = (*PERSON, "username_folded")
    return rows.with_columns(
        pl.when(loud).then(said[field]).otherwise(rows[field]).alias(field) for field in fields
    )


def _left_out(rows: pl.DataFrame, problems: Sequence[pl.DataFrame]) -> pl.DataFrame:
    wrong = pl.concat(problems).filter(pl.col("severity") == ERROR)["row"].unique()
    if wrong.is_empty():
        return rows
    return rows.with_columns(good=pl.col("good") & ~pl.col("row").is_in(wrong.implode()))


def _with_their_others(rows: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """What is wrong with a person is wrong with all rows of the person: else the same file would
    do more the second time, when the others had brought the person in (K9)."""
    wrong = problems.filter(pl.col("severity") == ERROR)
    if wrong.is_empty():
        return NO_PROBLEMS
    whose = rows.select("row", "person").drop_nulls()
    hit = wrong.join(whose, on="row", how="inner").unique("person", maintain_order=True)
    others = whose.join(wrong, on="row", how="anti").join(
        hit.drop("row"), on="person", how="inner", maintain_order="left"
    )
    return others.select(list(SCHEMA)).pipe(as_problems)


def _erased(rows: pl.DataFrame, erased: pl.DataFrame) -> pl.DataFrame:
    """Rows that would make somebody anew who was erased. They name nobody."""
    if erased.is_empty():
        return NO_PROBLEMS
    new = rows.filter(pl.col("person_id").is_null()).select("row")
    detail = pl.format('{{"number": "{}", "day": "{}"}}', "number", "day")
    return (
        new.join(erased, on="row", how="inner", maintain_order="left")
        .select(
            "row",
            column=pl.lit(""),
            code=pl.when("erased_within").then(pl.lit("erased")).otherwise(pl.lit("not-allowed")),
            severity=pl.lit(ERROR),
            value=pl.lit(""),
            detail=pl.when("erased_within").then(detail),
        )
        .pipe(as_problems)
    )


def _unnamed(rows: pl.DataFrame, brought: pl.DataFrame) -> pl.DataFrame:
    """A plan keeps nothing of who was erased: neither of these rows nor of others of the person."""
    if brought.is_empty():
        return rows
    whose = rows.filter(pl.col("row").is_in(brought["row"].implode()))["person"].drop_nulls()
    theirs = pl.col("row").is_in(brought["row"].implode()) | pl.col("person").is_in(whose.implode())
    theirs = theirs.fill_null(value=False)
    fields = (*PERSON, "username_folded")
    return rows.with_columns(pl.when(~theirs).then(pl.col(field)).alias(field) for field in fields)


def _damaged(rows: pl.DataFrame, mapping: Mapping, padded: pl.Series) -> pl.DataFrame:
    """K2: a key that nobody has and that a spreadsheet probably made."""
    unknown = rows.filter(pl.col("key_owner").is_null() & pl.col("sync_key").is_not_null())
    unknown = unknown.with_columns(cause=damaged_keys.cause(pl.col("sync_key"), padded))
    hurt = unknown.filter(pl.col("cause").is_not_null())
    said = _say(hurt, mapping.headings.get("sync_key", ""), "key-damaged", "sync_key")
    return said.with_columns(detail=pl.format('{{"cause": "{}"}}', hurt["cause"]))


def _owners(rows: pl.DataFrame, mapping: Mapping, options: Options) -> pl.DataFrame:
    """Keys and usernames that belong to somebody other than the person whom the row means."""
    key, name = mapping.headings.get("sync_key", ""), mapping.headings.get("username", "")
    has_key = pl.col("sync_key").is_not_null()
    new = pl.col("person_id").is_null()
    found = [
        _say(
            rows.filter(new & pl.col("name_owner").is_not_null()),
            name,
            "username-taken",
            "username",
            "name_within",
        )
    ]
    made_up = rows["key_owner"].is_null() & derived_keys.of_elsewhere(
        rows["sync_key"], options.home
    )
    found.append(_say(rows.filter(made_up), key, "not-allowed", "sync_key", "key_within"))
    if options.match_on in {MatchOn.USERNAME, MatchOn.EMAIL}:
        rows = rows.filter(pl.col("site_within").fill_null(value=True))
        other_owner = pl.col("key_owner").is_not_null() & (
            new | (pl.col("key_owner") != pl.col("person_id"))
        )
        differs = ~new & has_key & pl.col("site_key").is_not_null()
        differs &= pl.col("site_key") != pl.col("sync_key")
        differs &= pl.col("key_owner").is_null() | (pl.col("key_owner") != pl.col("person_id"))
        within = "site_within"
        found += [
            _say(rows.filter(differs), key, "key-differs", "sync_key", within),
            _say(
                rows.filter(~differs & other_owner), key, "duplicate-key", "sync_key", "key_within"
            ),
        ]
    if options.match_on in {MatchOn.USERNAME, MatchOn.EMAIL}:
        people = pl.col("person").n_unique().over("sync_key")
        twice = rows.filter(has_key & (people > 1))
        found.append(_say(twice, key, "duplicate-key", "sync_key"))
    if options.match_on == MatchOn.EMAIL:
        shared = rows.filter(pl.col("email_sharers") > 1)
        found.append(_say(shared, mapping.headings.get("email", ""), "several-people", "email"))
    return pl.concat(found)


def _say(
    rows: pl.DataFrame, heading: str, code: str, field: str, within: str | None = None
) -> pl.DataFrame:
    """What lies out of reach is `not-allowed` and tells nothing more (K14)."""
    reachable = pl.lit(value=True) if within is None else pl.col(within).fill_null(value=False)
    return rows.select(
        "row",
        column=pl.lit(heading),
        code=pl.when(reachable).then(pl.lit(code)).otherwise(pl.lit("not-allowed")),
        severity=pl.lit(ERROR),
        value=pl.when(reachable).then(pl.col(field)).otherwise(pl.lit("")).fill_null(""),
        detail=pl.lit(None, pl.String),
    ).pipe(as_problems)


def _out_of_bounds(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """People whom this import may not touch: out of reach, in the trash, of another profile."""
    known = pl.col("person_id").is_not_null() & pl.col("site_profile").is_not_null()
    out = known & ~pl.col("site_within")
    trashed = known & ~out & (pl.col("site_state") == "trashed")
    other = known & ~out & ~trashed & (pl.col("site_profile") != options.profile)
    adult_parent = (options.profile == Profile.PARENT) & pl.col("site_profile").is_in(
        [each.value for each in STAFF]  # of an enum, Polars would make a type of its own
    )
    name = pl.concat_str("given_name", "family_name", separator=" ", ignore_nulls=True)
    named = pl.when(name != "").then(name)
    who = pl.coalesce(named, "sync_key", "username", pl.lit("")).str.slice(0, 200)
    detail = pl.format('{{"profile": "{}"}}', pl.col("site_profile"))
    found = rows.filter(out | trashed | other).select(
        "row",
        column=pl.lit(""),
        code=pl.when(out)
        .then(pl.lit("not-allowed"))
        .when(trashed)
        .then(pl.lit("in-trash"))
        .otherwise(pl.lit("other-profile")),
        severity=pl.when(other & adult_parent).then(pl.lit(WARNING)).otherwise(pl.lit(ERROR)),
        value=pl.when(out).then(pl.lit("")).otherwise(who),
        detail=pl.when(other).then(detail),
    )
    return found.pipe(as_problems)
