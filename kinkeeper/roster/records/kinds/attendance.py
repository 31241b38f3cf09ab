"""Marks in the register: who was absent, late or elsewhere, in which session of which day."""

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Flaw, Kind, Known, Rule, Type
from kinkeeper.roster.records.kinds.attendance_codes import EXCUSED
from kinkeeper.roster.records.kinds.shared import day, moment, pupil, school, text
from kinkeeper.roster.records.kinds.timetable import length
from kinkeeper.roster.vocabulary import Area

HALVES = ("AM", "PM")
SUNDAY = 7
SCHOOL_YEAR = "schoolYear"


def _needs(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
    """The whole session's length, and whether session and code are known at the school."""
    codes = known.codes.select("school_id", "code", code_known=pl.lit(value=True)).unique()
    halves = pl.concat(
        known.schools.select(
            school_id="id", session=pl.lit(half), whole=pl.col(f"{half.lower()}_minutes")
        )
        for half in HALVES
    )
    lessons = length(known.lessons).select(
        "school_id", session="key", whole=pl.col("minutes").cast(pl.String)
    )
    sessions = pl.concat([halves, lessons]).with_columns(session_known=pl.lit(value=True))
    sessions = sessions.unique(["school_id", "session"], maintain_order=True)
    joined = frame.join(codes, on=["school_id", "code"], how="left", maintain_order="left")
    return joined.join(sessions, on=["school_id", "session"], how="left", maintain_order="left")


def _find(frame: pl.DataFrame, known: Known) -> list[Flaw]:
    there = pl.col("school_id").is_not_null()
    on = pl.col("day").str.to_date("%Y-%m-%d", strict=False)
    longer = pl.col("minutes").cast(pl.Int32, strict=False) > pl.col("whole").cast(
        pl.Int32, strict=False
    )
    return [
        Flaw("record-code", "code", there & pl.col("code_known").is_null()),
        Flaw("record-session", "session", there & pl.col("session_known").is_null()),
        Flaw("record-outside-year", "date", _outside(frame["day"], known)),
        Flaw("record-sunday", "date", on.dt.weekday() == SUNDAY, asked=True),
        Flaw("record-too-many-minutes", "minutes", longer, {"whole": "whole"}, asked=True),
    ]


def _outside(days: pl.Series, known: Known) -> pl.Expr:
    """In none of the school years that the site knows, where it knows any."""
    years = known.terms.filter(pl.col("sort") == SCHOOL_YEAR)
    spans = list(years.select("starts_on", "ends_on").iter_rows())
    if not spans:
        return pl.lit(value=False)
    inside = [
        each
        for each in days.drop_nulls().unique()
        if any(first <= each <= last for first, last in spans)
    ]
    return ~pl.col("day").is_in(inside)


ATTENDANCE = Kind(
    "attendance",
    "records_attendance",
    (
        pupil("student_id", required=True),
        school(),
        day("day", "date", required=True),
        text("session", "session", required=True, longest=100),
        text("code", "code", required=True, longest=20),
        Column("minutes", "minutes", Type.NUMBER, cells.minutes),
        text("reason", "reason", longest=500),
        text("reported_by", "reported_by"),
        Column("excused", "excused", read=EXCUSED),
        moment("published_at", "published_at"),
        moment("withdrawn_at", "withdrawn_at"),
    ),
    own_key=("pupil_id", "day", "session"),
    told=("student_id", "date", "session", "code"),
    day="day",
    area=Area.ABSENCE,
    rules=(Rule(_find, _needs),),
)
