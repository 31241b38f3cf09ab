"""A release: each school concerned lets another office open an account, or does not (K38)."""

import hashlib
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kinkeeper.families.decided_proposals import given
from kinkeeper.families.may_open_account import OpeningAct, Unreached, unreached
from kinkeeper.families.models import Answer, Part, Question, QuestionKind
from kinkeeper.families.refusals import NotAsked
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import db
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.reach import within

RELEASE = """
UPDATE families_part part
SET released_at = now(), released_by = %s, released_by_name = %s, released_reach = %s::bigint[]
FROM families_question asked, families_part meant
JOIN families_question question ON question.id = meant.question_id
WHERE meant.id = ANY(%s) AND asked.id = part.question_id AND asked.answer = ''
  AND asked.reach = question.reach AND asked.act = question.act
  AND part.released_at IS NULL AND part.person_id = meant.person_id
  AND part.organisation_id IS NOT DISTINCT FROM meant.organisation_id
  AND part.child_id IS NOT DISTINCT FROM meant.child_id
  AND part.pending IS NOT DISTINCT FROM meant.pending
RETURNING part.question_id
"""


@act()
def ask(actor: Actor, reach: Reach, people: Sequence[int], act: OpeningAct) -> Question | None:
    """The question that asks for what `reach` lacks of these accounts for this act, the open one or
    the one that was refused where the same was asked before; None where nothing is lacking."""
    lacking = unreached(reach, people, act)
    if not lacking:
        return None
    mark = _mark(reach, lacking, act)
    same = Question.objects.filter(kind=QuestionKind.RELEASE, mark=mark, reach=reach.kept())
    known = same.exclude(answer=Answer.RELEASED).order_by("-pk").first()
    if known is not None:
        return known
    accounts = sorted({each.person for each in lacking})
    asked = Question.objects.create(
        kind=QuestionKind.RELEASE,
        parent_id=accounts[0] if len(accounts) == 1 else None,
        mark=mark,
        act=act.name,
        reach=reach.kept(),
        detail={"accounts": len(accounts), "asked_by": actor.person_id},
    )
    Part.objects.bulk_create(
        [
            Part(
                question=asked,
                person_id=each.person,
                organisation_id=each.organisation,
                child_id=each.child,
                pending=each.pending,
            )
            for each in lacking
        ],
        batch_size=2000,
    )
    for person in accounts:
        record(actor, "release.asked", person_id=person, data={"question": asked.pk})
    return asked


@act()
def release(actor: Actor, question: Question, *, reach: Reach, reason: str = "") -> Question:
    """Releases what lies within `reach`; with the last part the question is answered. Raises
    `NotAsked` where nothing of it is open there."""
    locked = _locked(question)
    mine = list(concerned(reach).filter(question=locked).values_list("pk", "person_id"))
    if not mine:
        raise NotAsked(_("None of this is yours to release, or it has already been released."))
    touched = _release(actor, reach, [pk for pk, _person in mine])
    for person in sorted({person for _pk, person in mine}):
        data = {"question": locked.pk, "reason": reason.strip()[:2000]}
        record(actor, "release.given", person_id=person, data=data)
    for each in Question.objects.filter(pk__in=touched).order_by("pk"):
        if not each.parts.filter(released_at=None).exists():
            _close(actor, each, Answer.RELEASED, reason)
    locked.refresh_from_db()
    return locked


@act()
def refuse(actor: Actor, question: Question, *, reach: Reach, reason: str = "") -> Question:
    """Whoever is concerned may say no for all; what was released before it no longer counts. Raises
    `NotAsked`."""
    locked = _locked(question)
    mine = concerned(reach).filter(question=locked)
    people = sorted(set(mine.values_list("person_id", flat=True)))
    if not people:
        raise NotAsked(_("None of this is yours to release, or it has already been released."))
    for person in people:
        data = {"question": locked.pk, "reason": reason.strip()[:2000]}
        record(actor, "release.refused", person_id=person, data=data)
    locked.parts.update(
        released_at=None, released_by=None, released_by_name="", released_reach=None
    )
    _close(actor, locked, Answer.REFUSED, reason)
    return locked


def concerned(reach: Reach) -> QuerySet[Part]:
    """The parts that are not released yet and lie within reach."""
    return inside(reach).filter(released_at=None)


def inside(reach: Reach) -> QuerySet[Part]:
    """The parts that lie within reach, released or not."""
    if reach.whole_site:
        return Part.objects.all()
    children = Q(child__isnull=False) & within(reach, "child_id")
    return Part.objects.filter(Q(organisation__in=reach.ids()) | children)


def _release(actor: Actor, reach: Reach, parts: Sequence[int]) -> list[int]:
    """Releases these parts and the same ones in other open questions of the same office for the
    same act; the questions that they belong to."""
    who = [actor.person_id, actor.name[:300], reach.kept()]
    return sorted(set(db.column(RELEASE, [*who, list(parts)])))


def _locked(question: Question) -> Question:
    locked = (
        Question.objects.select_for_update()
        .filter(pk=question.pk, kind=QuestionKind.RELEASE)
        .first()
    )
    if locked is None or locked.answer != Answer.OPEN:
        raise NotAsked(_("Someone has decided this in the meantime. Look under Decided."))
    return locked


def _close(actor: Actor, question: Question, answer: Answer, reason: str) -> None:
    Question.objects.filter(pk=question.pk).update(**given(actor, answer, reason))
    question.refresh_from_db()


def _mark(reach: Reach, lacking: Sequence[Unreached], act: OpeningAct) -> str:
    """The same for the same office, the same act and the same things."""
    parts = sorted(
        (each.person, each.organisation or 0, each.child or 0, each.pending or 0)
        for each in lacking
    )
    return hashlib.sha256(f"{reach.kept()}{act.name}{parts}".encode()).hexdigest()[:32]
