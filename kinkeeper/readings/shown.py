"""Exactly what a parent is shown at a moment: the truth of who sees what.

It asks by the same texts as the policies of the database (`records.visibility`), for whoever may
look at the parent and the children.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.majority import left_to
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.stated_rights import default, of, statements
from kinkeeper.from_home import told_absence
from kinkeeper.organisations.own_settings import nearest
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.readings import looks
from kinkeeper.readings.lessons_today import Today
from kinkeeper.readings.lessons_today import of_children as lessons_today
from kinkeeper.records.absence import Absence, Judged, Told, absence_of, judged
from kinkeeper.records.means import Subject, by_subject, without_means
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    Change,
    Document,
    Enrolment,
    Event,
    LearningPlan,
    Lesson,
    Notice,
    Remark,
    Result,
    School,
)
from kinkeeper.records.opened import Asked
from kinkeeper.records.sourced import Sourced
from kinkeeper.records.visibility import (
    ASSIGNMENTS,
    ATTENDANCE,
    CHANGES,
    DOCUMENTS,
    EVENTS,
    LEARNING_PLANS,
    LESSONS,
    NOTICES,
    REMARKS,
    RESULTS,
    Seen,
)
from kinkeeper.roster.vocabulary import Area, ShownState

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Child:
    """What is shown of one child. `state` and `areas` are those of the child's own school."""

    child: Person
    state: ShownState
    areas: Collection[Area]
    attendance: Sequence[Attendance] = ()
    events: Sequence[Event] = ()
    notices: Sequence[Notice] = ()
    judged: Sequence[Judged] = ()
    today: Sequence[Today] = ()
    changes: Sequence[Change] = ()
    assignments: Sequence[Assignment] = ()
    results: Sequence[Result] = ()
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
    documents: Sequence[Document] = ()
    learning_plans: Sequence[LearningPlan] = ()

    @property
    def absence(self) -> dict[str, Absence]:
        return absence_of(self.judged)


@dataclass
class Item:
    """Something of the next seven days, once, with all the children it is for."""

    kind: str
    id: str
    when: date
    children: list[Person] = field(default_factory=list)
    needs_you: bool = False
    cancelled: bool = False
    record: (
        Assignment | Change | Document | Event | LearningPlan | Notice | Remark | Result | None
    ) = None


@dataclass(frozen=True)
class Shown:
    children: list[Child]
    home: list[Item]


def of_parent(
    viewer: Viewer, parent: Person, moment: datetime, only: Person | None = None
) -> Shown:
    """All children to whom the parent is connected, or this one, as far as the viewer may look at
    them."""
    asked = Asked(parent.pk, moment)
    connected = [child for child in _connected(viewer, parent) if only is None or child == only]
    children = of_children(asked, parent, connected)
    looks.shows(viewer, *(each.child for each in children))
    schools = {
        record.school_id
        for each in children
        for some in (each.events, each.notices, each.changes, each.assignments)
        for record in some
    }
    return Shown(children, home(children, asked.dates(sorted(schools)), moment))


def of_children(asked: Asked, parent: Person, children: Iterable[Person]) -> list[Child]:
    """The same of these children, to whom the parent is connected."""
    found = _found(asked)
    ties = {each.child_id: each for each in Relationship.objects.filter(parent=parent)}
    return [
        _child(found, child, *_standing(parent, child, ties[child.pk], asked)) for child in children
    ]


def to_oneself(asked: Asked, pupil: Person) -> Child:
    """What a pupil sees of the own records: as a parent with all areas would, but for what the
    school writes to the parents, until the pupil is of age."""
    return _child(_found(asked), pupil, ShownState.VISIBLE, list(Area))


@dataclass(frozen=True)
class _Found:
    """Each by child."""

    attendance: Mapping[int, Sequence[Attendance]]
    events: Mapping[int, Sequence[Event]]
    notices: Mapping[int, Sequence[Notice]]
    changes: Mapping[int, Sequence[Change]]
    assignments: Mapping[int, Sequence[Assignment]]
    results: Mapping[int, Sequence[Result]]
    remarks: Mapping[int, Sequence[Remark]]
    documents: Mapping[int, Sequence[Document]]
    plans: Mapping[int, Sequence[LearningPlan]]
    today: Mapping[int, Sequence[Today]]
    told: Told
    silent: Collection[int]


def _found(asked: Asked) -> _Found:
    marks = _records(asked, ATTENDANCE, Attendance.objects.all())
    changes = _records(asked, CHANGES, Change.objects.all())
    results = _records(asked, RESULTS, Result.objects.select_related("assignment"))
    return _Found(
        marks,
        _records(asked, EVENTS, Event.objects.all()),
        _records(asked, NOTICES, Notice.objects.all()),
        changes,
        _records(asked, ASSIGNMENTS, Assignment.objects.all()),
        results,
        _records(asked, REMARKS, Remark.objects.all()),
        _records(asked, DOCUMENTS, Document.objects.all()),
        _records(asked, LEARNING_PLANS, LearningPlan.objects.all()),
        lessons_today(asked, _records(asked, LESSONS, Lesson.objects.all()), changes),
        told_absence.as_asked(asked, marks),
        without_means({each.assignment.school_id for found in results.values() for each in found}),
    )


