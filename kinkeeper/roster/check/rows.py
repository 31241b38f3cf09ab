"""Looks at each row by itself: a table in, tidy rows and their problems out."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.cells import allowed, areas, claim_words
from kinkeeper.roster.cells.find_row_problems import problems_of
from kinkeeper.roster.cells.whole_names import names
from kinkeeper.roster.check import mojibake, odd_cells
from kinkeeper.roster.check.dates import dated
from kinkeeper.roster.check.invisible_signs import names_as_seen
from kinkeeper.roster.check.more_children import more_children
from kinkeeper.roster.check.placeholders import without_placeholders
from kinkeeper.roster.check.ragged import ragged
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import FIELDS, NAMES, WHOLE
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, WARNING
from kinkeeper.roster.table import Table
from kinkeeper.roster.text.fold_usernames import folded
from kinkeeper.roster.text.look_alikes import DIGITS, LETTERS
from kinkeeper.roster.text.spreadsheet_days import from_serial

KEYS = ("sync_key", "username", "child", "email", "password")
BLANKS = r"[\r\n\t\v\f ]+"
SEVERAL = r"[\r\n\t\v\f]|  "  # of which they make one
INVISIBLE = r"[\p{Cf}\u{115F}\u{1160}\u{3164}\u{FFA0}]"


@dataclass(frozen=True)
class CheckedRows:
    """`rows`: `row` and a String column for every field (null where empty or not in the file),
    `username_folded`, `has_password` (a weak one counts), `good` (no error in it). `problems`: see
    `problems.SCHEMA`. `children`: those of further columns, see `more_children.CHILDREN`."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    children: pl.DataFrame


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
        Rule(field.name, "bad-character", ERROR, lambda cell: cell.str.contains(allowed.UNSHOWN))
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
    Rule("username", "bad-username", ERROR, lambda cell: ~_each(cell, allowed.good_username)),
    Rule("responsibility", "not-yes-or-no", ERROR, lambda cell: ~_each(cell, claim_words.readable)),
    Rule("areas", "not-an-area", ERROR, lambda cell: ~_each(cell, areas.readable)),
    Rule("sync_key", "key-look-alike", WARNING, lambda cell: cell.str.contains(INVISIBLE)),
    Rule("child", "key-look-alike", WARNING, lambda cell: cell.str.contains(INVISIBLE)),
)


def check(
    table: Table, mapping: Mapping, options: Options, *, weak: Callable[[str], bool]
) -> CheckedRows:
    """`weak` says of a password in a file whether it is too weak to set. Raises `FileRefused`
    (`date-order`)."""
    rows = _tidy(table, mapping)
    damaged = mojibake.told(rows, mapping)
    rows, cleaned = names_as_seen(rows)
    rows, said_nothing = without_placeholders(rows, mapping, options)
    rows = _keyed(rows, options)
    children, of_children = more_children(table, mapping, options)
    rows, bad_dates = dated(rows, mapping, options)
    found = [odd_cells.told(table, mapping, rows), ragged(table), cleaned, said_nothing]
    found += [of_children, bad_dates]
    if table.found is not None:
        found.append(table.found)
    rows, weak_passwords = _weak_passwords(rows, mapping, weak)
    found += [weak_passwords, _no_identity(rows, options)]
    found += _broken(rows, mapping)
    found += [_look_alikes(rows, children, mapping), damaged]
    problems = odd_cells.without_echoes(pl.concat(found))
    wrong = problems.filter(pl.col("severity") == ERROR)["row"].unique()
    rows = rows.with_columns(good=~pl.col("row").is_in(wrong.implode()))
    return CheckedRows(rows, problems, children)


def _tidy(table: Table, mapping: Mapping) -> pl.DataFrame:
    """Cells trimmed and composed, empty ones null; line breaks inside a name become blanks."""
    plain, in_line = _plain(table.cells)
    columns = [pl.col("row")]
    for field in FIELDS:
        place = mapping.columns.get(field.name)
        if place is None and field.name in NAMES and WHOLE.name in mapping.columns:
            continue
        if place is None:
            columns.append(pl.lit(None, pl.String).alias(field.name))
            continue
        cell = pl.col(f"c{place}")
        if field.name != "password":
            cell = cell.str.strip_chars()
            cell = cell if place in plain else cell.str.normalize("NFC")
        if field.name == "birth_date" and table.spreadsheet and table.day_zero:
            cell = from_serial(cell, table.day_zero)
        if field.name not in KEYS and place not in in_line:
            cell = cell.str.replace_all(BLANKS, " ")
        columns.append(pl.when(cell == "").then(None).otherwise(cell).alias(field.name))
    if WHOLE.name in mapping.columns:
        columns += _halves(mapping)
    return table.cells.select(columns)


