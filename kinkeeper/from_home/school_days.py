"""On which days a child has school, as far as the site's records tell."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max, Q

from kinkeeper.people.models import Person
from kinkeeper.records.models import DayOff, Enrolment, Lesson, Term
from kinkeeper.roster.records.kinds.attendance import SCHOOL_YEAR
from kinkeeper.roster.records.kinds.timetable import WEEKDAYS

DAY = timedelta(days=1)


def between(child: Person, first: date, last: date) -> list[date]:
    """The days with school, of these and those between them. A day is free where each school of the
    child is closed on it, or none has a lesson for the child's groups on that weekday; where
    nothing is known, no day is free."""
    groups, schools = _places(child, first, last)
    taught = _weekdays(groups, first, last)
    closed = list(
        DayOff.objects.filter(school__in=schools, starts_on__lte=last, ends_on__gte=first)
    )
    days = (first + number * DAY for number in range((last - first).days + 1))
    return [day for day in days if not _is_free(day, schools, taught, closed)]


def last_known() -> date | None:
    """The end of the latest school year that the site knows; None where it knows none."""
    years = Term.objects.filter(sort=SCHOOL_YEAR)
    found: date | None = years.aggregate(last=Max("ends_on"))["last"]
    return found


def _places(child: Person, first: date, last: date) -> tuple[set[int], set[int]]:
    enrolled = Enrolment.objects.filter(_within(first, last), person=child, role="pupil")
    found = list(enrolled.values_list("group_id", "school_id"))
    return {group for group, _school in found}, {school for _group, school in found}


def _weekdays(groups: set[int], first: date, last: date) -> set[str]:
    lessons = Lesson.objects.filter(_within(first, last), group__in=groups)
    return set(lessons.values_list("weekday", flat=True).distinct())


def _within(first: date, last: date) -> Q:
    """Enrolments and lessons that hold on any of these days."""
    begun = Q(starts_on=None) | Q(starts_on__lte=last)
    return begun & (Q(ends_on=None) | Q(ends_on__gte=first))


def _is_free(day: date, schools: set[int], taught: set[str], closed: Sequence[DayOff]) -> bool:
    if taught and WEEKDAYS[day.weekday()] not in taught:
        return True
    shut = {each.school_id for each in closed if each.starts_on <= day <= each.ends_on}
    return bool(schools) and schools <= shut
