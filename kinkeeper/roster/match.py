"""Decides which person each row means: roster rows and the site's people in, persons out."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster import damage
from kinkeeper.roster.bearers import Judged, judge
from kinkeeper.roster.beside import beside
from kinkeeper.roster.check import Roster
from kinkeeper.roster.directory import Directory
from kinkeeper.roster.fields import NAMES, PERSON
from kinkeeper.roster.mapping import Mapping
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.same_person import Bearer, Fit, fit, same_in_a_file
from kinkeeper.roster.table import listed as lines_listed

ADULT_STAFF = ("system-administrator", "school-administrator", "teacher")


@dataclass(frozen=True)
class Matched:
    """`rows` as in `Roster`, and `person` (which person of the file, a text), `person_id` (null:
    not in the site), `led` (a former name led to the person), `asked` (somebody must decide whether
    the row speaks of that person) and `mark` (what was or is to be decided; else null). `good` is
    false for every row that is left out. `found` people are here, of whom `moved` are asked
    about."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    found: int
    moved: int


def match(
    roster: Roster,
    children: pl.DataFrame,
    mapping: Mapping,
    options: Options,
    directory: Directory,
) -> Matched:
    """`children` as from `pairs.named`."""
    rows = _look_up(roster.rows, options, directory)
    said = _one_person(rows, options, directory)
    rows = _led(said)
    found = [_damaged(said, mapping, directory.padded), _owners(said, mapping, options)]
    found += [_several(rows, mapping, options), _out_of_bounds(rows, options)]
    rows = _left_out(rows, found)
    judged = judge(said.with_columns(rows["good"]), children, directory, mapping.headings)
    del said
    found.append(judged.problems)
    found.append(_with_their_others(rows, pl.concat(found)))
    rows = _asked(_left_out(rows, found), judged)
    chosen = rows.select(*roster.rows.columns, "person", "person_id", "led", "asked", "mark")
    return Matched(chosen, pl.concat(found), judged.found, judged.moved)


def _asked(rows: pl.DataFrame, judged: Judged) -> pl.DataFrame:
    if judged.people.is_empty():
        return rows.with_columns(asked=pl.lit(value=False), mark=pl.lit(None, pl.String))
    rows = beside(rows, judged.people, "person")
    return rows.with_columns(asked=pl.col("asked").fill_null(value=False) & pl.col("good"))


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
        return pl.DataFrame(schema=SCHEMA)
    whose = rows.select("row", "person").drop_nulls()
    hit = wrong.join(whose, on="row", how="inner").unique("person", maintain_order=True)
    others = whose.join(wrong, on="row", how="anti").join(
        hit.drop("row"), on="person", how="inner", maintain_order="left"
    )
    return others.select(list(SCHEMA)).cast(pl.Schema(SCHEMA))


def _look_up(rows: pl.DataFrame, options: Options, directory: Directory) -> pl.DataFrame:
    """Who has the row's key, its username, its address; and whom the row therefore means."""
    people = directory.people
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
    return _about(rows.with_columns(person_id=means), directory)


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
        "given_name",
        "family_name",
        "birth_date",
        owner="name_owner",
        may=pl.col("sync_key").is_not_null()
        & pl.col("key_owner").is_null()
        & pl.col("name_within").fill_null(value=False)
        & ~pl.col("name_former").fill_null(value=False),
    ).filter("may")
    if options.match_on not in {None, "sync-key"} or may.is_empty():
        return rows.with_columns(keyless=pl.lit(value=False))
    bare = directory.people.filter(pl.col("sync_key").is_null() & (pl.col("state") != "trashed"))
    stored = directory.details.join(bare.select("id"), on="id", how="semi")
    both = may.join(stored, left_on="owner", right_on="id", how="inner", suffix="_stored")
    alike = [
        line["row"]
        for line in both.iter_rows(named=True)
        if line["given_name"] and fit(_stored(line), _said(line)) <= Fit.CLOSE
    ]
    return rows.with_columns(keyless=pl.col("row").is_in(alike))


def _said(line: dict[str, Any]) -> Bearer:
    return Bearer(*[line[name] or "" for name in ("given_name", "family_name", "birth_date")])


def _stored(line: dict[str, Any]) -> Bearer:
    return Bearer(
        *[line[f"{name}_stored"] or "" for name in ("given_name", "family_name", "birth_date")]
    )


def _names(directory: Directory, field: str) -> pl.DataFrame:
    """Everybody's `sync_key` or `username_folded`, with `id` and `within` of whom it means;
    `former`: it was that of an account merged into this one."""
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
    nobody in the site has that username. What holds for that person then holds for the row."""
    bare = pl.col("sync_key").is_null() & pl.col("person_id").is_null()
    if rows.filter(bare).is_empty():
        return rows
    keyed = (
        rows.filter(~bare & pl.col("sync_key").is_not_null())
        .filter(pl.col("username_folded").is_not_null())
        .group_by("username_folded")
        .agg(
            elsewhere=pl.col("person").min(),
            elsewhere_id=pl.col("person_id").max(),
            people=pl.col("person").n_unique(),
        )
        .filter(pl.col("people") == 1)
        .drop("people")
    )
    rows = beside(rows, keyed, "username_folded")
    joined = bare & pl.col("elsewhere").is_not_null()
    rows = rows.with_columns(
        person=pl.when(joined).then("elsewhere").otherwise("person"),
        person_id=pl.when(joined).then("elsewhere_id").otherwise("person_id"),
    ).drop("elsewhere", "elsewhere_id", "site_key", "site_profile", "site_state", "site_within")
    return _about(rows, directory)


def _led(rows: pl.DataFrame) -> pl.DataFrame:
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
    if options.match_on in {"username", "email"}:
        people = pl.col("person").n_unique().over("sync_key")
        twice = rows.filter(has_key & (people > 1))
        found.append(_say(twice, key, "duplicate-key", "sync_key"))
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


WAYS = 10  # to write one name; nobody's is written in more
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
    groups = many.group_by("person").agg(
        pl.col("row").sort().alias("all_rows"),
        *[(pl.col(field).drop_nulls().n_unique() > 1).alias(field) for field in DISAGREE],
    )
    agreed = _agreed(many, groups.filter(pl.any_horizontal(*NAMES)))
    named_alike = pl.col("person").is_in(agreed)
    at_odds = groups.with_columns(pl.col(field) & ~named_alike for field in NAMES)
    at_odds = at_odds.filter(pl.any_horizontal(*DISAGREE))
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
