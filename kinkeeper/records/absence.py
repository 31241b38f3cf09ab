"""How much a child was absent: marks and minutes, by whether they are excused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kinkeeper.records.lessons import Lessons
from kinkeeper.records.models import Attendance, AttendanceCode, Lesson, School
from kinkeeper.roster.records.kinds.attendance_codes import COUNTED

# Where a half of the day ends, and the other begins, to hold it against a clock time.
NOON, MIDNIGHT = "12:00", "24:00"
UNKNOWN = "unknown"
SESSIONS = {"AM": ("", NOON), "PM": (NOON, MIDNIGHT)}


@dataclass
class Absence:
    """`minutes` of a mark that states none are those of its whole session."""

    marks: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class ToldAbsence:
    """What the school was told: away on this day, from one clock time of the school until another
    (`08:30`; blank: since the morning). `confirmed`: the school has."""

    day: date
    starts: str = ""
    ends: str = MIDNIGHT
    confirmed: bool = False


type Told = Mapping[int, Sequence[ToldAbsence]]  # by pupil, internal ID


@dataclass(frozen=True)
class Judged:
    """A mark that counts as absence, and what its code means. `excused` is yes, no or unknown: what
    the mark says itself, else its code; where both leave it open, yes if the school has confirmed
    what it was told. `told`: it was told of this time at all."""

    mark: Attendance
    code: AttendanceCode
    excused: str
    minutes: int
    told: bool = False


def absence_of(marks: Iterable[Judged]) -> dict[str, Absence]:
    """By yes, no or unknown."""
    found: dict[str, Absence] = {}
    for each in marks:
        absence = found.setdefault(each.excused, Absence())
        absence.marks += 1
        absence.minutes += each.minutes
    return found


def judged(marks: Iterable[Attendance], told: Told) -> list[Judged]:
    """Only those with codes of absence, of being late and of leaving early."""
    marks = list(marks)
    schools = School.objects.in_bulk([mark.school_id for mark in marks])
    codes = list(AttendanceCode.objects.filter(school__in=schools))
    lessons = Lessons(
        Lesson.objects.filter(school__in=schools, key__in={mark.session for mark in marks})
    )
    found = []
    for mark in marks:
        code = _code(mark, codes)
        if code is None or code.status not in COUNTED:
            continue
        lesson = lessons.named(mark.session, mark.school_id, mark)
        minutes = mark.minutes
        if minutes is None:
            minutes = _whole(mark, schools[mark.school_id], lesson)
        covering = [each for each in told.get(mark.pupil_id, ()) if _covers(each, mark, lesson)]
        excused = mark.excused or code.excused or UNKNOWN
        if excused == UNKNOWN and any(each.confirmed for each in covering):
            excused = "yes"
        found.append(Judged(mark, code, excused, minutes, bool(covering)))
    return found


def _covers(told: ToldAbsence, mark: Attendance, lesson: Lesson | None) -> bool:
    """Whether some of the time of the mark is in it."""
    starts, ends = SESSIONS.get(mark.session, ("", MIDNIGHT))
    if lesson is not None:
        starts, ends = lesson.starts, lesson.ends
    return told.day == mark.day and told.starts < ends and starts < told.ends


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
