"""Whom each row means: by its key, its username or its address, and which rows mean one person."""

from typing import Any

import polars as pl

from kinkeeper.roster.fields import PERSON
from kinkeeper.roster.formats import derived_keys
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.match.same_person import FIELDS, Bearer, Fit, fit
from kinkeeper.roster.options import Options
from kinkeeper.roster.vocabulary import MatchOn

# What `_about` adds.
SITE = ("site_key", "site_profile", "site_state", "site_within")


def look_up(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """The rows with `key_owner`, `name_owner` and the like, `person_id` (null: nobody here), what
    the site knows of that person (`site_…`), `keyless`, and what `_one_person` adds."""
    return _one_person(_owned(rows, options, directory), options, directory)


def _owned(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """Who has the row's key, its username, its address; and whom the row therefore means."""
    people = directory.people
    by_key = _names(directory, "sync_key").rename(
        {"id": "key_owner", "within": "key_within", "former": "key_former"}
    )
    by_name = _names(directory, "username_folded").rename(
        {"id": "name_owner", "within": "name_within", "former": "name_former"}
    )
    # anyone can make up such a key of a name and an address: it tells nothing of who is elsewhere
    elsewhere = derived_keys.of_elsewhere(by_key["sync_key"], options.home)
    by_key = by_key.filter(~elsewhere | pl.col("key_within"))
    rows = beside(beside(rows, by_key, "sync_key"), by_name, "username_folded")
    if options.match_on == MatchOn.EMAIL:
        by_email = (
            people.filter(
                (pl.col("email") != "") & (pl.col("state") != "trashed") & pl.col("within")
            )
            .group_by(email_folded=pl.col("email").str.to_lowercase())
            .agg(email_owner=pl.col("id").min(), email_sharers=pl.len())
        )
        rows = rows.with_columns(email_folded=pl.col("email").str.to_lowercase())
        rows = beside(rows, by_email, "email_folded")
    rows = _keyless(rows, options, directory)
    by_key_or_name = (
        pl.when(pl.col("keyless"))
        .then(pl.col("name_owner"))
        .when(pl.col("sync_key").is_not_null())
        .then(pl.col("key_owner"))
    )
    means = {
        None: by_key_or_name.otherwise(
            pl.when(pl.col("sync_key").is_null()).then(pl.col("name_owner"))
        ),
        "sync-key": by_key_or_name,
        "username": pl.col("name_owner"),
        "email": pl.when(pl.col("email_sharers") == 1).then(pl.col("email_owner")),
    }[options.match_on]
    rows = _about(rows.with_columns(person_id=means), directory)
    if options.match_on in {MatchOn.USERNAME, MatchOn.EMAIL}:
        return _with_new_keys(rows, options, directory)
    return rows


def _with_new_keys(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """Where something else than the key finds people: `keyless` are also rows that would give a
    key to somebody who has none. Where the key led to another until a hand changed it, the row
    means that one, so that it is asked whether the key moves (K34)."""
    bare = (
        pl.col("site_key").is_null() & pl.col("site_within") & (pl.col("site_state") != "trashed")
    )
    gives = bare & (pl.col("site_profile") == options.profile) & pl.col("key_owner").is_null()
    retired = directory.former.filter(pl.col("gone_id").is_null()).select("sync_key", "person_id")
    mine = (pl.col("profile") == options.profile) & (pl.col("state") != "trashed")
    owners = directory.people.filter(mine & pl.col("within")).select(person_id="id")
    keys = retired.join(owners, on="person_id", how="semi")["sync_key"]
    nobody = pl.col("person_id").is_null()
    if options.match_on == MatchOn.EMAIL:
        nobody &= pl.col("email_sharers").is_null()
    led = pl.col("key_former") & pl.col("sync_key").is_in(keys.implode())
    led &= nobody | (bare & (pl.col("key_owner") != pl.col("person_id")))
    rows = rows.with_columns(
        keyless=(pl.col("sync_key").is_not_null() & (gives | led)).fill_null(value=False)
    )
    moving = pl.col("keyless") & pl.col("key_owner").is_not_null()
    if not rows.select(moving.any()).item():
        return rows
    rows = rows.with_columns(person_id=pl.when(moving).then("key_owner").otherwise("person_id"))
    return _about(rows.drop(SITE), directory)


def _about(rows: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Adds what the site knows of whom each row means, however the row came to mean them."""
    about = directory.people.select(
        person_id="id",
        site_key="sync_key",
        site_profile="profile",
        site_state="state",
        site_within="within",
    )
    return beside(rows, about, "person_id")


def _keyless(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """Adds `keyless`: nobody has the row's key, and its username is that of somebody in reach who
    bears the same name and has no key yet. Whether they are one, a person decides."""
    may = rows.select(
        "row",
        *FIELDS,
        owner="name_owner",
        may=pl.col("sync_key").is_not_null()
        & pl.col("key_owner").is_null()
        & pl.col("name_within").fill_null(value=False)
        & ~pl.col("name_former").fill_null(value=False),
    ).filter("may")
    if options.match_on not in {None, MatchOn.SYNC_KEY} or may.is_empty():
        return rows.with_columns(keyless=pl.lit(value=False))
    bare = directory.people.filter(pl.col("sync_key").is_null() & (pl.col("state") != "trashed"))
    stored = directory.details.join(bare.select("id"), on="id", how="semi")
    both = may.join(stored, left_on="owner", right_on="id", how="inner", suffix="_stored")
    alike = [
        line["row"] for line in both.iter_rows(named=True) if line["given_name"] and _fits(line)
    ]
    return rows.with_columns(keyless=pl.col("row").is_in(alike))


def _fits(line: dict[str, Any]) -> bool:
    stored = Bearer.of(line[f"{name}_stored"] for name in FIELDS)
    return fit(stored, Bearer.of(line[name] for name in FIELDS)) <= Fit.CLOSE


def _names(directory: Directory, field: str) -> pl.DataFrame:
    """Everybody's `sync_key` or `username_folded`, with `id` and `within` of whom it means;
    `former`: it was that of an account merged into this one, or this one's own key before."""
    own = directory.people.select(field, "id", "within", former=pl.lit(value=False))
    former = directory.former.select(field, id="person_id").join(
        directory.people.select("id", "within"), on="id", how="inner"
    )
    led = former.select(field, "id", "within", former=pl.lit(value=True))
    return pl.concat([own, led]).drop_nulls(field)


def _one_person(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """Adds `person`: rows with the same text speak of the same person; `by_key`: the key found who
    that is; `led_name`: a former name did."""
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
    if options.match_on is None:
        rows = _join_by_username(rows, directory)
    found_by_key = (pl.col("key_owner") == pl.col("person_id")).fill_null(value=False)
    former = pl.when(found_by_key).then("key_former").otherwise("name_former")
    return rows.with_columns(by_key=found_by_key, led_name=former.fill_null(value=False))


def _join_by_username(rows: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """A row with a username alone means the person whom another row gives key and username, where
    nobody in the site has that username. What holds for that person then holds for the row, and
    where a former key found the person, it did so for this row, too (K34)."""
    bare = pl.col("sync_key").is_null() & pl.col("person_id").is_null()
    if rows.filter(bare).is_empty():
        return rows
    former = pl.col("key_former") & (pl.col("key_owner") == pl.col("person_id"))
    keyed = (
        rows.filter(~bare & pl.col("sync_key").is_not_null())
        .filter(pl.col("username_folded").is_not_null())
        .group_by("username_folded")
        .agg(
            elsewhere=pl.col("person").min(),
            elsewhere_id=pl.col("person_id").max(),
            people=pl.col("person").n_unique(),
            former_key=pl.when(former).then("sync_key").min(),
            keys=pl.col("sync_key").n_unique(),
        )
        .filter(pl.col("people") == 1)
        .with_columns(former_key=pl.when(pl.col("keys") == 1).then("former_key"))
        .drop("people", "keys")
    )
    rows = beside(rows, keyed, "username_folded")
    joined = bare & pl.col("elsewhere").is_not_null()
    led = joined & pl.col("former_key").is_not_null()
    rows = rows.with_columns(
        person=pl.when(joined).then("elsewhere").otherwise("person"),
        person_id=pl.when(joined).then("elsewhere_id").otherwise("person_id"),
        sync_key=pl.when(led).then("former_key").otherwise("sync_key"),
        key_owner=pl.when(led).then("elsewhere_id").otherwise("key_owner"),
        key_former=pl.when(led).then(pl.lit(value=True)).otherwise("key_former"),
    ).drop("elsewhere", "elsewhere_id", "former_key", *SITE)
    return _about(rows, directory)


def led(rows: pl.DataFrame) -> pl.DataFrame:
    """A row under a former key or username speaks of the person's children alone: what the
    merged account's record says of name and address would for ever contradict the other's."""
    by_key = pl.col("key_former") & (pl.col("key_owner") == pl.col("person_id"))
    by_name = pl.col("name_former") & (pl.col("name_owner") == pl.col("person_id"))
    led = pl.when(pl.col("sync_key").is_not_null()).then(by_key).otherwise(by_name)
    rows = rows.with_columns(led=led.fill_null(value=False))
    if not rows.select((pl.col("led") | by_name.fill_null(value=False)).any()).item():
        return rows
    silent = {field: pl.col("led") for field in (*PERSON, "username_folded", "password")}
    for field in ("username", "username_folded"):
        silent[field] = pl.col("led") | by_name.fill_null(value=False)
    return rows.with_columns(
        [pl.when(~hush).then(pl.col(field)).alias(field) for field, hush in silent.items()]
    )
