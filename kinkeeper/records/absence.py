"""How much a child was absent: marks and minutes, by whether they are excused."""

from collections.abc import Iterable
from dataclasses import dataclass

from kinkeeper.records.models import Attendance, AttendanceCode, Lesson, School
from kinkeeper.roster.records.kinds.attendance_codes import COUNTED


@dataclass
class Absence:
    """`minutes` of a mark that states none are those of its whole session."""

    marks: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class Judged:
    """A mark that counts as absence, and what its code means. `excused` is yes, no or unknown: what
    the mark says itself, else its code."""

    mark: Attendance
    code: AttendanceCode
    excused: str
    minutes: int


def absence_of(marks: Iterable[Attendance]) -> dict[str, Absence]:
    """By yes, no or unknown."""
    found: dict[str, Absence] = {}
    for each in judged(marks):
        absence = found.setdefault(each.excused, Absence())
        absence.marks += 1
        absence.minutes += each.minutes
    return found


def judged(marks: Iterable[Attendance]) -> list[Judged]:
    """Only those with codes of absence, of being late and of leaving early."""
    marks = list(marks)
    schools = School.objects.in_bulk([mark.school_id for mark in marks])
    codes = list(AttendanceCode.objects.filter(school__in=schools))
    lessons = {
        (lesson.school_id, lesson.key): lesson
        for lesson in Lesson.objects.filter(
            school__in=schools, key__in={mark.session for mark in marks}
        )
    }
    found = []
    for mark in marks:
        code = _code(mark, codes)
        if code is None or code.status not in COUNTED:
            continue
        minutes = mark.minutes
        if minutes is None:
            lesson = lessons.get((mark.school_id, mark.session))
            minutes = _whole(mark, schools[mark.school_id], lesson)
        found.append(Judged(mark, code, mark.excused or code.excused or "unknown", minutes))
    return found


def _code(mark: Attendance, codes: Iterable[AttendanceCode]) -> AttendanceCode | None:
    """What its letter meant on its day; the latest of several."""
    meant = [
        code
        for code in codes
        if (code.school_id, code.code) == (mark.school_id, mark.code)
        and (code.starts_on is None or code.starts_on <= mark.day)
        and (code.ends_on is None or code.ends_on >= mark.day)
    ]
    return max(meant, key=lambda code: (code.starts_on is not None, code.starts_on), default=None)


def _whole(mark: Attendance, school: School, lesson: Lesson | None) -> int:
    if lesson is not None:
        return _clock(lesson.ends) - _clock(lesson.starts)
    return {"AM": school.am_minutes, "PM": school.pm_minutes}.get(mark.session) or 0


def _clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
