"""Days without lessons at a school, both included."""

from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.shared import day, not_before, school, text

DAYS_OFF = Kind(
    "days_off",
    "records_dayoff",
    (
        school(),
        day("starts_on", "from", required=True),
        day("ends_on", "until", required=True),
        text("title", "title"),
    ),
    own_key=("school_id", "starts_on", "title"),
    told=("school_id", "from", "until", "title"),
    day="starts_on",
    rules=(not_before("ends_on", "starts_on", "until"),),
)
