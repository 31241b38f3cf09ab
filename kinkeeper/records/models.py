from kinkeeper.records.places import Enrolment, Group, School, Term
from kinkeeper.records.register import Attendance, AttendanceCode
from kinkeeper.records.school_day import Change, DayOff, Event, Lesson, Notice

__all__ = [
    "Attendance",
    "AttendanceCode",
    "Change",
    "DayOff",
    "Enrolment",
    "Event",
    "Group",
    "Lesson",
    "Notice",
    "School",
    "Term",
]
