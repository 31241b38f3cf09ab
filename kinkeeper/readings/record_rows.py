"""One thing of school life as a line of a page, with all the children it is for."""

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property

from django.conf import settings

from kinkeeper.organisations.own_settings import contacts
from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child
from kinkeeper.readings.shown import Item
from kinkeeper.records.lessons import Lessons
from kinkeeper.records.models import (
    Assignment,
    Change,
    Document,
    Event,
    LearningPlan,
    Lesson,
    Notice,
    Remark,
    Result,
)
from kinkeeper.records.opened import Found, Place
from kinkeeper.records.sourced import Sourced

BLOCKS = {
    "assignment": "tasks", "event": "calendar", "result": "results", "document": "documents",
    "learning_plan": "learning_plans",
}  # fmt: skip
type Told = Assignment | Change | Document | Event | LearningPlan | Notice | Remark | Result

type Published = Assignment | Document | LearningPlan | Notice | Remark | Result


@dataclass(frozen=True)
class Row:
    """`when` and the clock times are the school's; `until` is the last day of what lasts several.
    `about` is what the lesson of a change is called."""

    kind: str
    id: str
    record: Told
    children: tuple[Child, ...]
    when: date
    starts: time | None = None
    ends: time | None = None
    until: date | None = None
    cancelled: bool = False
    about: str = ""
    school: str = ""

    @property
    def name(self) -> str:
        """As whoever compares pages with records knows it."""
        return f"{self.kind}:{self.id}"

    @property
    def identity(self) -> tuple[str, int]:
        """Two schools may have used one key."""
        return self.kind, self.record.pk

    @property
    def template(self) -> str:
        return f"parents/rows/{self.kind}.html"

    @property
    def block(self) -> str:
        """The block of the child's page that has more of the kind."""
        return BLOCKS.get(self.kind, "")

    @property
    def child(self) -> Child:
        """On whose pages it is opened."""
        return self.children[0]


@dataclass(frozen=True)
class Family:
    """What was found of the children of whom the parent sees anything, as it is shown."""

    children: Mapping[Person, Child]
    found: Found
    moment: datetime

    def of[M: Sourced](self, model: type[M], person: Person) -> Sequence[M]:
        return self.found.of(model).get(person.pk, ())

    def of_one(self, person: Person) -> "Family":
        """The same, with this child first: the days are those of the own school."""
        return replace(self, children={person: self.children[person]})

    def places_of(self, person: Person) -> list[Place]:
        return [place for place in self.found.places if place.child == person.pk]

    def whose(self, record: Told) -> list[Person]:
        """All the children whom it is for."""
        return [
            person
            for person in self.children
            if any(each.pk == record.pk for each in self.of(type(record), person))
        ]

    def rows(self, items: Iterable[Item]) -> list[Row]:
        return [self._row(item, item.record) for item in items if item.record is not None]

    @cached_property
    def zones(self) -> Mapping[int, zoneinfo.ZoneInfo]:
        """School -> its time zone."""
        paths = {place.school_id: place.path for place in self.found.places}
        return {school: _zone(path) for school, path in paths.items()}

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Of the first child's school; without one, the site's."""
        schools = {place.child: place.school_id for place in self.found.places}
        known = [self.zones[schools[each.pk]] for each in self.children if each.pk in schools]
        return known[0] if known else _zone("")

    @property
    def today(self) -> date:
        """Where the first child is at school."""
        return self.moment.astimezone(self.zone).date()

    @cached_property
    def _schools(self) -> Mapping[int, str]:
        return {place.school_id: place.school for place in self.found.places}

    @cached_property
    def _groups(self) -> Mapping[int, str]:
        return {place.group_id: place.group for place in self.found.places}

    @cached_property
    def _lessons(self) -> Lessons:
        some = self.found.of(Lesson).values()
        return Lessons(each for lessons in some for each in lessons)

    def published_on(self, record: Published) -> date:
        """The day at its school."""
        assert record.published_at is not None  # noqa: S101  # it is seen
        return record.published_at.astimezone(self.zones[record.school_id]).date()

    def called(self, lesson: Lesson | Change) -> str:
        """By the name of its group, else by its subject."""
        return self._groups.get(lesson.group_id, "") or getattr(lesson, "subject", "")

    def _row(self, item: Item, record: Told) -> Row:
        children = tuple(self.children[child] for child in item.children)
        row = Row(
            item.kind,
            item.id,
            record,
            children,
            item.when,
            cancelled=item.cancelled,
            school=self._schools.get(record.school_id, ""),
        )
        if isinstance(record, Event):
            return self._event(row, record)
        if isinstance(record, Assignment) and record.due_at is not None:
            return replace(row, starts=_clock(record.due_at, self.zones[record.school_id]))
        return self._change(row, record) if isinstance(record, Change) else row

    def _event(self, row: Row, event: Event) -> Row:
        """Clock times only where it begins on the day that the row is of."""
        last = event.ends_on or event.starts_on
        row = replace(row, until=last if last > row.when else None)
        if event.all_day or event.starts_at is None or row.when != event.starts_on:
            return row
        zone = self.zones[event.school_id]
        row = replace(row, starts=_clock(event.starts_at, zone))
        ends = event.ends_at if last == row.when else None
        return row if ends is None else replace(row, ends=_clock(ends, zone))

    def _change(self, row: Row, change: Change) -> Row:
        lesson = self._lessons.named(change.lesson, change.school_id, change)
        about, cancelled = self.called(lesson or change), change.sort == "cancelled"
        row = replace(row, about=about, cancelled=cancelled)
        if lesson is None:
            return row
        starts, ends = time.fromisoformat(lesson.starts), time.fromisoformat(lesson.ends)
        return replace(row, starts=starts, ends=ends)


def in_order(row: Row) -> tuple[date, time, str]:
    """By day; what lasts the whole day first."""
    return row.when, row.starts or time.min, row.name


def _clock(moment: datetime, zone: zoneinfo.ZoneInfo) -> time:
    return moment.astimezone(zone).time()


def _zone(path: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(contacts().one(path, "time_zone") or settings.TIME_ZONE)
