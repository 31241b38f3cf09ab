"""What a school's letters in the register mean."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind
from kinkeeper.roster.records.kinds.shared import day, not_before, school, text

# Of these statuses only the absent ones, late and left early count as absence.
COUNTED = ("absent", "late", "left_early")
EXCUSED = cells.one_of("yes", "no", "unknown")

ATTENDANCE_CODES = Kind(
    "attendance_codes",
    "records_attendancecode",
    (
        school(),
        text("code", "code", required=True, longest=20),
        text("label", "label", longest=100),
        Column(
            "status",
            "status",
            read=cells.one_of("present", *COUNTED, "elsewhere", "not_required"),
            required=True,
        ),
        Column("excused", "excused", read=EXCUSED),
        day("starts_on", "from"),
        day("ends_on", "until"),
    ),
    own_key=("school_id", "code", "starts_on"),
    told=("school_id", "code", "label", "status"),
    removed=False,
    rules=(not_before("ends_on", "starts_on", "until"),),
)
