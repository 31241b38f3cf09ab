"""What was entered by hand: for an office of its schools, for a teacher the own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count
from django.utils.formats import date_format

from kinkeeper.access import entering
from kinkeeper.access.viewer import Viewer
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.readings import looks, paging
from kinkeeper.records.by_hand import about_pupils, audience
from kinkeeper.records.by_hand import results as by_hand_results
from kinkeeper.records.by_hand.audience import going_on
from kinkeeper.records.by_hand.write import table_of
from kinkeeper.records.entries import BY_HAND
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    AttendanceCode,
    Document,
    Enrolment,
    Group,
    HandEntry,
    LearningPlan,
    Remark,
    Result,
    School,
)
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.records.kinds import BY_NAME
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.records.kinds.documents import DOCUMENTS
from kinkeeper.roster.records.kinds.events import EVENTS
from kinkeeper.roster.records.kinds.learning_plans import LEARNING_PLANS
from kinkeeper.roster.records.kinds.notices import NOTICES

ABOUT_ONE = (Document, LearningPlan, Remark)
WHOLE = (NOTICES.name, EVENTS.name, ASSIGNMENTS.name)


class Sight(StrEnum):
    """Whether parents see it now; `NOT_YOURS`: about a pupil who left the viewer's classes."""

    SHOWN = "shown"
    LATER = "later"
    OVER = "over"
    STAFF = "staff"
    NOT_YOURS = "not-yours"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Shown:
    """`title` of the first of its records, or empty; `groups`: what the classes are called, none:
    the whole school. `since`: from when parents see it, None where it has no such moment."""

    entry: HandEntry
    title: str
    groups: Sequence[str]
    sight: Sight
    since: datetime | None

    @property
    def changeable(self) -> bool:
        """Whether a form changes it as a whole. Marks are changed in the register, and a remark is
        withdrawn and written again."""
        return self.sight not in {Sight.WITHDRAWN, Sight.NOT_YOURS} and self.entry.kind in WHOLE

    @property
    def is_plan(self) -> bool:
        """That its own form changes."""
        gone = {Sight.WITHDRAWN, Sight.NOT_YOURS}
        return self.sight not in gone and self.entry.kind == LEARNING_PLANS.name

    @property
    def correctable(self) -> bool:
        return self.has_file and self.sight != Sight.WITHDRAWN

    @property
    def has_file(self) -> bool:
        return self.sight != Sight.NOT_YOURS and self.entry.kind == DOCUMENTS.name


@dataclass(frozen=True)
class Place:
    """A school for which something may be entered, with the classes of the viewer."""

    school: School
    groups: Sequence[Group]
    whole: bool


def listed(viewer: Viewer) -> list[Shown]:
    """The latest first."""
    found = entering.entries(viewer).order_by("-made_at", "-pk")[: paging.PAGE]
    return _shown(viewer, list(found))


def one(viewer: Viewer, entry: HandEntry) -> Shown:
    return _shown(viewer, [entry])[0]


def results_that_stay(entry: HandEntry) -> int:
    """How many results of files parents go on seeing when this assignment is withdrawn."""
    if entry.kind != ASSIGNMENTS.name:
        return 0
    work = [each.pk for each in records(entry)]
    of_files = Result.objects.filter(assignment__in=work, withdrawn_at=None)
    return of_files.exclude(series=BY_HAND).exclude(published_at=None).count()


def records(entry: HandEntry) -> list[Sourced]:
    """What stands of it, in the order in which it was entered."""
    model = table_of(BY_NAME[entry.kind])
    found = model._default_manager.filter(series=BY_HAND, source=entry.source)
    return list(found.order_by("pk"))


def schools(viewer: Viewer) -> list[School]:
    return list(entering.schools(viewer).order_by("organisation__path", "pk"))


def place(viewer: Viewer, school: School) -> Place:
    groups = list(entering.groups(viewer, school))
    return Place(school, groups, entering.may_address_school(viewer))


def count(school: School, groups: Iterable[Group], on: date | datetime) -> int:
    """For how many pupils it is: who is there on this day, or at this moment."""
    if isinstance(on, datetime):
        on = on.astimezone(audience.zone_of(school)).date()
    return audience.pupils(school, [group.pk for group in groups], on)


def groups_of(entry: HandEntry) -> list[Group]:
    return list(Group.objects.filter(pk__in=entry.groups).order_by("title", "pk"))