def _child(found: _Found, child: Person, state: ShownState, areas: list[Area]) -> Child:
    marks, results = found.attendance.get(child.pk, ()), found.results.get(child.pk, ())
    return Child(
        child,
        state,
        areas,
        sorted(marks, key=lambda mark: (mark.day, mark.session)),
        found.events.get(child.pk, ()),
        found.notices.get(child.pk, ()),
        judged(marks, found.told),
        found.today.get(child.pk, ()),
        found.changes.get(child.pk, ()),
        found.assignments.get(child.pk, ()),
        results,
        by_subject(results, found.silent),
        found.remarks.get(child.pk, ()),
        found.documents.get(child.pk, ()),
        found.plans.get(child.pk, ()),
    )


def _connected(viewer: Viewer, parent: Person) -> list[Person]:
    found = Relationship.objects.filter(
        parent=parent,
        state=RelationshipState.ACTIVE,
        child__in=scopes.people(viewer),
        child__profile=Profile.PUPIL,
        child__state=PersonState.ACTIVE,
    ).select_related("child")
    return [each.child for each in found.order_by("child__sync_key", "child_id")]


def _records[M: Sourced](asked: Asked, seen: Seen, records: QuerySet[M]) -> dict[int, list[M]]:
    """Child -> what is seen of the child."""
    pairs = asked.records(seen)
    known = records.in_bulk([record for found in pairs.values() for record in found])
    return {child: [known[record] for record in found] for child, found in pairs.items()}


def _standing(
    parent: Person, child: Person, relationship: Relationship, asked: Asked
) -> tuple[ShownState, list[Area]]:
    """The first reason why nothing is seen, or that something is; and the areas then."""
    school = _own_school(child)
    day = date_of(child, asked.moment) if school is None else asked.dates([school.pk])[school.pk]
    given = of(statements(parent, child), default(child), day).sees
    if not given or not relationship.days.on(day) or relationship.awaits_way_in:
        return ShownState.NO_RIGHT, []
    left = left_to(parent, child, day)
    areas = given if left is None else given & left
    if school is not None and not school.behaviour_shown:
        areas -= {Area.BEHAVIOUR}
    if not areas:
        return ShownState.OF_AGE, []
    state = ShownState.VISIBLE if school is None else _enrolled(child, school, day)
    return state, [area for area in Area if area in areas] if state == ShownState.VISIBLE else []


def _own_school(child: Person) -> School | None:
    """The school to which the pupil belongs, of those whose records there are; without one, that of
    the first enrolment."""
    attended = Enrolment.objects.filter(person=child, role="pupil").order_by("starts_on", "pk")
    schools = {each.school_id: each.school for each in attended.select_related("school")}
    by_path = {school.organisation.path: school for school in schools.values()}
    places = Membership.objects.filter(person=child).values_list("organisation__path", flat=True)
    for path in sorted(places, key=len, reverse=True):
        found = nearest(path, {"": "", **{place: place for place in by_path}})
        if found:
            return by_path[found]
    return next(iter(schools.values()), None)


def _enrolled(child: Person, school: School, day: date) -> ShownState:
    spans = Enrolment.objects.filter(person=child, role="pupil", school=school)
    days = list(spans.values_list("starts_on", "ends_on"))
    if all(first is not None and day < first for first, _last in days):
        return ShownState.NOT_STARTED
    if all(last is not None and day > last for _first, last in days):
        return ShownState.LEFT
    return ShownState.VISIBLE


def home(children: Sequence[Child], dates: Mapping[int, date], moment: datetime) -> list[Item]:
    """By day, kind and key: events, changed lessons and work that is due in the next seven days,
    and notices to be answered in them or published in the last seven. `dates`: at each school."""
    # by internal ID: two schools may have used one key
    items: dict[tuple[str, int | None], Item] = {}
    for each in children:
        found = [_event(event, dates[event.school_id]) for event in each.events]
        found += [_change(change, dates[change.school_id]) for change in each.changes]
        found += [_assignment(work, dates[work.school_id]) for work in each.assignments]
        found += [_notice(notice, dates[notice.school_id], moment) for notice in each.notices]
        for item in filter(None, found):
            number = item.record.pk if item.record else None
            items.setdefault((item.kind, number), item).children.append(each.child)
    return sorted(items.values(), key=lambda item: (item.when, item.kind, item.id))


def _event(event: Event, today: date) -> Item | None:
    if (event.ends_on or event.starts_on) < today or event.starts_on >= today + WEEK:
        return None
    first, cancelled = max(event.starts_on, today), event.status == "cancelled"
    return Item("event", event.shown_key, first, cancelled=cancelled, record=event)


def _change(change: Change, today: date) -> Item | None:
    near = today <= change.day < today + WEEK
    return Item("change", change.key, change.day, record=change) if near else None


def _assignment(work: Assignment, today: date) -> Item | None:
    near = today <= work.due_on < today + WEEK
    return Item("assignment", work.key, work.due_on, record=work) if near else None


def _notice(notice: Notice, today: date, moment: datetime) -> Item | None:
    if notice.published_at is None or notice.published_on is None:
        return None
    if notice.deadline is not None:
        near = today <= notice.deadline < today + WEEK
    else:
        near = notice.published_at > moment - WEEK
    when, needs_you = notice.deadline or notice.published_on, bool(notice.needs_answer)
    return Item("notice", notice.key, when, needs_you=needs_you, record=notice) if near else None
