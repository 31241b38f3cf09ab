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
        over.append(pl.col(NUMBER).is_in(list(each.told)))
        on = pl.col("starts_on")
        within = (on >= each.window.first.isoformat()) & (on <= each.window.last.isoformat())
        over.append(pl.col(NUMBER).is_in(list(each.in_window)) & within)
    stays = {number for each in calendars for number in each.skipped} | set(older)
    return Effects(over, pl.col(NUMBER).is_in(sorted(stays)) if stays else None)


def with_cancelled(calendars: Sequence[Calendar], rows: Rows, own: pl.DataFrame) -> Rows:
    """The rows, with the events that a calendar cancels: as they are, but for their state. `own`
    are the records of the series."""
    cancels = [each.cancels for each in calendars if each.cancels.height]
    if not cancels:
        return rows
    said = pl.concat(cancels).unique(["number", "occurrence"], keep="last", maintain_order=True)
    met = own.join(
        said.rename({"occurrence": "_of", "sequence": "_sequence"}), on=NUMBER, how="inner"
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
