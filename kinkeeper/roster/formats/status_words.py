"""Words and dates by which formats say whether a person, a role or a seat holds (K35).

A word that the format's own standard does not know is named and never taken for an end; so is a
date that cannot be read.
"""

import datetime
from collections.abc import Mapping, Sequence

import polars as pl

from kinkeeper.roster.cells.dates import read_dates
from kinkeeper.roster.cells.placeholder_columns import emptied
from kinkeeper.roster.cells.validity import DISABLED, ENDED, is_over, spans
from kinkeeper.roster.formats.canonical import wrong
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, SCHEMA, as_problems
from kinkeeper.roster.table import FileRefused

ISO = ""
_TIME = r"^(\d{4}-\d{2}-\d{2})[T ].*$"


def by_word(
    rows: pl.DataFrame, column: str, known: Mapping[str, str], heading: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with `validity` (null where they hold now), and `bad-status` for each word that is
    not `known` (word -> `NOW`, `ENDED` or `DISABLED`; the empty one among them)."""
    cell = pl.col(column).fill_null("").str.strip_chars().str.to_lowercase()
    rows = rows.with_columns(meant=cell.replace_strict(known, default="?", return_dtype=pl.String))
    odd = wrong(rows.filter(pl.col("meant") == "?"), "bad-status", heading, column, ERROR)
    said = pl.when(pl.col("meant").is_in([ENDED, DISABLED])).then("meant")
    before = pl.col("holds") if "holds" in rows.columns else pl.lit(None, pl.String)
    worse = pl.when((said == ENDED) | before.is_null()).then(said).otherwise(before)
    return rows.with_columns(holds=worse).drop("meant"), odd


def by_days(
    rows: pl.DataFrame,
    first: str,
    last: str,
    headings: tuple[str, str],
    *,
    exclusive: bool = False,
    order: str | None = ISO,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with `starts_on` and `ends_on` read from two columns, and `bad-date` for what cannot
    be read, or ends before it starts. `exclusive`: the last date is the first on which it no longer
    holds. A placeholder is no day. `order`: as a person said it, and `FileRefused` where it must be
    asked; a format whose standard has ISO dates asks nothing."""
    if rows.is_empty():
        return without_days(rows), NO_PROBLEMS
    read = _dates([rows[first], rows[last]], headings, order)
    (starts, odd_start), (ends, odd_end) = read
    if exclusive and ends.null_count() < ends.len():
        ends = ends.str.to_date().dt.offset_by("-1d").cast(pl.String)
    turned = (ends < starts).fill_null(value=False)
    if exclusive:  # a span of no day at all is legal there, and holds on none
        turned &= ends.str.to_date().dt.offset_by("1d").cast(pl.String) < starts
    rows = rows.with_columns(starts_on=starts, ends_on=ends)
    return rows, pl.concat(
        [
            wrong(rows.filter(odd_start), "bad-date", headings[0], first, ERROR),
            wrong(rows.filter(odd_end | turned), "bad-date", headings[1], last, ERROR),
        ]
    )


def _dates(
    cells: Sequence[pl.Series], headings: Sequence[str], order: str | None
) -> list[tuple[pl.Series, pl.Series]]:
    """Of each column ISO dates, the time of the day cut off, and where a filled cell is none. The
    columns are written in one order."""
    said = pl.concat([each.cast(pl.String).alias("text").str.strip_chars() for each in cells])
    said = said.replace({"": None, "0000-00-00": None}).str.replace(_TIME, "$1")
    said = said.to_frame().select(emptied(pl.col("text"))).to_series()
    dates = read_dates(said, order or None)
    if dates.asks is not None and order != ISO:
        columns = ", ".join(heading for heading in headings if heading)
        raise FileRefused("date-order", column=columns, example=dates.asks)
    odd = dates.cells.is_null() & said.is_not_null()
    size = cells[0].len()
    return [(dates.cells.slice(at, size), odd.slice(at, size)) for at in range(0, 2 * size, size)]


def seats(
    rows: pl.DataFrame,
    problems: pl.DataFrame,
    today: datetime.date,
    *,
    whose: str,
    file: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of a file beside the people's that place somebody (`whose`): not those that are
    over, nor those with a problem; what is to come only where nothing holds now. The problems have
    no row in the people's file."""
    rows = rows.filter(~pl.col("row").is_in(problems["row"].implode()))
    rows = rows.filter(~is_over(today) & pl.col("holds").is_null())
    later = (pl.col("starts_on") > today.isoformat()).fill_null(value=False)
    rows = rows.filter(~later | later.all().over(whose))
    return rows, off_row(problems, file)


def on_rows_of(people: pl.DataFrame, rows: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """The problems of rows of another file on the rows of those whom these name by `sync_key`."""
    if problems.is_empty():
        return problems
    own = people.select("sync_key", own="row").drop_nulls()
    whose = rows.select("row", "sync_key").join(own, on="sync_key", how="inner")
    on_own = problems.join(whose, on="row", how="inner").with_columns(row="own")
    return on_own.select(list(SCHEMA)).pipe(as_problems).unique(maintain_order=True)


def off_row(problems: pl.DataFrame, file: str) -> pl.DataFrame:
    """The problems of rows that stand in another file than the people's, each once."""
    said = problems.unique(["column", "value"], maintain_order=True).with_columns(
        row=pl.lit(None, pl.UInt32), column=pl.concat_str(pl.lit(f"{file}: "), "column")
    )
    return said.pipe(as_problems)


def without_days(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with no days."""
    return rows.with_columns(starts_on=pl.lit(None, pl.String), ends_on=pl.lit(None, pl.String))


def best_of(rows: pl.DataFrame, whose: str, today: datetime.date) -> pl.DataFrame:
    """For each `whose` one line: when any of what is said of them holds. What holds now goes before
    what is to come, that before what is over."""
    day = today.isoformat()
    over = is_over(today)
    later = (pl.col("starts_on") > day).fill_null(value=False)
    disabled = pl.col("holds").is_not_null()
    rank = pl.when(over).then(3).when(disabled).then(2).when(later).then(1).otherwise(0)
    rows = rows.with_columns(rank=rank, over=over)
    rank = pl.when(pl.col("rank").min().over(whose) < 2).then(pl.col("rank").clip(1))
    rows = rows.with_columns(rank=pl.coalesce(rank, "rank"))
    best = rows.filter(pl.col("rank") == pl.col("rank").min().over(whose))
    found = best.group_by(whose).agg(over=pl.col("over").all(), holds=pl.col("holds").min())
    days = spans(best.filter(~pl.col("over")), [whose])
    found = found.join(days, on=whose, how="left")
    return found.select(
        whose,
        "starts_on",
        "ends_on",
        holds=pl.when(pl.col("over")).then(pl.lit(ENDED)).otherwise("holds"),
    )
