"""From when to when the children are at school on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child
from kinkeeper.readings.lessons_today import Today, is_off, on_days
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.models import Change, Lesson

type Said = tuple[time | None, time | None, str]


@dataclass(frozen=True)
class Hours:
    """Of children alike. Without times they have no lessons; `title` says which day off it is."""

    children: tuple[Child, ...]
    starts: time | None = None
    ends: time | None = None
    title: str = ""


def of(family: Family, days: int) -> list[Hours]:
    """On the day that is so many days ahead. Nothing is said of a child without a timetable."""
    alike: dict[Said, list[Child]] = {}
    held = lessons(family, _there(family, days))
    for person, child in family.children.items():
        if family.of(Lesson, person):
            said = _said(family, person, held.get(person.pk, ()), days)
            alike.setdefault(said, []).append(child)
    return [Hours(tuple(some), *said) for said, some in alike.items()]


def lessons(family: Family, there: Mapping[int, date]) -> dict[int, list[Today]]:
    """Child -> the lessons of a day, in order of time, each with its changes. `there`: which day it
    is at each school."""
    found = family.found
    groups = found.groups_on(there)
    return on_days(there, groups, found.days_off, found.of(Lesson), found.of(Change))


def _there(family: Family, days: int) -> dict[int, date]:
    return dict.fromkeys(family.found.dates, family.today + timedelta(days=days))


def _said(family: Family, person: Person, held: Sequence[Today], days: int) -> Said:
    on = [each.lesson for each in held if not each.cancelled]
    if on:
        starts, ends = min(each.starts for each in on), max(each.ends for each in on)
        return time.fromisoformat(starts), time.fromisoformat(ends), ""
    there = _there(family, days)
    schools = {each.school_id for each in family.of(Lesson, person)}
    off = [each for each in family.found.days_off if each.school_id in schools]
    return None, None, next((each.title for each in off if is_off(each, there)), "")
