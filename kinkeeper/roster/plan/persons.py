"""Makes one person of all rows that speak of the same one."""

from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import CONTACT, NAMES, PERSON, PLAIN
from kinkeeper.roster.match.directory import Facts
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.match.people import Matched
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.organisations import judge
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, WARNING, as_problems
from kinkeeper.roster.table import listed
from kinkeeper.roster.text.organisation_paths import within
from kinkeeper.roster.vocabulary import Profile

VALUES = (*PERSON, "username_folded", "password")
# Where the file has no such column, nothing is carried through for it.
OFTEN_MISSING = (*PLAIN, "password")


@dataclass(frozen=True)
class Persons:
    """`frame`: `person`, `person_id`, `number` (first good row), `rows` (all good rows), `paths`
    (organisations named, list of String), `led` (a former name led to the person), `asked` and
    `mark` as in `Matched`, and a column for each of `VALUES`, null where the file says nothing. One
    line a person; rows that are left out have no part in it."""

    frame: pl.DataFrame
    problems: pl.DataFrame


def gather(
    matched: Matched, mapping: Mapping, options: Options, organisation: str, facts: Facts
) -> Persons:
    missing = [field for field in OFTEN_MISSING if field not in mapping.columns]
    values = [field for field in VALUES if field not in missing]
    rows = _placed(matched.rows.drop(missing), options, organisation)
    rows, misplaced = _well_placed(rows, mapping, facts)
    chosen = ["person", "person_id", "led", "asked", "mark", "row", "path", *values]
    good = rows.filter("good").select(chosen) if not rows["good"].all() else rows.select(chosen)
    agreeing, many = _agreeing(good)
    del rows, good
    frame = agreeing.select(
        *("person", "person_id", "led", "asked", "mark", *values),
        number=pl.col("row"),
        rows=pl.col("rows"),
        paths=pl.concat_list("path").list.drop_nulls(),
    )
    if many.height:
        # The least of the values said: which row came first decides nothing (K5).
        merged = many.group_by("person").agg(
            pl.col("person_id").first(),
            pl.col("led").any(),
            pl.col("asked").any(),
            pl.col("mark").first(),
            pl.col("row").min().alias("number"),
            pl.col("row").sort().alias("rows"),
            pl.col("path").drop_nulls().unique().sort().alias("paths"),
            *[pl.col(field).min() for field in values if field not in NAMES],
            _one_name().alias("name"),
        )
        merged = merged.unnest("name")
        frame = pl.concat([frame, merged.select(frame.columns)])
    problems = [misplaced, _contact(many, mapping), _nameless(frame, mapping)]
    frame = frame.sort("number").with_columns(
        pl.lit(None, pl.String).alias(field) for field in missing
    )
    return Persons(frame, pl.concat(problems))


