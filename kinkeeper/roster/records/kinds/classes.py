"""Classes and teaching groups: to whom work, lessons, events and notices are addressed."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind
from kinkeeper.roster.records.kinds.shared import school, text

CLASSES = Kind(
    "classes",
    "records_group",
    (
        school(),
        text("title", "title", required=True),
        Column("sort", "kind", read=cells.one_of("form", "teaching"), required=True),
        text("grade", "grade", longest=20),
        text("subject", "subject", longest=100),
        text("room", "room", longest=100),
    ),
    key="group_id",
    told=("group_id", "school_id", "title", "kind"),
    removed=False,
)
