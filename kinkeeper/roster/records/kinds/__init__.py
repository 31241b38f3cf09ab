"""Every kind of school record, in the order in which they rest on each other. `KINDS` are those
that files have; what only people add is besides among `ALL`."""

from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.records.kinds.attendance import ATTENDANCE
from kinkeeper.roster.records.kinds.attendance_codes import ATTENDANCE_CODES
from kinkeeper.roster.records.kinds.classes import CLASSES
from kinkeeper.roster.records.kinds.days_off import DAYS_OFF
from kinkeeper.roster.records.kinds.documents import DOCUMENTS
from kinkeeper.roster.records.kinds.enrolments import ENROLMENTS
from kinkeeper.roster.records.kinds.events import EVENTS
from kinkeeper.roster.records.kinds.learning_plans import LEARNING_PLANS
from kinkeeper.roster.records.kinds.notices import NOTICES
from kinkeeper.roster.records.kinds.remarks import REMARKS
from kinkeeper.roster.records.kinds.results import RESULTS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS
from kinkeeper.roster.records.kinds.timetable import TIMETABLE
from kinkeeper.roster.records.kinds.timetable_changes import TIMETABLE_CHANGES

KINDS: tuple[Kind, ...] = (
    SCHOOLS,
    TERMS,
    DAYS_OFF,
    CLASSES,
    ENROLMENTS,
    ATTENDANCE_CODES,
    TIMETABLE,
    TIMETABLE_CHANGES,
    EVENTS,
    NOTICES,
    ATTENDANCE,
    ASSIGNMENTS,
    RESULTS,
    REMARKS,
)
ALL = (*KINDS, DOCUMENTS, LEARNING_PLANS)
BY_NAME = {kind.name: kind for kind in ALL}