def _agreeing(good: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The persons of whom each row says the same, once, with all their `rows`; and the rows of the
    others. In most files a row for each child repeats what its parent is."""
    said = good.select(pl.exclude("row")).unique()
    several = said.filter(pl.col("person").is_duplicated())["person"].unique()
    differs = pl.col("person").is_in(several.implode()) | pl.col("person").is_null()
    many = good.filter(differs)
    same = (good.filter(~differs) if many.height else good).sort("row")
    rows = same.group_by("person", maintain_order=True).agg(pl.col("row").alias("rows"))
    first = same.unique("person", keep="first", maintain_order=True)
    return first.with_columns(rows["rows"]), many


def _one_name() -> pl.Expr:
    """The least name that one row says: halves of two rows make nobody's name, unless no row has
    both."""
    both = pl.all_horizontal(pl.col(NAMES).is_not_null())
    whole = pl.struct(NAMES).filter(both).sort().first()
    halves = pl.struct(pl.col(field).min().alias(field) for field in NAMES)
    return pl.when(both.any()).then(whole).otherwise(halves)


def _placed(rows: pl.DataFrame, options: Options, organisation: str) -> pl.DataFrame:
    """Adds `path`: where the row puts its person; null for the site itself."""
    cell = pl.col("organisation").str.strip_chars("/ ")
    cell = pl.when(cell != "").then(cell)
    base = organisation.strip("/")
    if base:
        inside = within(cell, pl.lit(base))
        own = cell == base.rsplit("/", 1)[-1]  # a school's name in that school's own file
        below = pl.when(inside).then(cell).otherwise(pl.concat_str(pl.lit(f"{base}/"), cell))
        cell = pl.when(own).then(pl.lit(base)).otherwise(below)
    place = pl.coalesce(cell, pl.lit(base))
    if options.profile in {Profile.PUPIL, Profile.TEACHER}:
        room = pl.col("class")
        below = pl.when(place == "").then(room).otherwise(pl.concat_str(place, pl.lit("/"), room))
        place = pl.when(room.is_null()).then(place).otherwise(below)
    return rows.with_columns(path=pl.when(place == "").then(None).otherwise(place))


def _well_placed(
    rows: pl.DataFrame, mapping: Mapping, facts: Facts
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows, no longer good where nobody can be put, and the problems that say so."""
    slashes = pl.col("organisation").str.contains("^[/ ]+$") | pl.col("class").str.contains("/")
    slashes = slashes.fill_null(value=False)
    judged = judge(rows.select(pl.col("path").filter("good"))["path"], facts)
    rows = beside(rows, judged, "path")
    bad = slashes | pl.col("impossible").is_not_null()
    headings = {name: mapping.headings.get(name, "") for name in ("organisation", "class")}
    found = rows.filter(bad).select(
        "row",
        column=pl.lit(headings["class"] or headings["organisation"]),
        code=pl.lit("organisation-unknown"),
        severity=pl.lit(ERROR),
        value=pl.when(slashes).then(pl.coalesce("organisation", "class")).otherwise("path"),
        detail="detail",
    )
    found = found.with_columns(value=pl.col("value").str.slice(0, 200))
    rows = rows.with_columns(good=pl.col("good") & ~bad).drop("impossible", "detail")
    return rows, found.pipe(as_problems)


def _contact(many: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Rows of one person that disagree on how to reach the person: a warning, one value taken."""
    if many.is_empty():
        return NO_PROBLEMS
    found = []
    for field in CONTACT:
        if field not in many.columns:
            continue
        groups = (
            many.filter(pl.col(field).is_not_null())
            .group_by("person")
            .agg(
                pl.col("row").min(),
                pl.col("row").sort().alias("all_rows"),
                pl.col(field).min().alias("value"),
                pl.col(field).n_unique().alias("different"),
            )
            .filter(pl.col("different") > 1)
        )
        rows = listed(mapping.lines, "all_rows")
        found.append(
            groups.select(
                "row",
                column=pl.lit(""),
                code=pl.lit("conflicting-contact"),
                severity=pl.lit(WARNING),
                value=pl.col("value").str.slice(0, 200),
                detail=pl.format(f'{{{{"rows": "{{}}", "fields": "{field}"}}}}', rows),
            ).pipe(as_problems)
        )
    return pl.concat([NO_PROBLEMS, *found])


def _nameless(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Somebody new needs a first name; a last name not everybody has.

    A file without names at all speaks of people who are here already.
    """
    code = "required" if "given_name" in mapping.headings else "unknown-person"
    key = pl.lit("") if code == "required" else pl.coalesce("sync_key", "username", "email")
    lacking = frame.filter(pl.col("person_id").is_null() & pl.col("given_name").is_null())
    return (
        lacking.select("rows", key=key.fill_null("").str.slice(0, 200))
        .explode("rows")
        .select(
            row="rows",
            column=pl.lit(mapping.headings.get("given_name", "")),
            code=pl.lit(code),
            severity=pl.lit(ERROR),
            value="key",
            detail=pl.lit(None, pl.String),
        )
        .pipe(as_problems)
    )
