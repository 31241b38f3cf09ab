from kinkeeper.records.documents import Document, DocumentContent, DocumentVersion
from kinkeeper.records.entries import HandEntry
from kinkeeper.records.learning_plans import LearningPlan
from kinkeeper.records.places import Enrolment, Group, School, Term
from kinkeeper.records.register import Attendance, AttendanceCode
from kinkeeper.records.remarks import Remark
from kinkeeper.records.school_day import Change, DayOff, Event, Lesson, Notice
from kinkeeper.records.work import Assignment, Result

__all__ = [
    "Assignment",
    "Attendance",
    "AttendanceCode",
    "Change",
    "DayOff",
    "Document",
    "DocumentContent",
    "DocumentVersion",
    "Enrolment",
    "Event",
    "Group",
    "HandEntry",
    "LearningPlan",
    "Lesson",
    "Notice",
    "Remark",
    "Result",
    "School",
    "Term",
]
