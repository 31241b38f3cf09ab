"""Decides what happens to each parent and child that a roster names."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster import damage
from kinkeeper.roster.check import Roster
from kinkeeper.roster.directory import Directory
from kinkeeper.roster.kinds import kind_of
from kinkeeper.roster.mapping import Mapping
from kinkeeper.roster.normalise import fold_username
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING

WRONG = ("child-is-parent", "child-not-a-pupil", "too-long", "key-damaged")
# One line a pair. `act` is null until it is decided.
PAIRS: dict[str, Any] = {
    "row": pl.UInt32,
    "person": pl.String,
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "match": pl.String,
    "value": pl.String,
    "folded": pl.String,
    "kind": pl.String,
    "kind_text": pl.String,
    "act": pl.String,
    "state_before": pl.String,
    "version": pl.Int64,
    "pending_id": pl.Int64,
}


@dataclass(frozen=True)
class Pairs:
    """`frame` has the columns of `PAIRS`."""

    frame: pl.DataFrame
    problems: pl.DataFrame


def named(roster: Roster, options: Options) -> pl.DataFrame:
    """The children each row names: `row`, `value`, `folded`, `kind`, `kind_text`."""
    rows = roster.rows.filter(pl.col("child").is_not_null())
    cell = pl.col("child")
    values = cell.str.split(options.child_separator) if options.child_separator else cell
    rows = rows.select("row", "kind", value=values)
    if options.child_separator:
        rows = rows.explode("value")
    rows = rows.with_columns(pl.col("value").str.strip_chars()).filter(pl.col("value") != "")
    if options.key_prefix and options.child_match == "sync-key":
        rows = rows.with_columns(value=pl.concat_str(pl.lit(options.key_prefix), pl.col("value")))
    rows = rows.with_columns(folded=fold(rows["value"], options.child_match))
    kinds = rows["kind"].unique().drop_nulls().to_list()
    meant = pl.col("kind").replace_strict(
        {said: kind_of(said) for said in kinds} or {"": ""},
        default="unspecified",
        return_dtype=pl.String,
    )
    return rows.select(
        "row",
        "value",
        "folded",
        kind=meant,
        kind_text=pl.when(meant == "other").then("kind").otherwise(pl.lit("")).fill_null(""),
    )


def fold(values: pl.Series, match: str) -> pl.Series:
    if match != "username":
        return values
    return values.map_elements(fold_username, return_dtype=pl.String)


def decide(
    rows: pl.DataFrame,
    children: pl.DataFrame,
    directory: Directory,
    mapping: Mapping,
    options: Options,
) -> Pairs:
    """`rows`: `row`, `person`, `person_id`, `good` of every row; `children` as from `named`."""
    pairs = children.join(
        rows.select("row", "person", "person_id", "good", "sync_key", "username_folded"),
        on="row",
        how="inner",
        maintain_order="left",
    )
    pairs = _resolved(pairs, directory, options)
    pairs = _met(pairs, rows, directory.padded, options)
    problems = _problems(pairs, mapping, options)
    pairs = pairs.with_columns(match=pl.lit(options.child_match), pending_id=pl.lit(None, pl.Int64))
    once = pl.coalesce(
        pl.concat_str(pl.lit("id:"), pl.col("child_id").cast(pl.String)),
        pl.concat_str(pl.lit("key:"), pl.col("folded")),
    )
    # a pair that one row leaves out and another makes is made: bad rows are left out alone
    pairs = (
        pairs.with_columns(
            once=once,
            last=pl.col("act") == "rejected",
            whom=pl.coalesce("person", pl.col("row").cast(pl.String)),
        )
        .sort("last", "row")
        .unique(["whom", "once"], keep="first", maintain_order=True)
        .sort("row", "folded")
    )
    return Pairs(pairs.select(list(PAIRS)).cast(pl.Schema(PAIRS)), problems)


def _resolved(pairs: pl.DataFrame, directory: Directory, options: Options) -> pl.DataFrame:
    """Adds the child as the maker may know it: out of reach is the same as unknown (K14)."""
    known = directory.people.filter(pl.col("within") & (pl.col("state") != "trashed"))
    by = {
        "sync-key": pl.col("sync_key"),
        "username": pl.col("username_folded"),
        "internal-id": pl.col("id").cast(pl.String),
    }[options.child_match]
    children = known.select(folded=by, child_id="id", child_profile="profile").drop_nulls("folded")
    pairs = pairs.join(children, on="folded", how="left", maintain_order="left")
    existing = directory.pairs.rename({"parent_id": "person_id", "state": "state_before"}).unique(
        ["person_id", "child_id"]
    )
    return pairs.join(existing, on=["person_id", "child_id"], how="left", maintain_order="left")


def _met(
    pairs: pl.DataFrame, rows: pl.DataFrame, padded: pl.Series, options: Options
) -> pl.DataFrame:
    """Adds `code` (what is wrong with the pair, null for nothing) and `act`."""
    own = {
        "sync-key": pl.col("sync_key"),
        "username": pl.col("username_folded"),
        "internal-id": pl.col("person_id").cast(pl.String),
    }[options.child_match]
    if options.child_match == "internal-id":
        adults = pl.Series([], dtype=pl.String)
    else:
        field = "sync_key" if options.child_match == "sync-key" else "username_folded"
        adults = rows.filter("good")[field].drop_nulls().unique()
    self_made = (own == pl.col("folded")) | (pl.col("child_id") == pl.col("person_id"))
    # the file's own people are not pupils, even those who are not in the site yet
    in_file = pl.col("child_id").is_null() & pl.col("folded").is_in(adults.implode())
    not_pupil = in_file | (pl.col("child_profile") != "pupil").fill_null(value=False)
    unknown = pl.col("child_id").is_null()
    blocked = (pl.col("state_before") == "blocked").fill_null(value=False)
    too_long = pl.col("value").str.len_chars() > 200
    pairs = pairs.with_columns(
        cause=pl.when(unknown & (options.child_match == "sync-key")).then(
            damage.cause(pl.col("folded"), padded)
        )
    )
    damaged = pl.col("cause").is_not_null()
    code = (
        pl.when(self_made.fill_null(value=False))
        .then(pl.lit("child-is-parent"))
        .when(not_pupil)
        .then(pl.lit("child-not-a-pupil"))
        .when(too_long)
        .then(pl.lit("too-long"))
        .when(damaged)
        .then(pl.lit("key-damaged"))
        .when(unknown)
        .then(pl.lit("child-unknown"))
        .when(blocked)
        .then(pl.lit("held-back"))
    )
    pairs = pairs.with_columns(code=code)
    wrong = pl.col("code").is_in(WRONG)
    there = pl.col("state_before").is_in(["active", "proposed"]).fill_null(value=False)
    act = (
        pl.when(~pl.col("good") | wrong.fill_null(value=False))
        .then(pl.lit("rejected"))
        .when(blocked)
        .then(pl.lit("held-back"))
        .when(unknown)
        .then(pl.lit("pending"))
        .when(there)
        .then(pl.lit("existing"))
        .otherwise(pl.lit("create"))
    )
    return pairs.with_columns(act=act, parent_id=pl.col("person_id"))


def _problems(pairs: pl.DataFrame, mapping: Mapping, options: Options) -> pl.DataFrame:
    said = pairs.filter(pl.col("code").is_not_null() & pl.col("good"))
    warning = pl.col("code").is_in(["child-unknown", "held-back"])
    match = f'"match": "{options.child_match}", "limit": 200'
    detail = (
        pl.when(pl.col("code") == "key-damaged")
        .then(pl.format(f'{{{{{match}, "cause": "{{}}"}}}}', "cause"))
        .otherwise(pl.lit(f"{{{match}}}"))
    )
    return said.select(
        "row",
        column=pl.lit(mapping.headings.get("child", "")),
        code="code",
        severity=pl.when(warning).then(pl.lit(WARNING)).otherwise(pl.lit(ERROR)),
        value=pl.col("value").str.slice(0, 200),
        detail=detail,
    ).cast(pl.Schema(SCHEMA))


def waits_fulfilled(persons: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The waits that pupils of this roster fulfil, as pairs. `persons` as from `acts.decide`,
    with `person_id` given to the new ones too."""
    waits = directory.waits_for
    if waits.is_empty():
        return pl.DataFrame(schema=PAIRS)
    pupils = persons.filter(~pl.col("other_profile")).select(
        "person",
        "number",
        child_id="person_id",
        by_key="sync_key",
        by_name="username_folded",
        by_id=pl.col("person_id").cast(pl.String),
    )
    met = pl.concat(
        [
            waits.filter(pl.col("match") == match)
            .join(pupils, left_on="folded", right_on=column, how="inner", coalesce=False)
            .select(*waits.columns, "person", "number", "child_id")
            for match, column in (
                ("sync-key", "by_key"),
                ("username", "by_name"),
                ("internal-id", "by_id"),
            )
        ]
    ).filter(pl.col("parent_id") != pl.col("child_id"))
    met = _inside(met, persons, directory)
    met = met.join(
        directory.waiting_pairs.rename({"state": "state_before"}),
        on=["parent_id", "child_id"],
        how="left",
    )
    act = (
        pl.when(pl.col("state_before") == "blocked")
        .then(pl.lit("held-back"))
        .when(pl.col("state_before").is_in(["active", "proposed"]))
        .then(pl.lit("existing"))
        .otherwise(pl.lit("create"))
    )
    return (
        met.select(
            row="number",
            person="person",
            parent_id="parent_id",
            child_id="child_id",
            match="match",
            value="value",
            folded="folded",
            kind="kind",
            kind_text="kind_text",
            act=act,
            state_before="state_before",
            version="version",
            pending_id="id",
        )
        .cast(pl.Schema(PAIRS))
        .sort("row", "parent_id", "pending_id")
    )


def _inside(met: pl.DataFrame, persons: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Only pupils inside the organisations of a wait's maker fulfil it (K8)."""
    free = met.filter(pl.col("reach").is_null())
    bound = met.filter(pl.col("reach").is_not_null())
    if bound.is_empty():
        return free
    before = directory.memberships.rename({"person_id": "child_id"})
    after = persons.select(child_id="person_id", path="new_paths").explode("path")
    places = pl.concat([before, after.drop_nulls()])
    inside = (
        bound.select("id", "child_id", root="reach")
        .explode("root")
        .join(places, on="child_id", how="inner")
        .filter(
            (pl.col("path") == pl.col("root"))
            | pl.col("path").str.starts_with(pl.concat_str(pl.col("root"), pl.lit("/")))
        )
        .select("id", "child_id")
        .unique()
    )
    return pl.concat([free, bound.join(inside, on=["id", "child_id"], how="semi")])
