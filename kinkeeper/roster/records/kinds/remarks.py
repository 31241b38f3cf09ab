"""Remarks about how a pupil behaves. A note is for staff, whenever it says it is published."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind
from kinkeeper.roster.records.kinds.shared import day, moment, pupil, school, text
from kinkeeper.roster.vocabulary import Area

NOTE = "note"

REMARKS = Kind(
    "remarks",
    "records_remark",
    (
        pupil("student_id", required=True),
        school(),
        day("day", "date", required=True),
        Column(
            "sort",
            "kind",
            read=cells.one_of("praise", "concern", "incident", NOTE),
            required=True,
        ),
        text("body", "text", required=True, longest=5_000),
        text("teacher", "teacher_id"),
        moment("published_at", "published_at"),
        moment("withdrawn_at", "withdrawn_at"),
    ),
    key="remark_id",
    told=("remark_id", "student_id", "kind", "text"),
    day="day",
    area=Area.BEHAVIOUR,
)
