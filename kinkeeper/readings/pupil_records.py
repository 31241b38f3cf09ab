"""A pupil's school records as staff see them: each with where it is from, and when parents see it.

What counts is said in `records.visibility`; here it is put into words for one record, whoever the
parent is: a parent besides needs the right to its area.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from kinkeeper.access import entering, scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import Import
from kinkeeper.organisations.local_date import moment
from kinkeeper.organisations.models import Below
from kinkeeper.people.models import Person
from kinkeeper.readings import looks, paging
from kinkeeper.records.by_hand.audience import going_on, today_of
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    AttendanceCode,
    Document,
    Enrolment,
    Event,
    HandEntry,
    LearningPlan,
    Notice,
    Remark,
    Result,
    School,
)
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.records.kinds.remarks import NOTE
from kinkeeper.roster.vocabulary import ENTRY

MADE_BY_IMPORT = "import:"


class Why(StrEnum):
    """Why no parent sees it now; or that those see it who have the right."""

    SHOWN = "shown"
    LATER = "later"
    NEVER = "never"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    PRIVATE = "private"
    NOTE = "note"
    OFF = "off"
    LEFT = "left"
    NOT_IN_CLASS = "not-in-class"


@dataclass(frozen=True)
class Line:
    """`day` is what it is of. `what` its own words. `since`: from when parents see it, None where
    it has no moment. `roster_import`: the import that wrote it, as far as the viewer may open it;
    `file`: what the file was called. `entry`: the form by which a hand did."""

    kind: str
    record: Sourced
    day: date | None
    what: str
    since: datetime | None
    why: Why
    import_number: int | None = None
    roster_import: Import | None = None
    entry: HandEntry | None = None

    @property
    def is_calendar(self) -> bool:
        names = self.roster_import.file_names if self.roster_import else []
        return self.kind == "events" and any(name.endswith((".ics", ".ICS")) for name in names)


@dataclass(frozen=True)
class Found:
    lines: Sequence[Line]
    counts: Mapping[str, int]
    page: int
    more: bool


@dataclass(frozen=True)
class _Kind:
    """`mine`: the records of a pupil; `day`: the column by which they are sorted, latest first."""

    mine: Callable[[Person], QuerySet[Any]]
    day: str
    what: Callable[[Any], str]


def _enrolled(pupil: Person) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(person=pupil, role="pupil")


def _of_classes(model: type[Any], pupil: Person, day: str) -> QuerySet[Any]:
    """Of the groups, or whole schools, in which the pupil was on the day of it."""
    there = _enrolled(pupil).filter(
        Q(starts_on=None) | Q(starts_on__lte=OuterRef(day)),
        Q(ends_on=None) | Q(ends_on__gte=OuterRef(day)),
        school=OuterRef("school"),
    )
    own = Exists(there.filter(group=OuterRef("group")))
    found: QuerySet[Any] = model._default_manager.filter(own | (Q(group=None) & Exists(there)))
    return found


def _notices(pupil: Person) -> QuerySet[Notice]:
    for_classes = _of_classes(Notice, pupil, "published_on").filter(pupil=None)
    return Notice.objects.filter(Q(pk__in=for_classes.values("pk")) | Q(pupil=pupil))


def _documents(pupil: Person) -> QuerySet[Document]:
    for_classes = _of_classes(Document, pupil, "published_on").filter(pupil=None)
    return Document.objects.filter(Q(pk__in=for_classes.values("pk")) | Q(pupil=pupil))


SESSIONS = {"AM": gettext_lazy("Morning"), "PM": gettext_lazy("Afternoon")}
KINDS: Mapping[str, _Kind] = {
    "attendance": _Kind(
        lambda pupil: Attendance.objects.filter(pupil=pupil),
        "day",
        lambda each: " · ".join([str(SESSIONS.get(each.session, each.session)), each.code]),
    ),
    "results": _Kind(
        lambda pupil: Result.objects.filter(pupil=pupil).select_related("assignment"),
        "day",
        lambda each: " · ".join(
            text
            for text in (
                each.assignment.title,
                "" if each.points is None else f"{each.points.normalize():f}",
                each.grade,
                each.status,
            )
            if text
        ),
    ),
    "remarks": _Kind(
        lambda pupil: Remark.objects.filter(pupil=pupil), "day", lambda each: each.body
    ),
    "learning_plans": _Kind(
        lambda pupil: LearningPlan.objects.filter(pupil=pupil),
        "published_on",
        lambda each: each.title,
    ),
    "documents": _Kind(_documents, "published_on", lambda each: each.title),
    "notices": _Kind(_notices, "published_on", lambda each: each.title),
    "events": _Kind(
        lambda pupil: _of_classes(Event, pupil, "starts_on"),
        "starts_on",
        lambda each: each.title,
    ),
    "assignments": _Kind(
        lambda pupil: _of_classes(Assignment, pupil, "due_on"),
        "due_on",
        lambda each: each.title,
    ),
}


def of(viewer: Viewer, pupil: Person, kind: str, page: int) -> Found:
    """The records of one kind of the viewer's schools, the latest first, and how many there are of
    each."""
    looks.shows(viewer, pupil)
    here = _of_own_schools(viewer)
    counts = {name: each.mine(pupil).filter(here).count() for name, each in KINDS.items()}
    known = KINDS[kind]
    ordered = known.mine(pupil).filter(here).select_related("school__organisation")
    ordered = ordered.order_by(F(known.day).desc(nulls_last=True), "-pk")
    first = (page - 1) * paging.PAGE
    records = list(ordered[first : first + paging.PAGE])
    lines = _lines(viewer, pupil, kind, records)
    return Found(lines, counts, page, counts[kind] > first + len(records))


def _of_own_schools(viewer: Viewer) -> Q:
    """What another school says of a pupil who is, or was, in both is not told here (K14). A teacher
    works in the schools above the own classes, and where enrolments name the teacher."""
    if viewer.reach.whole_site:
        return Q()
    places = viewer.reach.ids()
    if viewer.is_administrator:
        return Q(school__organisation__in=places)
    above = Below.objects.filter(organisation__in=places)
    return Q(school__organisation__in=above.values("root")) | Q(
        school__in=entering.schools(viewer).values("pk")
    )


def _lines(viewer: Viewer, pupil: Person, kind: str, records: Sequence[Any]) -> list[Line]:
    known, sources = KINDS[kind], {each.source for each in records}
    entries = HandEntry.objects.in_bulk(_numbers(sources, ENTRY))
    imports = scopes.imports(viewer).in_bulk(_numbers(sources, MADE_BY_IMPORT))
    now = moment()
    there = {school.pk: _is_there(pupil, school) for school in {each.school for each in records}}
    labels = _labels(records) if kind == "attendance" else {}
    found = []
    for each in records:
        number = _number(each.source, MADE_BY_IMPORT)
        found.append(
            Line(
                kind,
                each,
                getattr(each, known.day),
                " · ".join(filter(None, [known.what(each), labels.get(each.pk)])),
                getattr(each, "published_at", None),
                why(each, pupil, now, there=there[each.school_id]),
                number,
                imports.get(number or 0),
                entries.get(_number(each.source, ENTRY) or 0),
            )
        )
    return found


def _labels(marks: Sequence[Attendance]) -> dict[int, str]:
    """What the letters of marks mean, by the marks' internal IDs."""
    codes: dict[tuple[int, str], str] = {}
    for each in AttendanceCode.objects.filter(school__in={mark.school_id for mark in marks}):
        codes[each.school_id, each.code] = each.label
    return {mark.pk: codes.get((mark.school_id, mark.code), "") for mark in marks}


