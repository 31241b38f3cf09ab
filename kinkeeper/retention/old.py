"""What is older than the schedule keeps it, as rows; nothing here deletes.

Each takes `before`, the moment before which what it looks for must have ended.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.feeds import keep
from kinkeeper.from_home.models import (
    AbsenceReport,
    ContactChange,
    ContactChangeState,
    NoticeAnswer,
    NoticeOpening,
)
from kinkeeper.journal.models import Entry
from kinkeeper.letters.models import AgeNotice, Batch
from kinkeeper.meetings.models import Offer, Slot
from kinkeeper.messaging.models import Conversation, File, Message, Sending
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.records.models import (
    Attendance,
    Document,
    Enrolment,
    LearningPlan,
    Notice,
    Remark,
    Result,
)

type Rows = Sequence[QuerySet[Any]]


def letters(before: datetime) -> Rows:
    """Orders that are done, each with its letters, and what was told of a coming of age."""
    return [
        Batch.objects.filter(finished_at__lt=before),
        AgeNotice.objects.filter(comes_on__lt=before.date(), made_at__lt=before),
    ]


def feeds(before: datetime) -> Rows:
    """Calendar addresses that ended with a new way in; they open nothing any more."""
    return [keep.ended().filter(parent__way_in_at__lt=before)]


def absence_reports(before: datetime) -> Rows:
    return [AbsenceReport.objects.filter(last_on__lt=before.date())]


def notice_answers(before: datetime) -> Rows:
    """To notices that nobody answers any more: one that still asks would ask again."""
    ended = Q(withdrawn_at__lt=before) | Q(expires_at__lt=before) | Q(deadline__lt=before.date())
    same = Notice.objects.filter(series=OuterRef("notice_series"), key=OuterRef("notice_key"))
    answers = NoticeAnswer.objects.filter(made_at__lt=before)
    openings = NoticeOpening.objects.filter(
        Exists(Notice.objects.filter(ended, pk=OuterRef("notice"), published_at__lt=before))
    )
    return [answers.filter(~Exists(same.exclude(ended))), openings]


def contact_changes(before: datetime) -> Rows:
    decided = ContactChange.objects.exclude(state=ContactChangeState.SENT)
    return [decided.alias(ended=Coalesce("decided_at", "made_at")).filter(ended__lt=before)]


def conversations(before: datetime) -> Rows:
    """With their messages; then files that belong to no message any more."""
    unsent = File.objects.filter(~Exists(Message.objects.filter(file=OuterRef("pk"))))
    return [
        Conversation.objects.filter(last_at__lt=before),
        unsent.filter(made_at__lt=before),
        Sending.objects.filter(made_at__lt=before),
    ]


def meetings(before: datetime) -> Rows:
    """All of an offer of which every time is over."""
    ahead = Slot.objects.filter(offer=OuterRef("pk"), ends_at__gte=before)
    return [Offer.objects.filter(~Exists(ahead), made_at__lt=before)]


def leavers_records(before: datetime) -> Rows:
    """Of a pupil at a school whose classes the pupil has all left: marks of the register, results,
    remarks, learning plans, and notices and documents to this pupil alone."""
    there = Enrolment.objects.filter(
        person=OuterRef("pupil"), school=OuterRef("school"), role="pupil"
    )
    left = Exists(there) & ~Exists(there.filter(_goes_on(before)))
    return [
        model.objects.filter(left)
        for model in (Attendance, Result, Remark, Notice, Document, LearningPlan)
    ]


def pupils(before: datetime) -> Rows:
    """Who has left every class of every school; never one of whom no file says a last day, and
    none whom a person has taken out of the trash since."""
    there = Enrolment.objects.filter(person=OuterRef("pk"), role="pupil")
    gone = Exists(there) & ~Exists(there.filter(_goes_on(before)))
    return [_active(Profile.PUPIL, before).filter(gone)]


def parents(before: datetime) -> Rows:
    """Whose relationships have all ended, or lead to children in the trash; never one who had none,
    and none who waits for a child."""
    theirs = Relationship.objects.filter(parent=OuterRef("pk"))
    over = Q(state=RelationshipState.ENDED, since__lt=before) | (
        Q(child__state=PersonState.TRASHED)
        & Exists(_lines("person.trashed", "child_id").filter(at__lt=before))
        & ~Exists(_lines("person.trashed", "child_id").filter(at__gte=before))
    )
    waits = PendingRelationship.objects.filter(parent=OuterRef("pk"), state=PendingState.WAITING)
    without = Exists(theirs) & ~Exists(theirs.exclude(over)) & ~Exists(waits)
    return [_active(Profile.PARENT, before).filter(without)]


def _goes_on(before: datetime) -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=before.date())


def _active(profile: Profile, before: datetime) -> QuerySet[Person]:
    """Nobody new, nobody who was in since, nobody whom somebody took out of the trash since."""
    again = _lines("person.restored", "pk").filter(at__gte=before)
    been = Q(last_login=None) | Q(last_login__lt=before)
    people = Person.objects.filter(been, profile=profile, state=PersonState.ACTIVE)
    return people.filter(~Exists(again), created_at__lt=before)


def _lines(action: str, whose: str) -> QuerySet[Entry]:
    return Entry.objects.filter(action=action, person_id=OuterRef(whose))
