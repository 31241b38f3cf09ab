"""An example pupil with a little of everything: looking at a layout is no look at a child."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from django.utils.translation import gettext as _

from kinkeeper.meetings.models import Offer
from kinkeeper.organisations.models import Organisation
from kinkeeper.parent_features.in_force import Layouts
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.children import Child, Teacher
from kinkeeper.readings.meetings import Meeting
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.absence import Judged
from kinkeeper.records.learning_plans import Goal
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    AttendanceCode,
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
from kinkeeper.records.visibility import Seen
from kinkeeper.roster.records.kinds.timetable import WEEKDAYS
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Asking

# Numbers that no row of the database has.
NOBODY, SCHOOL, GROUP, TEACHER, FREE = 0, 0, 0, "example", 2**62


@dataclass(frozen=True)
class ExampleAsking(Asking):
    """Asks nothing of the database about anyone."""

    def found(self, wanted: Mapping[Seen, str], days: int = 0, **more: object) -> Family:
        found = Found([_place(self.child, self.moment.date())], [], _records(self.moment))
        return Family(self.mine, self._without_hidden(found), self.moment)

    def meetings(self) -> list[Meeting]:
        return [_meeting(self.child, self.moment)]

    def teachers(self) -> list[Teacher]:
        return [Teacher(_("Maria Example"), self.child.classes[0], TEACHER)]

    def judged(self, marks: Iterable[Attendance]) -> list[Judged]:
        codes = {
            "E": AttendanceCode(label=_("Ill"), status="absent", excused="yes"),
            "U": AttendanceCode(label=_("Not there"), status="absent", excused="unknown"),
        }
        return [Judged(each, codes[each.code], codes[each.code].excused, 0) for each in marks]


def asking(
    organisation: Organisation, layouts: Layouts, moment: datetime, areas: frozenset[Area]
) -> ExampleAsking:
    """Of an example pupil there, with a parent who sees these areas."""
    pupil = Person(pk=NOBODY, profile=Profile.PUPIL, given_name=_("Elias"))
    child = Child(
        id=NOBODY,
        given_name=pupil.given_name,
        full_name=_("Elias Example"),
        mark="E",
        colour=1,
        areas=areas,
        acts=areas,
        birth_date=moment.date().replace(month=5, day=17) - timedelta(days=365 * 12),
        schools=(organisation.name,) if organisation.path else (_("Example School"),),
        classes=(_("7B"),),
        places=(organisation.path,),
        arranged_by=(organisation.path,),
    )
    return ExampleAsking(Person(pk=NOBODY), {pupil: child}, child, moment, layouts)


def _meeting(child: Child, moment: datetime) -> Meeting:
    offer = Offer(
        pk=FREE,
        organisation=Organisation(path=""),
        title=_("Parents’ evening"),
        per_child=1,
        closes_at=moment + timedelta(days=5),
    )
    return Meeting(offer, child, acts=True, booked=0, held=(), news=(), fallen=())


def _place(child: Child, today: date) -> Place:
    areas = frozenset(area.value for area in child.areas)
    path = child.places[0]
    return Place(NOBODY, SCHOOL, child.schools[0], path, GROUP, "", None, None, today, areas)


def _records(moment: datetime) -> Mapping[str, Mapping[int, list[Any]]]:
    today = moment.date()
    found: dict[str, dict[int, list[Any]]] = {}
    for number, record in enumerate(_all(today, moment - timedelta(hours=2)), 1):
        record.pk, record.school_id = FREE + number, SCHOOL
        record.key = record.key or f"example-{number}"
        _without_defaults(record)
        table = record._meta.db_table
        found.setdefault(table, {}).setdefault(NOBODY, []).append(record)
    return found


def _without_defaults(record: Model) -> None:
    """The database gives a row its empty texts, and these are no rows."""
    for field in record._meta.concrete_fields:
        if isinstance(getattr(record, field.attname), DatabaseDefault):
            setattr(record, field.attname, "")


def _all(today: date, published: datetime) -> Iterable[Any]:
    maths, english, science = _("Mathematics"), _("English"), _("Science")
    yield from _lessons(today, [maths, english, science])
    yield Change(
        lesson="example-lesson-2", day=today, sort="room", room="204", published_at=published
    )
    for title, ahead, subject in (
        (_("Read chapter 4"), 1, english), (_("Exercises on fractions"), 3, maths)
    ):  # fmt: skip
        yield Assignment(title=title, due_on=today + timedelta(days=ahead), subject=subject)
    yield from _results(today, published, maths, english)
    for days, code in ((9, "E"), (40, "E"), (41, "U")):
        yield Attendance(day=today - timedelta(days=days), session="AM", code=code)
    yield Remark(day=today - timedelta(days=4), sort="praise", body=_("Helped a new pupil."))
    yield Document(
        title=_("Timetable of the swimming lessons"), media_type="application/pdf", size=90_000,
        published_at=published, published_on=today,
    )  # fmt: skip
    yield LearningPlan(
        title=_("Reading"), goals=[Goal(_("Reads a page aloud without help")).stored()],
        published_at=published, published_on=today,
    )  # fmt: skip
    yield Notice(
        title=_("Skating on Thursday"), published_at=published, published_on=today,
        deadline=today + timedelta(days=3), needs_answer=True,
    )  # fmt: skip
    starts = datetime.combine(today + timedelta(days=6), time(17), UTC)
    yield Event(
        number="example-event", title=_("Parents’ evening"), starts_on=starts.date(),
        starts_at=starts, ends_at=starts + timedelta(hours=2), location=_("Assembly hall"),
    )  # fmt: skip


def _lessons(today: date, subjects: Iterable[str]) -> Iterable[Lesson]:
    """On whatever day of the week it is."""
    for number, subject in enumerate(subjects, 1):
        yield Lesson(
            key=f"example-lesson-{number}", group_id=GROUP, weekday=WEEKDAYS[today.weekday()],
            starts=f"{8 + number:02}:00", ends=f"{8 + number:02}:45", subject=subject, room="112",
            teacher=TEACHER,
        )  # fmt: skip


def _results(
    today: date, published: datetime, maths: str, english: str
) -> Iterable[Result | Sourced]:
    for subject, each in ((maths, (14, 16, 18)), (english, (17, 15))):
        for back, points in enumerate(each):
            day = today - timedelta(days=60 - 20 * back)
            work = Assignment(
                pk=NOBODY, school_id=SCHOOL, title=_("Test"), due_on=day, subject=subject,
                max_points=Decimal(20), key=f"example-test-{subject}-{back}",
            )  # fmt: skip
            _without_defaults(work)
            yield Result(
                assignment=work, status="fully graded", points=Decimal(points), day=day,
                published_at=published,
            )  # fmt: skip