def _shown(viewer: Viewer, found: Sequence[HandEntry]) -> list[Shown]:
    first = _first_records(found)
    pupils = (each.pupil for each in first.values() if isinstance(each, ABOUT_ONE))
    looks.shows(viewer, *pupils)
    numbers = {number for each in found for number in each.groups}
    titles = dict(Group.objects.filter(pk__in=numbers).values_list("pk", "title"))
    now = moment()
    return [
        Shown(
            each,
            _title(first.get(each.source)),
            [titles[number] for number in each.groups if number in titles],
            _sight(each, first.get(each.source), now),
            getattr(first.get(each.source), "published_at", None),
        )
        for each in found
    ]


def _first_records(found: Sequence[HandEntry]) -> dict[str, Sourced]:
    """By source."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for entry in found:
        by_kind[entry.kind].append(entry.source)
    first: dict[str, Sourced] = {}
    for kind, sources in by_kind.items():
        model = table_of(BY_NAME[kind])
        for each in model._default_manager.filter(series=BY_HAND, source__in=sources).order_by(
            "pk"
        ):
            first.setdefault(each.source, each)
    return first


def _title(record: Sourced | None) -> str:
    """A remark's is whom it is about, a mark's its day."""
    if isinstance(record, Remark):
        return record.pupil.full_name
    if isinstance(record, Attendance):
        return date_format(record.day, "DATE_FORMAT")
    if isinstance(record, Result):
        return record.assignment.title
    if isinstance(record, Document | LearningPlan) and record.pupil is not None:
        return f"{record.pupil.full_name}: {record.title}"
    return getattr(record, "title", "")


def _sight(entry: HandEntry, first: Sourced | None, now: datetime) -> Sight:
    if entry.withdrawn_at is not None:
        return Sight.WITHDRAWN
    if first is None:
        return Sight.NOT_YOURS
    published = getattr(first, "published_at", None)
    if isinstance(first, Remark) and not (published and first.school.behaviour_shown):
        return Sight.STAFF
    if isinstance(first, LearningPlan) and published is None:
        return Sight.STAFF
    if published is not None and published > now:
        return Sight.LATER
    expires = getattr(first, "expires_at", None)
    return Sight.OVER if expires is not None and expires <= now else Sight.SHOWN


@dataclass(frozen=True)
class Register:
    """A class on a day: its pupils about whom the viewer may enter something, the codes of the
    school then, and what stands, by pupil and half of the day."""

    pupils: Sequence[Person]
    codes: Sequence[AttendanceCode]
    standing: Mapping[tuple[int, str], Attendance]


def register(viewer: Viewer, group: Group, day: date) -> Register:
    codes = about_pupils.codes(group.school, day)
    pupils = list(entering.pupils(viewer, group)) if codes else []
    looks.shows(viewer, *pupils)
    return Register(
        pupils,
        codes,
        about_pupils.standing(group.school, [pupil.pk for pupil in pupils], day),
    )


@dataclass(frozen=True)
class Work:
    """An assignment of a class, and how many results stand of the pupils whom the viewer sees."""

    assignment: Assignment
    results: int


def work(group: Group) -> list[Work]:
    """What was set for the class, by a file or by hand, the latest due first."""
    set_work = Assignment.objects.filter(group=group, withdrawn_at=None)
    found = list(set_work.order_by("-due_on", "-pk")[: paging.PAGE])
    some = Result.objects.filter(assignment__in=found, withdrawn_at=None)
    counts = dict(some.values_list("assignment").annotate(number=Count("pk")))
    return [Work(each, counts.get(each.pk, 0)) for each in found]


@dataclass(frozen=True)
class Results:
    """Of the pupils of a class about whom the viewer may enter something."""

    pupils: Sequence[Person]
    standing: Mapping[int, Result]


def results(viewer: Viewer, assignment: Assignment) -> Results:
    """Of who was in the class on the due day, and is in it today."""
    then = Enrolment.objects.filter(
        going_on(assignment.due_on), group=assignment.group, role="pupil"
    )
    pupils = list(entering.pupils(viewer, assignment.group).filter(pk__in=then.values("person")))
    looks.shows(viewer, *pupils)
    return Results(pupils, by_hand_results.standing(assignment, [each.pk for each in pupils]))
