"""Notices to a whole school, a class or one pupil."""

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Flaw, Kind, Known, Rule, Type
from kinkeeper.roster.records.kinds.shared import (
    day,
    flag,
    group,
    in_its_school,
    moment,
    pupil,
    school,
    text,
)
from kinkeeper.roster.vocabulary import Area


def _ends(_frame: pl.DataFrame, _known: Known) -> list[Flaw]:
    over = pl.col("expires_at") < pl.col("published_at")
    return [Flaw("record-backwards", "expires_at", over)]


NOTICES = Kind(
    "notices",
    "records_notice",
    (
        school(),
        group("class_id"),
        pupil("student_id"),
        text("title", "title", required=True, longest=500),
        text("body", "body", longest=20_000),
        moment("published_at", "publish_at"),
        moment("expires_at", "expires_at"),
        moment("withdrawn_at", "withdrawn_at"),
        flag("needs_answer", "needs_answer"),
        day("deadline", "deadline"),
        Column("published_on", "publish_at", Type.DAY, cells.event_day),
    ),
    key="notice_id",
    told=("notice_id", "title", "body", "publish_at"),
    day="published_on",
    area=Area.SCHOOL_DAY,
    rules=(Rule(_ends), in_its_school("class_id")),
)
