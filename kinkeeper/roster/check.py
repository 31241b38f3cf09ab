"""Looks at each row by itself: a table in, tidy rows and their problems out."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster import cells, claims
from kinkeeper.roster.fields import FIELDS
from kinkeeper.roster.fold import folded
from kinkeeper.roster.look_alikes import DIGITS, LETTERS
from kinkeeper.roster.mapping import Mapping
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.spreadsheet_days import from_serial
from kinkeeper.roster.table import Table
from kinkeeper.roster.unseen import names_as_seen
from kinkeeper.roster.without_placeholders import without_placeholders

KEYS = ("sync_key", "username", "child", "email", "password")
INVISIBLE = r"[\p{Cf}\u{115F}\u{1160}\u{3164}\u{FFA0}]"


@dataclass(frozen=True)
class Roster:
    """`rows`: `row` and a String column for every field (null where empty or not in the file),
    `username_folded`, `has_password` (a weak one counts), `good` (no error in it). `problems`: see
    `problems.SCHEMA`."""

    rows: pl.DataFrame
    problems: pl.DataFrame


@dataclass(frozen=True)
class Rule:
    """`broken` is true where the field's cell is wrong."""

    field: str
    code: str
    severity: str
    broken: Callable[[pl.Expr], pl.Expr]
    detail: str | None = None


def _length_rules() -> list[Rule]:
    return [
        Rule(
            field.name,
            "too-long",
            ERROR,
            lambda cell, limit=field.limit: cell.str.len_chars() > limit,  # type: ignore[misc]  # the limit of this very field
            f'{{"limit": {field.limit}}}',
        )
        for field in FIELDS
        if field.name not in {"child", "password"}
    ]


RULES = (
    *[
        Rule(field.name, "bad-character", ERROR, lambda cell: cell.str.contains(cells.UNSHOWN))
        for field in FIELDS
        if field.name != "password"
    ],
    *_length_rules(),
    Rule("email", "several-emails", ERROR, lambda cell: cell.str.count_matches("@") > 1),
    Rule(
        "email",
        "not-an-email",
        ERROR,
        lambda cell: (cell.str.count_matches("@") <= 1) & ~_good_emails(cell),
    ),
    Rule("username", "bad-username", ERROR, lambda cell: ~_each(cell, cells.good_username)),
    Rule(
        "birth_date",
        "bad-date",
        ERROR,
        lambda cell: ~_each(cell, lambda text: cells.read_date(text) is not None),
    ),
    Rule("responsibility", "not-yes-or-no", ERROR, lambda cell: ~_each(cell, claims.readable)),
    Rule("sync_key", "key-look-alike", WARNING, lambda cell: cell.str.contains(INVISIBLE)),
    Rule("child", "key-look-alike", WARNING, lambda cell: cell.str.contains(INVISIBLE)),
)


def check(
    table: Table, mapping: Mapping, options: Options, *, weak: Callable[[str], bool]
) -> Roster:
    """`weak` says of a password in a file whether it is too weak to set."""
    rows, cleaned = names_as_seen(_tidy(table, mapping))
    rows, said_nothing = without_placeholders(rows, mapping, options)
    rows = _keyed(rows, options)
    found = [_ragged(table), cleaned, said_nothing]
    if table.found is not None:
        found.append(table.found)
    rows, weak_passwords = _weak_passwords(rows, mapping, weak)
    found += [weak_passwords, _no_identity(rows, options)]
    found += [
        _broken(rows, rule, mapping.headings[rule.field])
        for rule in RULES
        if rule.field in mapping.columns
    ]
    found.append(_look_alikes(rows, mapping))
    problems = pl.concat(found)
    wrong = problems.filter(pl.col("severity") == ERROR)["row"].unique()
    rows = rows.with_columns(good=~pl.col("row").is_in(wrong.implode()))
    return Roster(rows, problems)


def _tidy(table: Table, mapping: Mapping) -> pl.DataFrame:
    """Cells trimmed and composed, empty ones null; line breaks inside a name become blanks."""
    columns = [pl.col("row")]
    for field in FIELDS:
        place = mapping.columns.get(field.name)
        if place is None:
            columns.append(pl.lit(None, pl.String).alias(field.name))
            continue
        cell = pl.col(f"c{place}")
        if field.name != "password":
            cell = cell.str.strip_chars().str.normalize("NFC")
        if field.name == "birth_date" and table.spreadsheet:
            cell = from_serial(cell)
        if field.name not in KEYS:
            cell = cell.str.replace_all(r"[\r\n\t\v\f ]+", " ")
        columns.append(pl.when(cell == "").then(None).otherwise(cell).alias(field.name))
    return table.cells.select(columns)


