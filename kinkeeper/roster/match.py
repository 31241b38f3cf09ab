"""Decides which person each row means: roster rows and the site's people in, persons out."""

from dataclasses import dataclass

import polars as pl

from kinkeeper.roster import damage
from kinkeeper.roster.beside import beside
from kinkeeper.roster.check import Roster
from kinkeeper.roster.directory import Directory
from kinkeeper.roster.fields import PERSON
from kinkeeper.roster.mapping import Mapping
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.table import listed as lines_listed

ADULT_STAFF = ("system-administrator", "school-administrator", "teacher")


@dataclass(frozen=True)
class Matched:
    """`rows` as in `Roster`, and `person` (which person of the file, a text), `person_id` (null:
    not in the site) and `led` (a former name led to the person). `good` is false for every row
    that is left out."""

    rows: pl.DataFrame
    problems: pl.DataFrame


def match(
    roster: Roster,
    mapping: Mapping,
    options: Options,
    directory: Directory,
) -> Matched:
    rows = _look_up(roster.rows, options, directory)
    rows = _one_person(rows, options)
    found = [_damaged(rows, mapping, directory.padded), _owners(rows, mapping, options)]
    rows = _led(rows)
    found += [
        _several(rows, mapping, options),
        _out_of_bounds(rows, options),
    ]
    problems = pl.concat(found)
    wrong = problems.filter(pl.col("severity") == ERROR)["row"].unique()
    rows = rows.with_columns(good=pl.col("good") & ~pl.col("row").is_in(wrong.implode()))
    return Matched(rows.select(*roster.rows.columns, "person", "person_id", "led"), problems)


