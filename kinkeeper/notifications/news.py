"""What there is to tell a parent: what is new, or has changed, of what the parent is shown now.

Who sees what is asked as everywhere (`records.visibility`), at the moment of the e-mail (K17). Of
protected children no e-mail tells anything (K28).
"""

import hashlib
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from kinkeeper.from_home.answer_notice import version_of
from kinkeeper.from_home.models import AbsenceReport, NoticeAnswer, ReportState
from kinkeeper.meetings import to_tell
from kinkeeper.meetings.models import Booking, Offer
from kinkeeper.messaging import unread
from kinkeeper.messaging.models import Conversation
from kinkeeper.notifications.models import Kind
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.people.hidden import protected
from kinkeeper.records.arranged import arranged
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    Change,
    Document,
    Event,
    LearningPlan,
    Notice,
    Remark,
    Result,
)
from kinkeeper.records.opened import Asked, Found
from kinkeeper.records.sourced import Sourced
from kinkeeper.records.visibility import (
    ASSIGNMENTS,
    ATTENDANCE,
    CHANGES,
    DOCUMENTS,
    EVENTS,
    LEARNING_PLANS,
    NOTICES,
    REMARKS,
    RESULTS,
    Seen,
)

# What is older is no news, however long no e-mail could leave.
LONGEST = timedelta(days=14)
NEW = "said.published_at > %(moment)s - %(longest)s"
WANTED: Mapping[Seen, str] = {
    NOTICES: NEW,
    ASSIGNMENTS: NEW,
    RESULTS: NEW,
    REMARKS: NEW,
    DOCUMENTS: NEW,
    LEARNING_PLANS: NEW,
    ATTENDANCE: NEW,
    CHANGES: f"{NEW} AND said.day >= opened.today",
    # as on the home; an event has no moment from which it is seen
    EVENTS: "said.starts_on BETWEEN opened.today AND opened.today + 6",
}


@dataclass(frozen=True)
class Told:
    """How a kind of records is told; what in it `matters` is worth another e-mail if it changes."""

    kind: Kind
    matters: Callable[[Any], Sequence[object]]


TOLD: Mapping[type[Sourced], Told] = {
    Notice: Told(Kind.NOTICES, lambda it: (it.title, it.body, it.deadline, it.needs_answer)),
    Event: Told(
        Kind.CALENDAR,
        lambda it: (it.title, it.starts_on, it.ends_on, it.starts_at, it.location, it.status),
    ),
    Change: Told(Kind.CALENDAR, lambda it: (it.lesson, it.day, it.sort, it.room, it.note)),
    Assignment: Told(
        Kind.WORK, lambda it: (it.title, it.description, it.due_on, it.due_at, it.max_points)
    ),
    Result: Told(Kind.WORK, lambda it: (it.status, it.points, it.grade, it.comment)),
    Attendance: Told(Kind.RECORD, lambda it: (it.day, it.session, it.code, it.minutes, it.excused)),
    Remark: Told(Kind.RECORD, lambda it: (it.sort, it.body)),
    Document: Told(Kind.RECORD, lambda it: (it.title,)),
    LearningPlan: Told(Kind.RECORD, lambda it: (it.title,)),
}


@dataclass(frozen=True)
class News:
    """One thing, once, with the children it is for, by internal ID. `path`: its school's."""

    what: bytes
    version: bytes
    kind: Kind
    record: Sourced | Conversation | Offer | Booking
    path: str
    children: tuple[int, ...]


@dataclass(frozen=True)
class Shown:
    """What a parent could be told, and on which clock."""

    news: list[News]
    zone: zoneinfo.ZoneInfo


def shown(parent: int, moment: datetime) -> Shown:
    """All that is new or near; what was told already is in it, too."""
    found = arranged(Asked(parent, moment).some(WANTED, longest=LONGEST))
    paths = {place.school_id: place.path for place in found.places}
    path = min(paths.values(), default="")
    zone = zoneinfo.ZoneInfo(contacts().one(path, "time_zone") or settings.TIME_ZONE)
    hidden = protected()
    news = list(_all(found, paths, found.dates, hidden))
    news += _messages(parent, moment, hidden)
    news += _meetings(parent, moment, hidden)
    return Shown(_without_reported(parent, _without_answered(parent, news)), zone)


