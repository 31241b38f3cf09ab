"""Work that is set for a class or a group, with the day on which it is due."""

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind, Known, Type
from kinkeeper.roster.records.kinds.shared import (
    flag,
    group,
    moment,
    not_before,
    points,
    text,
)
from kinkeeper.roster.vocabulary import Area


def _completed(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
    """The subject is the group's, where the file says none."""
    subjects = known.groups.select(group_id="id", group_subject="subject")
    frame = frame.join(subjects, on="group_id", how="left", maintain_order="left")
    said = pl.when(pl.col("subject") != "").then("subject")
    return frame.with_columns(subject=pl.coalesce(said, "group_subject", pl.lit("")))


def _undated(_known: Known) -> pl.Expr:
    return pl.col("assigned_on")


ASSIGNMENTS = Kind(
    "assignments",
    "records_assignment",
    (
        group("class_id", required=True),
        Column("school_id", "", Type.REFERENCE),
        text("title", "title", required=True, longest=500),
        text("description", "description", longest=20_000),
        Column("assigned_on", "assigned", Type.DAY, cells.event_day),
        Column("due_on", "due", Type.DAY, cells.event_day, required=True, asked=True),
        Column("due_at", "due", Type.MOMENT, cells.event_moment),
        points("max_points", "max_points", cells.maximum),
        text("subject", "subject", longest=100),
        text("category", "category", longest=100),
        flag("homework", "homework"),
        moment("published_at", "published_at"),
        moment("withdrawn_at", "withdrawn_at"),
    ),
    key="assignment_id",
    told=("assignment_id", "class_id", "title", "due"),
    day="due_on",
    area=Area.WORK_RESULTS,
    rules=(not_before("due_on", "assigned_on", "due", asked=True),),
    placed_by="class_id",
    completed=_completed,
    undated=_undated,
)
