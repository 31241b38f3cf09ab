"""Today's lessons of a child, in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from kinkeeper.readings import school_hours
from kinkeeper.readings.lessons_today import Today
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.models import Change
from kinkeeper.records.visibility import CHANGES, LESSONS
from kinkeeper.web.child_page.block import Asking

TODAY = {
    LESSONS: """(said.starts_on IS NULL OR said.starts_on <= opened.today + 1)
        AND (said.ends_on IS NULL OR said.ends_on >= opened.today - 1)""",
    CHANGES: "said.day BETWEEN opened.today - 1 AND opened.today + 1",
}


@dataclass(frozen=True)
class Line:
    """`teacher` is blank where the parent may know no name; `now`: it is being held."""

    key: str
    title: str
    room: str
    teacher: str
    starts: time
    ends: time
    change: Change | None
    now: bool

    @property
    def cancelled(self) -> bool:
        return self.change is not None and self.change.sort == "cancelled"


def read(asking: Asking) -> Sequence[Line]:
    family = asking.found(TODAY, days=1)
    alone = family.of_one(asking.pupil)
    held = school_hours.lessons(alone, alone.found.dates).get(asking.child.id, [])
    teachers = {each.key: each.name for each in asking.teachers()}
    return [_line(alone, each, teachers) for each in held]


def _line(family: Family, each: Today, teachers: dict[str, str]) -> Line:
    lesson, change = each.lesson, each.changes[0] if each.changes else None
    starts, ends = time.fromisoformat(lesson.starts), time.fromisoformat(lesson.ends)
    stands_in = change is not None and change.sort == "substitution"
    teacher = change.teacher if change is not None and stands_in else lesson.teacher
    return Line(
        lesson.key,
        family.called(lesson),
        (change.room if change is not None else "") or lesson.room,
        teachers.get(teacher, ""),
        starts,
        ends,
        change,
        starts <= _clock(family, lesson.school_id) < ends,
    )


def _clock(family: Family, school: int) -> time:
    return family.moment.astimezone(family.zones[school]).time()
