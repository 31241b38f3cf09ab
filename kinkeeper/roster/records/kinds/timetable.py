"""Lessons of a week: one row for each, as long as it holds."""

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind, Type
from kinkeeper.roster.records.kinds.shared import day, group, not_before, text
from kinkeeper.roster.vocabulary import Area

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

TIMETABLE = Kind(
    "timetable",
    "records_lesson",
    (
        group("group_id", required=True),
        Column("school_id", "", Type.REFERENCE),
        Column("weekday", "weekday", read=cells.one_of(*WEEKDAYS), required=True),
        Column("starts", "start", read=cells.clock, required=True),
        Column("ends", "end", read=cells.clock, required=True),
        text("subject", "subject", longest=100),
        text("room", "room", longest=100),
        text("teacher", "teacher"),
        day("starts_on", "from"),
        day("ends_on", "until"),
    ),
    key="lesson_id",
    told=("lesson_id", "group_id", "weekday", "start"),
    area=Area.SCHOOL_DAY,
    rules=(not_before("ends_on", "starts_on", "until"), not_before("ends", "starts", "end")),
    placed_by="group_id",
)


def length(lessons: pl.DataFrame) -> pl.DataFrame:
    """`key`, `school_id` and the whole `minutes` of each lesson."""
    return lessons.select("key", "school_id", minutes=_clock("ends") - _clock("starts"))


def _clock(name: str) -> pl.Expr:
    hours, minutes = pl.col(name).str.slice(0, 2), pl.col(name).str.slice(3, 2)
    return hours.cast(pl.Int32) * 60 + minutes.cast(pl.Int32)