def _keyed(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    if options.key_prefix:
        key = pl.concat_str(pl.lit(options.key_prefix), "sync_key")
        rows = rows.with_columns(sync_key=key)
    return rows.with_columns(username_folded=folded(pl.col("username")))


def _each(cell: pl.Expr, good: Callable[[str], bool]) -> pl.Expr:
    return cell.map_elements(good, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=True)


def _good_emails(cell: pl.Expr) -> pl.Expr:
    plain = cell.str.contains(cells.PLAIN_EMAIL) & (cell.str.len_bytes() <= cells.PLAIN_LENGTH)
    return plain | _each(pl.when(~plain).then(cell), cells.good_email)


def _broken(rows: pl.DataFrame, rule: Rule, heading: str) -> pl.DataFrame:
    cell = pl.col(rule.field)
    return _problems(
        rows.filter(cell.is_not_null() & rule.broken(cell)),
        heading,
        rule.code,
        rule.severity,
        cell,
        detail=pl.lit(rule.detail, pl.String),
    )


def _problems(
    rows: pl.DataFrame,
    heading: str,
    code: str,
    severity: str,
    value: pl.Expr,
    *,
    detail: pl.Expr | None = None,
) -> pl.DataFrame:
    """`value` is cut to what a sentence can show, and control characters are made visible."""
    shown = value.str.slice(0, 200).str.replace_all(cells.UNSHOWN, "\ufffd").fill_null("")
    return rows.select(
        pl.col("row"),
        pl.lit(heading).alias("column"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        shown.alias("value"),
        (pl.lit(None, pl.String) if detail is None else detail).alias("detail"),
    ).cast(pl.Schema(SCHEMA))


def _ragged(table: Table) -> pl.DataFrame:
    few = pl.col("have") < pl.col("want")
    detail = pl.format('{{"have": {}, "want": {}}}', "have", "want")
    return table.ragged.select(
        "row",
        column=pl.lit(""),
        code=pl.when(pl.col("have").is_null())
        .then(pl.lit("stray-quote"))
        .when(few)
        .then(pl.lit("cells-missing"))
        .otherwise(pl.lit("cells-extra")),
        severity=pl.lit(ERROR),
        value=pl.lit(""),
        detail=detail,
    ).cast(pl.Schema(SCHEMA))


def _weak_passwords(
    rows: pl.DataFrame, mapping: Mapping, weak: Callable[[str], bool]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = rows.with_columns(has_password=pl.col("password").is_not_null())
    if "password" not in mapping.columns:
        return rows, pl.DataFrame(schema=SCHEMA)
    bad = pl.col("password").map_elements(weak, return_dtype=pl.Boolean).fill_null(value=False)
    rows = rows.with_columns(bad.alias("weak"))
    found = _problems(
        rows.filter("weak"), mapping.headings["password"], "password-weak", WARNING, pl.lit("")
    )
    password = pl.when("weak").then(None).otherwise(pl.col("password"))
    return rows.with_columns(password=password).drop("weak"), found


def _no_identity(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    if options.match_on is None:
        lacking = pl.col("sync_key").is_null() & pl.col("username").is_null()
    else:
        lacking = pl.col(options.match_on.replace("-", "_")).is_null()
    return _problems(rows.filter(lacking), "", "no-identity", ERROR, pl.lit(""))


def _look_alikes(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Keys of one column that differ only by look-alike or invisible characters (K1)."""
    found = [pl.DataFrame(schema=SCHEMA)]
    for field in ("sync_key", "child"):
        if field not in mapping.columns:
            continue
        keys = rows.select(key=pl.col(field)).drop_nulls().unique()
        keys = keys.with_columns(skeleton=skeleton(keys["key"]))
        twins = keys.filter(pl.col("skeleton").is_duplicated())["key"]
        if twins.len():
            alike = rows.filter(pl.col(field).is_in(twins.implode()))
            heading = mapping.headings[field]
            found.append(_problems(alike, heading, "key-look-alike", WARNING, pl.col(field)))
    return pl.concat(found)


def skeleton(keys: pl.Series) -> pl.Series:
    """What is left of a key when everything that only looks different is made the same."""
    visible = keys.str.replace_all(INVISIBLE, "")
    plain = visible.to_frame("key").select(
        pl.when(pl.col("key").str.len_bytes() == pl.col("key").str.len_chars())
        .then(pl.col("key"))
        .otherwise(
            pl.col("key")
            .str.normalize("NFKC")
            .map_elements(lambda key: key.translate(LETTERS), return_dtype=pl.String)
        )
    )
    return plain["key"].str.replace_many(list(DIGITS), list(DIGITS.values()))
