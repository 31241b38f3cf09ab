"""What a parent's home needs of the records: what is next, and what is new.

No less than what `readings.shown.home`, what is new, and the hours of today and tomorrow need.
"""

from collections.abc import Mapping

from kinkeeper.records.opened import NOT_OVER
from kinkeeper.records.visibility import (
    ASSIGNMENTS,
    CHANGES,
    DOCUMENTS,
    EVENTS,
    LEARNING_PLANS,
    LESSONS,
    NOTICES,
    REMARKS,
    RESULTS,
    Seen,
)

# SQL; days without lessons so many days ahead.
NEW = "said.published_at > %(moment)s - %(longest)s"
NEAR: Mapping[Seen, str] = {
    EVENTS: f"{NOT_OVER} AND said.starts_on < opened.today + 7",
    ASSIGNMENTS: f"said.due_on BETWEEN opened.today AND opened.today + 6 OR {NEW}",
    RESULTS: NEW,
    REMARKS: NEW,
    DOCUMENTS: NEW,
    LEARNING_PLANS: NEW,
    CHANGES: "said.day BETWEEN opened.today AND opened.today + 6",
    NOTICES: f"said.deadline BETWEEN opened.today AND opened.today + 6 OR {NEW}",
    LESSONS: """(said.starts_on IS NULL OR said.starts_on < opened.today + 7)
        AND (said.ends_on IS NULL OR said.ends_on >= opened.today)""",
}
DAYS = 2