def _plain(cells: pl.DataFrame) -> tuple[set[int], set[int]]:
    """The columns that are ASCII alone, and so composed already, and those of them that have no
    blanks but single spaces: a look at each cell is a fifth of the work of composing it."""
    columns = [name for name in cells.columns if name.startswith("c")]
    if not columns:
        return set(), set()
    text = pl.col(columns).str
    composed = cells.select((text.len_bytes() == text.len_chars()).all()).row(0)
    plain = [name for name, each in zip(columns, composed, strict=True) if each]
    single = cells.select(~pl.col(plain).str.contains(SEVERAL).any()).row(0) if plain else ()
    in_line = [name for name, each in zip(plain, single, strict=True) if each]
    return {int(name[1:]) for name in plain}, {int(name[1:]) for name in in_line}


def _halves(mapping: Mapping) -> list[pl.Expr]:
    """First and last name of a whole one, in place of those that the file does not have."""
    cell = pl.col(f"c{mapping.columns[WHOLE.name]}").str.strip_chars().str.normalize("NFC")
    cut = names(pl.when(cell != "").then(cell))
    tidy = [each.str.replace_all(BLANKS, " ") for each in cut]
    return [
        half.alias(field)
        for field, half in zip(NAMES, tidy, strict=True)
        if field not in mapping.columns
    ]


def _keyed(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    if options.key_prefix:
        key = pl.concat_str(pl.lit(options.key_prefix), "sync_key")
        rows = rows.with_columns(sync_key=key)
    return rows.with_columns(username_folded=folded(pl.col("username")))


def _each(cell: pl.Expr, good: Callable[[str], bool]) -> pl.Expr:
    return cell.map_elements(good, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=True)


def _good_emails(cell: pl.Expr) -> pl.Expr:
    plain = cell.str.contains(allowed.PLAIN_EMAIL) & (cell.str.len_bytes() <= allowed.PLAIN_LENGTH)
    return plain | _each(pl.when(~plain).then(cell), allowed.good_email)


def _broken(rows: pl.DataFrame, mapping: Mapping) -> list[pl.DataFrame]:
    """All rules are asked at once, and most are broken by no row."""
    rules = [rule for rule in RULES if rule.field in mapping.headings]
    cells = [pl.col(rule.field) for rule in rules]
    asked = [
        (cell.is_not_null() & rule.broken(cell)).alias(str(at))
        for at, (rule, cell) in enumerate(zip(rules, cells, strict=True))
    ]
    return [
        problems_of(
            rows.filter(broken),
            mapping.headings[rule.field],
            rule.code,
            rule.severity,
            cell,
            detail=pl.lit(rule.detail, pl.String),
        )
        for rule, cell, broken in zip(rules, cells, rows.select(asked), strict=True)
        if broken.any()
    ]


def _weak_passwords(
    rows: pl.DataFrame, mapping: Mapping, weak: Callable[[str], bool]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = rows.with_columns(has_password=pl.col("password").is_not_null())
    if "password" not in mapping.columns:
        return rows, NO_PROBLEMS
    bad = pl.col("password").map_elements(weak, return_dtype=pl.Boolean).fill_null(value=False)
    rows = rows.with_columns(bad.alias("weak"))
    found = problems_of(
        rows.filter("weak"), mapping.headings["password"], "password-weak", WARNING, pl.lit("")
    )
    password = pl.when("weak").then(None).otherwise(pl.col("password"))
    return rows.with_columns(password=password).drop("weak"), found


def _no_identity(rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    if options.match_on is None:
        lacking = pl.col("sync_key").is_null() & pl.col("username").is_null()
    else:
        lacking = pl.col(options.match_on.replace("-", "_")).is_null()
    return problems_of(rows.filter(lacking), "", "no-identity", ERROR, pl.lit(""))


def _look_alikes(rows: pl.DataFrame, children: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Keys of one column that differ only by look-alike or invisible characters (K1). All the
    columns of children are one here."""
    found = [NO_PROBLEMS]
    for field in ("sync_key", "child"):
        if field not in mapping.columns:
            continue
        keys = rows.select(key=pl.col(field)).drop_nulls().unique()
        if field == "child" and children.height:
            keys = pl.concat([keys, children.select(key="child")]).unique()
        keys = keys.with_columns(skeleton=skeleton(keys["key"]))
        twins = keys.filter(pl.col("skeleton").is_duplicated())["key"]
        if twins.len():
            told = rows.select("row", key=field, heading=pl.lit(mapping.headings[field]))
            if field == "child":
                told = pl.concat([told, children.select("row", key="child", heading="heading")])
            alike = told.filter(pl.col("key").is_in(twins.implode()))
            code = "key-look-alike"
            found.append(problems_of(alike, pl.col("heading"), code, WARNING, pl.col("key")))
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