def _numbers(sources: Iterable[str], prefix: str) -> list[int]:
    return [number for each in sources if (number := _number(each, prefix)) is not None]


def _number(source: str, prefix: str) -> int | None:
    number = source.removeprefix(prefix)
    return int(number) if source.startswith(prefix) and number.isdigit() else None


def _is_there(pupil: Person, school: School) -> bool:
    return _enrolled(pupil).filter(going_on(today_of(school)), school=school).exists()


def why(record: Any, pupil: Person, now: datetime, *, there: bool) -> Why:
    """Whether a parent with the right sees the record now, and if not, why. `there`: whether the
    pupil is at its school today."""
    if isinstance(record, Remark) and record.sort == NOTE:
        return Why.NOTE
    if isinstance(record, Remark) and not record.school.behaviour_shown:
        return Why.OFF
    if isinstance(record, Event) and record.private:
        return Why.PRIVATE
    if _is_over(record, "withdrawn_at", now):
        return Why.WITHDRAWN
    if _is_over(record, "expires_at", now):
        return Why.OVER
    if not isinstance(record, Event):
        if record.published_at is None:
            return Why.NEVER
        if record.published_at > now:
            return Why.LATER
    if not there:
        return Why.LEFT
    return Why.NOT_IN_CLASS if _is_of_another_class(record, pupil) else Why.SHOWN


def _is_over(record: Any, column: str, now: datetime) -> bool:
    at = getattr(record, column, None)
    return at is not None and at <= now


def _is_of_another_class(record: Any, pupil: Person) -> bool:
    """A result of work for a class in which the pupil was not on the due day; a notice of a class
    in which the pupil is no longer."""
    if isinstance(record, Result):
        group, on = record.assignment.group_id, record.assignment.due_on
    elif isinstance(record, Notice) and record.group_id is not None:
        group, on = record.group_id, today_of(record.school)
    else:
        return False
    return not _enrolled(pupil).filter(going_on(on), group=group).exists()
