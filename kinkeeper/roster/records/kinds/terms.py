"""School years, terms and grading periods of the whole site."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind
from kinkeeper.roster.records.kinds.shared import day, not_before, text

TERMS = Kind(
    "terms",
    "records_term",
    (
        text("title", "title"),
        Column(
            "sort", "kind", read=cells.one_of("schoolYear", "term", "gradingPeriod", "semester")
        ),
        day("starts_on", "from", required=True),
        day("ends_on", "until", required=True),
    ),
    key="term_id",
    told=("term_id", "title", "kind", "from"),
    removed=False,
    rules=(not_before("ends_on", "starts_on", "until"),),
)
