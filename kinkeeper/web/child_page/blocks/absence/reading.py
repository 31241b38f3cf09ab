"""A child's absence by month, as a table and as a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from kinkeeper.records.absence import Judged
from kinkeeper.records.lessons import Lessons
from kinkeeper.records.models import Attendance, Lesson
from kinkeeper.records.visibility import ATTENDANCE, LESSONS
from kinkeeper.web.child_page.block import Asking

YEAR = {
    ATTENDANCE: "said.day > opened.today - 365",
    LESSONS: "said.ends_on IS NULL OR said.ends_on > opened.today - 365",
}
WIDTH, FLOOR, TALLEST, BAR = 326, 132, 96, 12
MONTHS = 10  # those that fit


@dataclass(frozen=True)
class Bar:
    x: float
    height: float
    count: int
    width: int = BAR

    @property
    def y(self) -> float:
        return FLOOR - self.height

    @property
    def middle(self) -> float:
        return self.x + BAR / 2

    @property
    def above(self) -> float:
        return self.y - 8


@dataclass(frozen=True)
class Month:
    """`explained`, `unexplained`: how many marks; the bars only where there are any."""

    first: date
    explained: int
    unexplained: int
    x: float
    bars: Sequence[tuple[str, Bar]]


@dataclass(frozen=True)
class Mark:
    """`at`: from when to when a lesson is, where it is one; else the session says it."""

    key: str
    said: Judged
    starts: time | None
    ends: time | None


@dataclass(frozen=True)
class Absences:
    """`marks`: the latest first. `months`: the last ones, from the first with a mark on."""

    marks: Sequence[Mark]
    months: Sequence[Month]

    def __bool__(self) -> bool:
        return bool(self.marks)

    @property
    def explained(self) -> int:
        return len([mark for mark in self.marks if mark.said.excused == "yes"])

    @property
    def unexplained(self) -> int:
        return len(self.marks) - self.explained

    @property
    def latest(self) -> Sequence[Mark]:
        return self.marks[:3]


def read(asking: Asking) -> Absences:
    family = asking.found(YEAR)
    marks = asking.judged(family.of(Attendance, asking.pupil))
    marks.sort(key=lambda each: (each.mark.day, each.mark.session), reverse=True)
    lessons = Lessons(family.of(Lesson, asking.pupil))
    return Absences([_mark(each, lessons) for each in marks], _months(marks))


def _mark(said: Judged, lessons: Lessons) -> Mark:
    mark = said.mark
    lesson = lessons.named(mark.session, mark.school_id, mark)
    key = f"{mark.day.isoformat()}|{mark.session}"
    if lesson is None:
        return Mark(key, said, None, None)
    return Mark(key, said, time.fromisoformat(lesson.starts), time.fromisoformat(lesson.ends))


def _months(marks: Sequence[Judged]) -> list[Month]:
    if not marks:
        return []
    days = [each.mark.day for each in marks]
    firsts = list(_each_month(min(days), max(days)))[-MONTHS:]
    counts = [_counts(marks, first) for first in firsts]
    most = max(max(pair) for pair in counts)
    room = WIDTH / len(firsts)
    return [
        _month(first, pair, room * (at + 0.5), most)
        for at, (first, pair) in enumerate(zip(firsts, counts, strict=True))
    ]


def _each_month(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _counts(marks: Sequence[Judged], first: date) -> tuple[int, int]:
    own = [each for each in marks if each.mark.day.replace(day=1) == first]
    explained = len([each for each in own if each.excused == "yes"])
    return explained, len(own) - explained


def _month(first: date, counts: tuple[int, int], middle: float, most: int) -> Month:
    there = [(kind, count) for kind, count in zip(("yes", "no"), counts, strict=True) if count]
    start = middle - BAR * len(there) / 2
    bars = [
        (kind, Bar(start + BAR * at, TALLEST * count / most, count))
        for at, (kind, count) in enumerate(there)
    ]
    return Month(first, *counts, middle, bars)