def _look_up(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """Who has the row's key, its username, its address; and whom the row therefore means."""
    people = directory.people
    about = people.select(
        person_id="id",
        site_key="sync_key",
        site_profile="profile",
        site_state="state",
        site_within="within",
    )
    by_key = _names(directory, "sync_key").rename(
        {"id": "key_owner", "within": "key_within", "former": "key_former"}
    )
    by_name = _names(directory, "username_folded").rename(
        {"id": "name_owner", "within": "name_within", "former": "name_former"}
    )
    rows = beside(beside(rows, by_key, "sync_key"), by_name, "username_folded")
    if options.match_on == "email":
        by_email = (
            people.filter(
                (pl.col("email") != "") & (pl.col("state") != "trashed") & pl.col("within")
            )
            .group_by(email_folded=pl.col("email").str.to_lowercase())
            .agg(email_owner=pl.col("id").min(), email_sharers=pl.len())
        )
        rows = rows.with_columns(email_folded=pl.col("email").str.to_lowercase())
        rows = beside(rows, by_email, "email_folded")
    means = {
        None: pl.when(pl.col("sync_key").is_not_null())
        .then(pl.col("key_owner"))
        .otherwise(pl.col("name_owner")),
        "sync-key": pl.col("key_owner"),
        "username": pl.col("name_owner"),
        "email": pl.when(pl.col("email_sharers") == 1).then(pl.col("email_owner")),
    }[options.match_on]
    return beside(rows.with_columns(person_id=means), about, "person_id")


def _names(directory: Directory, field: str) -> pl.DataFrame:
    """Everybody's `sync_key` or `username_folded`, with `id` and `within` of whom it means;
    `former`: it was that of an account merged into this one."""
    own = directory.people.select(field, "id", "within", former=pl.lit(value=False))
    former = directory.former.select(field, id="person_id").join(
        directory.people.select("id", "within"), on="id", how="inner"
    )
    led = former.select(field, "id", "within", former=pl.lit(value=True))
    return pl.concat([own, led]).drop_nulls(field)


def _one_person(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Adds `person`: rows with the same text speak of the same person."""
    name = pl.concat_str(pl.lit("user:"), pl.col("username_folded"))
    key = pl.concat_str(pl.lit("key:"), pl.col("sync_key"))
    own = {
        None: pl.coalesce(key, name),
        "sync-key": key,
        "username": name,
        "email": pl.concat_str(pl.lit("mail:"), pl.col("email_folded")),
    }[options.match_on]
    # who lies out of reach joins no rows: that two of them name one person would tell which (K14)
    within = pl.col("site_within").fill_null(value=False)
    known = pl.when(within).then(pl.concat_str(pl.lit("id:"), pl.col("person_id").cast(pl.String)))
    rows = rows.with_columns(person=pl.coalesce(known, own))
    if options.match_on is not None:
        return rows
    return _join_by_username(rows)


def _join_by_username(rows: pl.DataFrame) -> pl.DataFrame:
    """A row with a username alone means the person whom another row gives key and username."""
    bare = pl.col("sync_key").is_null() & pl.col("person_id").is_null()
    if rows.filter(bare).is_empty():
        return rows
    keyed = (
        rows.filter(~bare & pl.col("username_folded").is_not_null())
        .group_by("username_folded")
        .agg(elsewhere=pl.col("person").min(), people=pl.col("person").n_unique())
        .filter(pl.col("people") == 1)
        .drop("people")
    )
    rows = rows.join(keyed, on="username_folded", how="left", maintain_order="left")
    joined = pl.when(bare).then(pl.coalesce("elsewhere", "person")).otherwise(pl.col("person"))
    ids = pl.col("person_id").max().over("person")
    return rows.with_columns(person=joined).with_columns(person_id=ids).drop("elsewhere")


def _led(rows: pl.DataFrame) -> pl.DataFrame:
    """A row under a former key or username speaks of the person's children alone: what the
    merged account's record says of name and address would for ever contradict the other's."""
    by_key = pl.col("key_former") & (pl.col("key_owner") == pl.col("person_id"))
    by_name = pl.col("name_former") & (pl.col("name_owner") == pl.col("person_id"))
    led = pl.when(pl.col("sync_key").is_not_null()).then(by_key).otherwise(by_name)
    rows = rows.with_columns(led=led.fill_null(value=False))
    silent = {field: pl.col("led") for field in (*PERSON, "username_folded", "password")}
    for field in ("username", "username_folded"):
        silent[field] = pl.col("led") | by_name.fill_null(value=False)
    return rows.with_columns(
        [pl.when(~hush).then(pl.col(field)).alias(field) for field, hush in silent.items()]
    )


def _damaged(rows: pl.DataFrame, mapping: Mapping, padded: pl.Series) -> pl.DataFrame:
    """K2: a key that nobody has and that a spreadsheet probably made."""
    unknown = rows.filter(pl.col("key_owner").is_null() & pl.col("sync_key").is_not_null())
    unknown = unknown.with_columns(cause=damage.cause(pl.col("sync_key"), padded))
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
    if options.match_on in {"username", "email"}:
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
    if options.match_on == "email":
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
    ).cast(pl.Schema(SCHEMA))


DISAGREE = {
    "username_folded": "username",
    "sync_key": "synchronisation key",
    "given_name": "first name",
    "family_name": "last name",
    "birth_date": "birth date",
}


def _several(rows: pl.DataFrame, mapping: Mapping, options: Options) -> pl.DataFrame:
    """K5: rows of one person that disagree on who the person is are all left out.

    Rows with other errors count too: what they say is evidence all the same.
    """
    many = rows.filter(pl.col("person").is_not_null() & pl.col("person").is_duplicated())
    if many.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    same = {
        field: pl.col(field).str.to_lowercase().str.replace_all(r"\s+", " ")
        for field in ("given_name", "family_name")
    }
    groups = many.group_by("person").agg(
        pl.col("row").sort().alias("all_rows"),
        *[
            (same.get(field, pl.col(field)).drop_nulls().n_unique() > 1).alias(field)
            for field in DISAGREE
        ],
    )
    at_odds = groups.filter(pl.any_horizontal(*DISAGREE))
    words = pl.concat_str(
        [
            pl.when(field).then(pl.lit(f"{label}, ")).otherwise(pl.lit(""))
            for field, label in DISAGREE.items()
        ]
    ).str.strip_suffix(", ")
    listed = lines_listed(mapping.lines, "all_rows")
    detail = pl.format('{{"rows": "{}", "fields": "{}"}}', listed, words)
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
        .cast(pl.Schema(SCHEMA))
    )


def _out_of_bounds(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """People whom this import may not touch: out of reach, in the trash, of another profile."""
    known = pl.col("person_id").is_not_null() & pl.col("site_profile").is_not_null()
    out = known & ~pl.col("site_within")
    trashed = known & ~out & (pl.col("site_state") == "trashed")
    other = known & ~out & ~trashed & (pl.col("site_profile") != options.profile)
    adult_parent = (options.profile == "parent") & pl.col("site_profile").is_in(ADULT_STAFF)
    who = pl.concat_str(
        pl.coalesce("given_name", pl.lit("")), pl.coalesce("family_name", pl.lit("")), separator=" "
    ).str.slice(0, 200)
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
    return found.cast(pl.Schema(SCHEMA))
