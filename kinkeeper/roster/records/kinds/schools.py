"""Schools and districts: by which key records name them, and how long their sessions are."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind, Type
from kinkeeper.roster.records.kinds.shared import flag, text

SCHOOLS = Kind(
    "schools",
    "records_school",
    (
        text("name", "name", required=True, longest=100),
        text("above", "parent_id"),
        text("sort", "kind", longest=50),
        Column("time_zone", "time_zone", read=cells.zone, longest=60),
        Column("am_minutes", "am_minutes", Type.NUMBER, cells.minutes),
        Column("pm_minutes", "pm_minutes", Type.NUMBER, cells.minutes),
        flag("behaviour_shown", "behaviour_shown"),
    ),
    key="school_id",
    told=("school_id", "name", "parent_id", "am_minutes"),
    removed=False,
)
