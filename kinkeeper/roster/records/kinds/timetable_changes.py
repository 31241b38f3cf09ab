"""What of a lesson is otherwise on one day: cancelled, another teacher, another room."""

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Flaw, Kind, Known, Rule, Type
from kinkeeper.roster.records.kinds.shared import day, moment, text
from kinkeeper.roster.vocabulary import Area


def _find(_frame: pl.DataFrame, _known: Known) -> list[Flaw]:
    named = pl.col("lesson") != ""
    return [Flaw("record-session", "lesson_id", named & pl.col("group_id").is_null())]


TIMETABLE_CHANGES = Kind(
    "timetable_changes",
    "records_change",
    (
        text("lesson", "lesson_id", required=True),
        Column("group_id", "", Type.REFERENCE),
        Column("school_id", "", Type.REFERENCE),
        day("day", "date", required=True),
        Column(
            "sort",
            "kind",
            read=cells.one_of("cancelled", "substitution", "room"),
            required=True,
        ),
        text("teacher", "teacher"),
        text("room", "room", longest=100),
        text("note", "note", longest=1000),
        moment("published_at", "published_at"),
    ),
    key="change_id",
    told=("change_id", "lesson_id", "date", "kind"),
    day="day",
    area=Area.SCHOOL_DAY,
    rules=(Rule(_find),),
    placed_by="lesson_id",
)
