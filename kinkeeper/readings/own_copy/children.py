"""What a parent sees of each child now: the same rights and readings as the pages and `shown`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.families.models import Relationship
from kinkeeper.families.rights_models import Area
from kinkeeper.people.models import Person
from kinkeeper.readings import children, shown
from kinkeeper.readings.own_copy.document import Coded, OfChild, Section
from kinkeeper.readings.own_copy.extent import WHOLE, Extent
from kinkeeper.readings.own_copy.files import Files
from kinkeeper.records.opened import Asked
from kinkeeper.roster import vocabulary

DAY, TITLE, TEXT = _("Day"), _("Title"), _("Text")
PUBLISHED = _("Published")
RECORDS = ("attendance", "events", "notices", "changes", "assignments", "results", "remarks",
           "documents", "learning_plans")  # fmt: skip


def of(asked: Asked, parent: Person, files: Files, extent: Extent = WHOLE) -> list[OfChild]:
    """Every child whom the parent sees, in the order of the pages."""
    listed = children.by_person(parent, extent.reach)
    mine = {person: child for person, child in listed.items() if person.pk not in extent.hidden}
    seen = {
        each.child: within(extent, each) for each in shown.of_children(asked, parent, list(mine))
    }
    ties = {each.child_id: each for each in Relationship.objects.filter(parent=parent)}
    return [
        OfChild(child.id, child.full_name, [
            _child(child, ties[person.pk], extent),
            *(records(seen[person], files) if person in seen else ()),
        ], child.areas)
        for person, child in mine.items()
    ]  # fmt: skip


def within(extent: Extent, seen: shown.Child) -> shown.Child:
    """What another school says of a child who is in both is not in the copy of an office (K14)."""
    some: dict[str, Any] = {
        kind: [each for each in getattr(seen, kind) if extent.has_school(each.school_id)]
        for kind in RECORDS
    }
    today = [each for each in seen.today if extent.has_school(each.lesson.school_id)]
    return replace(seen, today=today, **some)


def _child(child: children.Child, tie: Relationship, extent: Extent) -> Section:
    """What it is called, where it is, and what the parent may see and do."""
    labels = dict(Area.choices)
    return Section(
        "child",
        _("The child, and what you may see"),
        {"id": _("Internal person ID"), "name": _("Name"), "birth_date": _("Birth date"),
         "schools": _("School"), "classes": _("Class"), "teachers": _("Teachers"),
         "you_are": _("You are"), "from": _("From"), "until": _("Until"),
         "sees": _("You may see"), "acts": _("You may act in")},
        [{"id": child.id, "name": child.full_name, "birth_date": child.birth_date,
          "schools": child.schools, "classes": child.classes,
          "teachers": [each.name for each in children.teachers_of(child, extent.reach)],
          "you_are": Coded(tie.kind, tie.get_kind_display()),
          "from": tie.starts_on, "until": tie.ends_on,
          "sees": [Coded(each, labels[each]) for each in vocabulary.Area if each in child.areas],
          "acts": [Coded(each, labels[each]) for each in vocabulary.Area if each in child.acts]}],
        one=True,
    )  # fmt: skip


def records(seen: shown.Child, files: Files) -> Iterator[Section]:
    """The school records of one child, or of the pupil who asks."""
    lessons = {"id": _("Key"), "starts": _("Begins"), "ends": _("Ends"),
               "subject": _("Subject"), "room": _("Room")}  # fmt: skip
    yield Section("today", _("Lessons today"), lessons, [
        {"id": each.lesson.key, "starts": each.lesson.starts, "ends": each.lesson.ends,
         "subject": each.lesson.subject, "room": each.lesson.room} for each in seen.today
    ])  # fmt: skip
    yield Section("changes", _("Changed lessons"),
        {"id": _("Key"), "day": DAY, "sort": _("Change"), "room": _("Room"), "note": TEXT}, [
        {"id": each.key, "day": each.day, "sort": each.sort, "room": each.room,
         "note": each.note} for each in seen.changes
    ])  # fmt: skip
    yield Section("assignments", _("Tasks"),
        {"id": _("Key"), "due_on": _("Due"), "title": TITLE, "description": TEXT,
         "subject": _("Subject"), "max_points": _("Points at most")}, [
        {"id": each.key, "due_on": each.due_on, "title": each.title,
         "description": each.description, "subject": each.subject,
         "max_points": each.max_points} for each in seen.assignments
    ])  # fmt: skip
    yield Section("results", _("Results"),
        {"id": _("Key of the task"), "title": TITLE, "subject": _("Subject"), "day": DAY,
         "status": _("State"), "points": _("Points"), "grade": _("Grade"), "comment": _("Comment"),
         "late": _("Handed in late")}, [
        {"id": each.assignment.key, "title": each.assignment.title,
         "subject": each.assignment.subject, "day": each.day, "status": each.status,
         "points": each.points,
         "grade": each.grade, "comment": each.comment, "late": each.late}
        for each in seen.results
    ])  # fmt: skip
    yield _attendance(seen)
    yield Section("remarks", _("Remarks"),
        {"id": _("Key"), "day": DAY, "sort": _("Kind"), "body": TEXT}, [
        {"id": each.key, "day": each.day, "sort": each.sort, "body": each.body}
        for each in seen.remarks
    ])  # fmt: skip
    yield Section("documents", _("Documents"),
        {"id": _("Key"), "published_at": PUBLISHED, "title": TITLE, "media_type": _("Kind of file"),
         "size": _("Size in bytes"), "file": _("File")}, [
        {"id": each.key, "published_at": each.published_at, "title": each.title,
         "media_type": each.media_type, "size": each.size, "file": files.place(each)}
        for each in seen.documents
    ])  # fmt: skip
    yield Section("learning_plans", _("Learning plans"),
        {"id": _("Key"), "published_at": PUBLISHED, "title": TITLE, "goals": _("Goals"),
         "support": _("What the school does")}, [
        {"id": each.key, "published_at": each.published_at, "title": each.title,
         "goals": [goal.text for goal in each.each_goal], "support": each.support}
        for each in seen.learning_plans
    ])  # fmt: skip
    yield Section("events", _("Calendar"),
        {"id": _("Key"), "starts_on": _("From"), "ends_on": _("Until"), "title": TITLE,
         "location": _("Place"), "status": _("State")}, [
        {"id": each.shown_key, "starts_on": each.starts_on, "ends_on": each.ends_on,
         "title": each.title, "location": each.location, "status": each.status}
        for each in seen.events
    ])  # fmt: skip
    yield Section("notices", _("Notices"),
        {"id": _("Key"), "published_at": PUBLISHED, "title": TITLE, "body": TEXT,
         "deadline": _("Answer by")}, [
        {"id": each.key, "published_at": each.published_at, "title": each.title,
         "body": each.body, "deadline": each.deadline} for each in seen.notices
    ])  # fmt: skip


def _attendance(seen: shown.Child) -> Section:
    """Without the reason: it may be what another adult of the child told the school (K19)."""
    said: Mapping[int, tuple[str, str, int]] = {
        each.mark.pk: (each.code.label or each.code.code, each.excused, each.minutes)
        for each in seen.judged
    }
    nothing = ("", "", None)
    return Section(
        "attendance",
        _("Attendance"),
        {"id": _("Key"), "day": DAY, "session": _("Lesson or half-day"), "code": _("Code"),
         "means": _("Meaning"), "excused": _("Excused"), "minutes": _("Minutes")},
        [{"id": f"{each.day.isoformat()}|{each.session}", "day": each.day,
          "session": each.session, "code": each.code,
          "means": said.get(each.pk, nothing)[0], "excused": said.get(each.pk, nothing)[1],
          "minutes": said.get(each.pk, nothing)[2]}
         for each in seen.attendance],
    )  # fmt: skip
