"""A few records for the small school of the cast, made one by one."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from kinkeeper.journal.actor import Actor
from kinkeeper.lib.seal import seal
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand.documents import PURPOSE, Correction, SaidDocument, correct
from kinkeeper.records.by_hand.documents import document as add_document
from kinkeeper.records.by_hand.learning_plans import SaidPlan
from kinkeeper.records.by_hand.learning_plans import learning_plan as write_plan
from kinkeeper.records.by_hand.notices import SaidNotice
from kinkeeper.records.by_hand.write import Audience, enter
from kinkeeper.records.documents import PDF
from kinkeeper.records.learning_plans import Goal
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    AttendanceCode,
    Change,
    DayOff,
    Document,
    DocumentContent,
    DocumentVersion,
    Enrolment,
    Event,
    Group,
    HandEntry,
    LearningPlan,
    Lesson,
    Notice,
    Remark,
    Result,
    School,
)
from kinkeeper.records.safe_files import SafeFile
from kinkeeper.roster.records.kinds.notices import NOTICES
from kinkeeper.roster.records.kinds.timetable import WEEKDAYS
from tests.cast import Cast

_number = itertools.count(1)


def _own(**more: Any) -> dict[str, Any]:
    return {"series": "1/test", "key": f"r-{next(_number)}", "source": "import:1"} | more


def school(place: Organisation, *pupils: Person, **more: Any) -> Group:
    """A school with one class, in which these pupils are; the class."""
    made = School.objects.create(**_own(organisation=place, name=place.name, **more))
    group = Group.objects.create(**_own(school=made, title="Class of all", sort="form"))
    for pupil in pupils:
        enrolled(group, pupil)
    return group


def enrolled(group: Group, pupil: Person, **more: Any) -> Enrolment:
    said = {"person": pupil, "group": group, "school": group.school, "role": "pupil"}
    return Enrolment.objects.create(**_own(**(said | more)))


def hillside(cast: Cast) -> Group:
    return school(cast.hillside, cast.nora, cast.elias)


def event(group: Group, title: str, ahead: int = 0, **more: Any) -> Event:
    """On a whole day, so many days ahead."""
    key = f"r-{next(_number)}"
    day = timezone.localdate() + timedelta(days=ahead)
    said = {"group": group, "number": key, "starts_on": day, "all_day": True, "title": title}
    return Event.objects.create(**_own(key=key, school=group.school, **(said | more)))


def notice(group: Group, title: str, at: datetime | None = None, **more: Any) -> Notice:
    """Published a minute ago, or then."""
    at = at or timezone.now() - timedelta(minutes=1)
    said = {"group": group, "title": title, "published_at": at, "published_on": at.date()}
    return Notice.objects.create(**_own(school=group.school, **(said | more)))


def entered(by: Person, group: Group, title: str = "By hand", **said: Any) -> HandEntry:
    """A notice for the class that this person entered a minute ago."""
    actor = Actor(by.pk, by.full_name, "a test", by.profile)
    said = {"shown_from": timezone.now() - timedelta(minutes=1)} | said
    values = SaidNotice(title, "", **said).values(group.school)
    return enter(actor, str(uuid4()), NOTICES, Audience(group.school, [group]), values)


def change(lesson: Lesson, sort: str, ahead: int = 0, **more: Any) -> Change:
    """Of this lesson, so many days ahead; known for an hour."""
    said = {"lesson": lesson.key, "group": lesson.group, "sort": sort} | _since_an_hour()
    day = timezone.localdate() + timedelta(days=ahead)
    return Change.objects.create(**_own(school=lesson.school, day=day, **(said | more)))


def day_off(school: School, title: str, ahead: int = 0) -> DayOff:
    day = timezone.localdate() + timedelta(days=ahead)
    return DayOff.objects.create(**_own(school=school, starts_on=day, ends_on=day, title=title))


def assignment(group: Group, title: str, ahead: int = 0, **more: Any) -> Assignment:
    """Due so many days ahead."""
    said = {"group": group, "title": title, "max_points": 10} | _since_an_hour()
    day = timezone.localdate() + timedelta(days=ahead)
    return Assignment.objects.create(**_own(school=group.school, due_on=day, **(said | more)))


def result(work: Assignment, pupil: Person, **more: Any) -> Result:
    said = {"status": "fully graded", "points": 8, "day": work.due_on} | _since_an_hour()
    return Result.objects.create(
        **_own(school=work.school, assignment=work, pupil=pupil, **(said | more))
    )


def remark(group: Group, pupil: Person, sort: str, body: str, **more: Any) -> Remark:
    said = {"sort": sort, "body": body, "day": timezone.localdate()} | _since_an_hour()
    return Remark.objects.create(**_own(school=group.school, pupil=pupil, **(said | more)))


def learning_plan(group: Group, pupil: Person, title: str = "Reading", **more: Any) -> LearningPlan:
    """Since an hour; parents may comment on the goals."""
    goals = [Goal(title).stored()]
    said = {"title": title, "goals": goals, "comments_on": ["goals"]} | _since_an_hour()
    said |= {"published_on": timezone.localdate()}
    return LearningPlan.objects.create(**_own(school=group.school, pupil=pupil, **(said | more)))


def planned(by: Person, group: Group, pupil: Person, title: str = "Reading") -> HandEntry:
    """A draft of a learning plan that this person wrote."""
    actor = Actor(by.pk, by.full_name, "a test", by.profile)
    said = SaidPlan(title, [Goal(title)], draft=True)
    return write_plan(actor, str(uuid4()), group, pupil, said)


PDF_FILE = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def document(group: Group, title: str, pupil: Person | None = None, **more: Any) -> Document:
    """For the class, or this pupil, since an hour; the file is sealed beside it."""
    said = {"title": title, "media_type": PDF, "size": len(PDF_FILE)} | _since_an_hour()
    said |= {"published_on": timezone.localdate(), "pupil": pupil}
    said |= {"group": None if pupil is not None else group}
    made = Document.objects.create(**_own(school=group.school, **(said | more)))
    sealed = seal(PDF_FILE, secret=settings.SECRET_KEY, purpose=PURPOSE)
    DocumentContent.objects.create(document=made, sealed=sealed)
    return made


def added(by: Person, group: Group, pupil: Person | None = None, title: str = "Plan") -> HandEntry:
    """A document that this person added for the class, or this pupil, a minute ago: the wall's now
    is the beginning of a transaction, and a test is one."""
    actor = Actor(by.pk, by.full_name, "a test", by.profile)
    whom = Audience(group.school, [group])
    said, file = SaidDocument(title), SafeFile(PDF, PDF_FILE)
    entry = add_document(actor, str(uuid4()), whom, pupil, said, file)
    ago = timezone.now() - timedelta(minutes=1)
    Document.objects.filter(source=entry.source).update(published_at=ago)
    return entry


def corrected(by: Person, entry: int, title: str = "Corrected") -> DocumentVersion:
    """What the document of this entry was before this person gave it another title and file."""
    found = HandEntry.objects.get(pk=entry)
    groups = list(Group.objects.filter(pk__in=found.groups))
    file = SafeFile(PDF, PDF_FILE + b"%")
    said = Correction(title, Audience(found.school, groups), timezone.localdate(), file)
    correct(Actor(by.pk, by.full_name, "a test", by.profile), found, found.version, said)
    return DocumentVersion.objects.filter(document__source=found.source).latest("pk")


def absent(group: Group, pupil: Person, day: date, **more: Any) -> Attendance:
    """On a whole morning; without a code of its own the mark is of the letter A."""
    code, said = {"code": "A"}, {"session": "AM", "day": day} | _since_an_hour()
    if not AttendanceCode.objects.filter(school=group.school, **code).exists():
        meant = {"label": "Absent", "status": "absent", "excused": "unknown"}
        AttendanceCode.objects.create(**_own(school=group.school, **code, **meant))
    return Attendance.objects.create(
        **_own(school=group.school, pupil=pupil, **(code | said | more))
    )


def code(group: Group, letter: str) -> AttendanceCode:
    meant = {"code": letter, "label": f"Label {letter}", "status": "late", "excused": "unknown"}
    return AttendanceCode.objects.create(**_own(school=group.school, **meant))


def _since_an_hour() -> dict[str, Any]:
    return {"published_at": timezone.now() - timedelta(hours=1)}


def lesson(group: Group, day: date, starts: str, ends: str, **more: Any) -> Lesson:
    """On the weekday of this day, each week."""
    said = {"weekday": WEEKDAYS[day.weekday()], "starts": starts, "ends": ends}
    return Lesson.objects.create(**_own(group=group, school=group.school, **(said | more)))