def _all(
    found: Found, paths: Mapping[int, str], dates: Mapping[int, date], hidden: frozenset[int]
) -> Iterator[News]:
    for model, told in TOLD.items():
        whose: dict[int, tuple[Any, list[int]]] = {}
        for child, records in found.of(model).items():
            for record in records:
                if child not in hidden:
                    whose.setdefault(record.pk, (record, []))[1].append(child)
        for record, children in whose.values():
            yield News(
                what=_digest(model._meta.model_name, record.series, record.key),
                version=_digest(*told.matters(record)),
                kind=_kind(told, record, dates[record.school_id]),
                record=record,
                path=paths[record.school_id],
                children=tuple(sorted(children)),
            )


def _messages(parent: int, moment: datetime, hidden: frozenset[int]) -> Iterator[News]:
    """One for each conversation, and again when the school writes more in it."""
    for each in unread.of_parent(parent, moment - LONGEST):
        talk = each.conversation
        if talk.child_id not in hidden:
            yield News(
                what=_digest("conversation", talk.pk),
                version=_digest(each.last),
                kind=Kind.MESSAGES,
                record=talk,
                path=talk.school.path,
                children=(talk.child_id,),
            )


def _meetings(parent: int, moment: datetime, hidden: frozenset[int]) -> Iterator[News]:
    """One for what is offered, for all of the children; one for each meeting that the school noted,
    moved or cancelled, and again when that changes."""
    for each in to_tell.offered(parent, moment - LONGEST):
        children = tuple(child for child in each.children if child not in hidden)
        if children:
            yield News(
                what=_digest("meetings", each.offer.pk),
                version=_digest("offered"),
                kind=Kind.MEETINGS,
                record=each.offer,
                path=each.offer.organisation.path,
                children=children,
            )
    for booking in to_tell.changed(parent, moment - LONGEST):
        if booking.child_id not in hidden:
            yield News(
                what=_digest("meeting", booking.pk),
                version=_digest(booking.state, booking.slot_id),
                kind=Kind.MEETINGS,
                record=booking,
                path=booking.offer.organisation.path,
                children=(booking.child_id,),
            )


def _kind(told: Told, record: Sourced, today: date) -> Kind:
    if not isinstance(record, Notice):
        return told.kind
    asked = bool(record.needs_answer) or record.deadline is not None
    over = record.deadline is not None and record.deadline < today
    return Kind.ANSWERS if asked and not over else told.kind


def _without_answered(parent: int, news: list[News]) -> list[News]:
    """A parent who has answered for each of the children need not be told to."""
    asked = {
        (each.record.series, each.record.key): each
        for each in news
        if isinstance(each.record, Notice) and each.record.needs_answer
    }
    if not asked:
        return news
    answers = NoticeAnswer.objects.filter(
        answered_by=parent,
        notice_series__in={series for series, _key in asked},
        notice_key__in={key for _series, key in asked},
    )
    said = {(each.notice_series, each.notice_key, each.child_id, each.version) for each in answers}
    done = {
        each.what
        for (series, key), each in asked.items()
        if isinstance(each.record, Notice)
        and all((series, key, child, version_of(each.record)) in said for child in each.children)
    }
    return [each for each in news if each.what not in done]


def _without_reported(parent: int, news: list[News]) -> list[News]:
    """Of an absence that this parent reported, the register's mark is no news."""
    if not any(isinstance(each.record, Attendance) for each in news):
        return news
    said = AbsenceReport.objects.filter(
        reported_by=parent, state__in=[ReportState.SENT, ReportState.CONFIRMED]
    )
    known = {(child, day) for child, days in said.values_list("child", "days") for day in days}
    return [
        each
        for each in news
        if not isinstance(each.record, Attendance)
        or (each.record.pupil_id, each.record.day) not in known
    ]


def _digest(*parts: object) -> bytes:
    said = "\0".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(said.encode()).digest()[:16]
