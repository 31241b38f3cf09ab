"""The lessons of today, each with what is otherwise about it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kinkeeper.records.lessons import Lessons
from kinkeeper.records.models import Change, DayOff, Lesson
from kinkeeper.records.opened import Asked
from kinkeeper.roster.records.kinds.timetable import WEEKDAYS


@dataclass(frozen=True)
class Today:
    """A lesson, and its changes of today."""

    lesson: Lesson
    changes: Sequence[Change]

    @property
    def cancelled(self) -> bool:
        return any(change.sort == "cancelled" for change in self.changes)

    @property
    def words(self) -> str:
        """Its key, and what is otherwise, as `tt-5 substitution tc-0004`."""
        said = [self.lesson.key]
        for change in self.changes:
            said += [word for word in (change.sort, change.teacher, change.room) if word]
        return " ".join(said)


def of_children(
    asked: Asked, lessons: Mapping[int, Sequence[Lesson]], changes: Mapping[int, Sequence[Change]]
) -> dict[int, list[Today]]:
    """Child -> lessons in order of time. Given are those seen of each child, on any day."""
    schools = {lesson.school_id for some in lessons.values() for lesson in some}
    days = asked.dates(sorted(schools))
    off = list(DayOff.objects.filter(school__in=schools))
    return on_days(days, asked.groups_today(), off, lessons, changes)


def on_days(
    days: Mapping[int, date],
    groups: Collection[tuple[int, int]],
    off: Iterable[DayOff],
    lessons: Mapping[int, Sequence[Lesson]],
    changes: Mapping[int, Sequence[Change]],
) -> dict[int, list[Today]]:
    """The same on a day for each school, for who is in these groups on it: (child, group)."""
    free = {each.school_id for each in off if is_off(each, days)}
    found: dict[int, list[Today]] = {}
    for child, some in lessons.items():
        known = Lessons(some)
        held = [
            lesson
            for lesson in some
            if lesson.school_id not in free
            and (child, lesson.group_id) in groups
            and _is_on(lesson, days[lesson.school_id])
        ]
        today = [
            Today(
                lesson,
                [
                    change
                    for change in changes.get(child, ())
                    if change.day == days[lesson.school_id]
                    and known.named(change.lesson, change.school_id, change) is lesson
                ],
            )
            for lesson in held
        ]
        found[child] = sorted(today, key=lambda each: (each.lesson.starts, each.words))
    return found


def is_off(day_off: DayOff, days: Mapping[int, date]) -> bool:
    day = days.get(day_off.school_id)
    return day is not None and day_off.starts_on <= day <= day_off.ends_on


def _is_on(lesson: Lesson, day: date) -> bool:
    begun = lesson.starts_on is None or lesson.starts_on <= day
    goes_on = lesson.ends_on is None or lesson.ends_on >= day
    return begun and goes_on and lesson.weekday == WEEKDAYS[day.weekday()]
