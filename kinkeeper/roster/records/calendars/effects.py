"""What calendars do beside their rows: they cancel, they end times of an event that no longer takes
place, and they leave alone what they say badly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.problems import NO_PROBLEMS, SCHEMA, WARNING
from kinkeeper.roster.records.calendars.calendar import Calendar
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.read_rows import Rows

NUMBER = "number"


@dataclass(frozen=True)
class Effects:
    """`over`: which records are over unless they are named; `stays`: which stay, whatever the files
    are complete for."""

    over: Sequence[pl.Expr] = ()
    stays: pl.Expr | None = None


def effects(calendars: Sequence[Calendar], older: Sequence[str]) -> Effects:
    """`older`: numbers of events of which a later version is there."""
    over = []
    for each in calendars:
        over.append(_of(each) & pl.col(NUMBER).is_in(list(each.told)))
        on = pl.col("starts_on")
        within = (on >= each.window.first.isoformat()) & (on <= each.window.last.isoformat())
        over.append(_of(each) & pl.col(NUMBER).is_in(list(each.in_window)) & within)
    stays = {number for each in calendars for number in each.skipped} | set(older)
    return Effects(over, pl.col(NUMBER).is_in(sorted(stays)) if stays else None)


def _of(calendar: Calendar) -> pl.Expr:
    """Records of the same school and class: another calendar may use the same numbers."""
    school, group = calendar.at
    return (pl.col("school_id") == school) & (pl.col("group_id").fill_null("") == group)


def elsewhere(met: pl.DataFrame) -> pl.DataFrame:
    """Of rows beside the records that they mean (`_before`), those of another school or class: a
    calendar moves no event of another one."""
    moved = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in ("school_id", "group_id")
    )
    return met.filter(pl.col("id").is_not_null() & moved)


def elsewhere_problems(rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return NO_PROBLEMS
    return _warnings(rows.unique(NUMBER, keep="first", maintain_order=True), "calendar-elsewhere")


def with_cancelled(calendars: Sequence[Calendar], rows: Rows, own: pl.DataFrame) -> Rows:
    """The rows, with the events that a calendar cancels: as they are, but for their state. `own`
    are the records of the series."""
    cancels = [
        each.cancels.with_columns(_school=pl.lit(each.at[0]), _group=pl.lit(each.at[1]))
        for each in calendars
        if each.cancels.height
    ]
    if not cancels:
        return rows
    same = ["number", "occurrence", "_school", "_group"]
    said = pl.concat(cancels).unique(same, keep="last", maintain_order=True)
    met = own.join(
        said.rename({"occurrence": "_of", "sequence": "_sequence"}), on=NUMBER, how="inner"
    )
    met = met.filter(
        (pl.col("school_id") == pl.col("_school"))
        & (pl.col("group_id").fill_null("") == pl.col("_group"))
    )
    met = met.filter((pl.col("_of") == "") | (pl.col("_of") == pl.col("occurrence")))
    late = pl.col("_sequence").cast(pl.Int64) >= pl.col("sequence").cast(pl.Int64).fill_null(0)
    found = met.filter(late).unique("key", keep="first", maintain_order=True)
    found = found.join(rows.good.select("key"), on="key", how="anti", maintain_order="left")
    new = found.with_columns(
        status=pl.lit("cancelled"),
        sequence=pl.col("_sequence"),
        unsaid=pl.lit([], pl.List(pl.String)),
    )
    return replace(
        rows,
        good=pl.concat([rows.good, new.select(rows.good.columns).cast(rows.good.schema)]),
        problems=pl.concat([rows.problems, _unknown(said, met)]),
    )


def _unknown(said: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    lost = said.join(met.select("row"), on="row", how="anti", maintain_order="left")
    return _warnings(lost, "calendar-cancels-nothing")


def older(kind: Kind, met: pl.DataFrame) -> pl.DataFrame:
    """Of rows beside the records that they mean (`_before`), those whose version is the earlier."""
    if kind.version is None:
        return met.clear()
    number, moment = kind.version
    now = pl.col(number).cast(pl.Int64).fill_null(0)
    before = pl.col(f"{number}_before").cast(pl.Int64).fill_null(0)
    earlier = (now < before) | (
        (now == before) & (pl.col(moment) < pl.col(f"{moment}_before")).fill_null(value=False)
    )
    return met.filter(pl.col("id").is_not_null() & pl.col(moment).is_not_null() & earlier)


def older_problems(rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return NO_PROBLEMS
    return _warnings(rows.unique(NUMBER, keep="first", maintain_order=True), "calendar-older")


def _warnings(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    return rows.select(
        row=pl.col("row").cast(pl.UInt32),
        column=pl.lit("UID"),
        code=pl.lit(code),
        severity=pl.lit(WARNING),
        value=pl.col(NUMBER),
        detail=pl.lit(None, pl.String),
    ).cast(pl.Schema(SCHEMA))
