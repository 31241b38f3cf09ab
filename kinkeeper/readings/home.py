"""What a parent's home shows: what needs the parent, what is next, and what is new, once each.

The rows of the next seven days are those of `shown.home`, whoever asks; here they are fetched at
once (`records.near`), for whoever asks for the page, and put in order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from kinkeeper.access import home_visits
from kinkeeper.people.models import Person
from kinkeeper.readings import notice_answers, school_hours, shown
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family, Published, Row, in_order
from kinkeeper.readings.school_hours import Hours
from kinkeeper.records.arranged import arranged
from kinkeeper.records.models import (
    Assignment,
    Change,
    Document,
    Event,
    LearningPlan,
    Notice,
    Remark,
    Result,
)
from kinkeeper.records.opened import AskedByPage
from kinkeeper.roster.vocabulary import ShownState


class Part(StrEnum):
    """In the order of the page. *Earlier* are notices of the last days that are not new, *answered*
    those that this parent has answered for each of the own children."""

    NEEDS_YOU = "needs_you"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    NEW = "new"
    EARLIER = "earlier"
    ANSWERED = "answered"


PUBLISHED: Mapping[str, type[Published]] = {
    "notice": Notice,
    "assignment": Assignment,
    "result": Result,
    "remark": Remark,
    "document": Document,
    "learning_plan": LearningPlan,
}
DAYS = (Part.TODAY, Part.TOMORROW)
LATEST_FIRST = {Part.NEW, Part.EARLIER}


@dataclass(frozen=True)
class Home:
    """`since`: from when on something is new, on the clock of the first child's school; None before
    the first pause."""

    today: date
    since: datetime | None = None
    parts: Mapping[Part, Sequence[Row]] = field(default_factory=dict)
    hours: Mapping[Part, Sequence[Hours]] = field(default_factory=dict)

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def since_clock(self) -> time | None:
        return self.since.time() if self.since else None

    @property
    def is_empty(self) -> bool:
        return not any(self.parts.values())


def of(
    parent: Person, mine: Mapping[Person, Child], moment: datetime, only: Child | None = None
) -> Home | None:
    """Of the own children, as the parent sees them, or of this one; None where there is none of
    whom anything is seen. It notes that the parent was here."""
    seen = {person: child for person, child in mine.items() if child.areas}
    if not seen:
        return None
    since = home_visits.note(moment)
    found = AskedByPage(parent.pk, moment).near(home_visits.LONGEST)
    found = arranged(found)
    family = Family(seen, found, moment)
    asked = {person: child for person, child in seen.items() if only in {None, child}}
    alone = Family(asked, found, moment)
    parts: dict[Part, list[Row]] = {part: [] for part in Part}
    for row in _next_days(family):
        parts[_part(row, alone.today, since)].append(row)
    _set_aside_answered(parent, parts)
    near = {row.identity for rows in parts.values() for row in rows}
    parts[Part.NEW] += [row for row in _new(family, since) if row.identity not in near]
    for part, rows in parts.items():
        rows.sort(key=in_order, reverse=part in LATEST_FIRST)
        parts[part] = [row for row in rows if only is None or only in row.children]
    hours = {part: school_hours.of(alone, days) for days, part in enumerate(DAYS)}
    return Home(alone.today, since and since.astimezone(alone.zone), parts, hours)


def _next_days(family: Family) -> list[Row]:
    some = [
        shown.Child(
            person,
            ShownState.VISIBLE,
            child.areas,
            events=family.of(Event, person),
            notices=family.of(Notice, person),
            changes=family.of(Change, person),
            assignments=family.of(Assignment, person),
        )
        for person, child in family.children.items()
    ]
    return family.rows(shown.home(some, family.found.dates, family.moment))


def _set_aside_answered(parent: Person, parts: dict[Part, list[Row]]) -> None:
    asked = [row.record for row in parts[Part.NEEDS_YOU] if isinstance(row.record, Notice)]
    said = notice_answers.own(parent, (each for each in asked if each.needs_answer))
    for row in [*parts[Part.NEEDS_YOU]]:
        if all((row.record.pk, child.id) in said for child in row.children):
            parts[Part.NEEDS_YOU].remove(row)
            parts[Part.ANSWERED].append(row)


def _new(family: Family, since: datetime | None) -> list[Row]:
    """What was published since then."""
    items: dict[tuple[str, int], shown.Item] = {}
    for kind, model in PUBLISHED.items():
        for person in family.children:
            for record in family.of(model, person):
                if _is_new(record, since):
                    key = record.assignment.key if isinstance(record, Result) else record.key
                    told = shown.Item(kind, key, family.published_on(record), record=record)
                    items.setdefault((kind, record.pk), told).children.append(person)
    return family.rows(items.values())


def _is_new(record: Published, since: datetime | None) -> bool:
    return since is not None and record.published_at is not None and record.published_at > since


def _part(row: Row, today: date, since: datetime | None) -> Part:
    record = row.record
    if isinstance(record, Notice):
        if record.needs_answer or record.deadline is not None:
            return Part.NEEDS_YOU
        return Part.NEW if _is_new(record, since) else Part.EARLIER
    ahead = max((row.when - today).days, 0)  # at a school where it is still yesterday
    return DAYS[ahead] if ahead < len(DAYS) else Part.LATER
