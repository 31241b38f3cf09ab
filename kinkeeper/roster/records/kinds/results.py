"""What came of an assignment, for one pupil."""

from decimal import Decimal

import polars as pl

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Directory, Flaw, Kind, Known, Rule, Type
from kinkeeper.roster.records.kinds.shared import flag, moment, points, pupil, text
from kinkeeper.roster.vocabulary import Area

FULLY_GRADED = "fully graded"
# The words of OneRoster's scoreStatus.
STATUSES = ("exempt", FULLY_GRADED, "not submitted", "partially graded", "submitted")
# A few points above the maximum are a bonus; from this many times the maximum on, it is a slip.
FAR_ABOVE = 2


def _completed(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Points for shares of the maximum. The day is the one on which the work was due, where the
    file says none."""
    work = known.assignments.select(assignment_id="id", max_points="max_points", due_on="due_on")
    frame = frame.join(work, on="assignment_id", how="left", maintain_order="left")
    shares = frame.filter(pl.col("points").str.ends_with("%")).select("points", "max_points")
    shares = shares.drop_nulls().unique()
    meant = [_of(share, most) for share, most in shares.iter_rows()]
    shares = shares.with_columns(pl.Series("_meant", meant, pl.String))
    frame = frame.join(shares, on=["points", "max_points"], how="left", maintain_order="left")
    return frame.with_columns(
        points=pl.when(pl.col("points").str.ends_with("%"))
        .then(pl.col("_meant"))
        .otherwise(pl.col("points")),
        day=pl.col("day").fill_null(pl.col("due_on")),
    )


def _undated(known: Known) -> pl.Expr:
    """When the day is over on which the work was due, or some days later."""
    return (
        pl.col("due_on").str.to_date().dt.offset_by(f"{known.results_after + 1}d").cast(pl.String)
    )


def _of(share: str, most: str) -> str:
    return cells.plain(Decimal(share.removesuffix("%")) * Decimal(most) / 100)


def _needs(frame: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Whether the pupil was ever in the group for which the work was set."""
    groups = known.assignments.select(assignment_id="id", group_id="group_id")
    pupils = known.enrolments.filter(pl.col("role") == "pupil")
    ever = pupils.select("group_id", pupil_id="person_id", member=pl.lit(value=True)).unique()
    kept = pupils.select("group_id", group_kept=pl.lit(value=True)).unique()
    joined = frame.join(groups, on="assignment_id", how="left", maintain_order="left")
    joined = joined.join(ever, on=["group_id", "pupil_id"], how="left", maintain_order="left")
    return joined.join(kept, on="group_id", how="left", maintain_order="left")


def _find(_frame: pl.DataFrame, _known: Known) -> list[Flaw]:
    """Who is in a group is asked only where the site knows it of anybody."""
    said, most = pl.col("=points"), pl.col("max_points")
    scored = pl.col("points").cast(pl.Float64, strict=False)
    stranger = pl.col("pupil_id").is_not_null() & pl.col("group_kept") & pl.col("member").is_null()
    some = pl.col("points").is_not_null() | said.str.ends_with("%")
    unbound = pl.col("assignment_id").is_not_null() & most.is_null() & some
    return [
        Flaw("record-not-in-class", "student_id", stranger),
        Flaw("record-no-maximum", "points", unbound),
        Flaw(
            "record-far-above",
            "points",
            scored > FAR_ABOVE * most.cast(pl.Float64, strict=False),
            {"most": "max_points"},
            asked=True,
        ),
    ]


RESULTS = Kind(
    "results",
    "records_result",
    (
        Column(
            "assignment_id",
            "assignment_id",
            Type.REFERENCE,
            directory=Directory.ASSIGNMENT,
            required=True,
        ),
        pupil("student_id", required=True),
        Column("school_id", "", Type.REFERENCE),
        Column("status", "status", read=cells.one_of(*STATUSES), required=True),
        points("points", "points"),
        text("grade", "text_grade", longest=100),
        text("comment", "comment", longest=5_000),
        moment("published_at", "published_at"),
        moment("withdrawn_at", "withdrawn_at"),
        flag("late", "late"),
        Column("day", "scored", Type.DAY, cells.event_day),
    ),
    own_key=("assignment_id", "pupil_id"),
    told=("assignment_id", "student_id", "status"),
    day="day",
    area=Area.WORK_RESULTS,
    rules=(Rule(_find, _needs),),
    placed_by="assignment_id",
    completed=_completed,
    undated=_undated,
)
