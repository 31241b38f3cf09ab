"""A parent answers a notice for each child; an office settles what two parents answered."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.families import stated_rights
from kinkeeper.from_home.models import NoticeAnswer, YesOrNo
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.records.models import Notice
from kinkeeper.records.opened import Asked
from kinkeeper.records.visibility import NOTICES
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.vocabulary import Area


def version_of(notice: Notice) -> str:
    """A digest of all that a parent agrees to, or refuses."""
    said = "\0".join([notice.title, notice.body, str(notice.deadline)])
    return hashlib.sha256(said.encode()).hexdigest()


@act()
def answer(
    actor: Actor, parent: Person, notice: Notice, version: str, said: Mapping[Person, str]
) -> None:
    """Child -> yes or no. `version` is what the parent read. All or nothing. Raises `Refusal` for
    what is not shown, not asked, over, or changed since, and for a child for whom this parent may
    not answer."""
    now = moment()
    found = Notice.objects.select_for_update().filter(pk=notice.pk, needs_answer=True).first()
    if found is None:
        raise Refusal("not-asked", _("The school no longer asks this."))
    if version != version_of(found):
        raise Refusal(
            "changed-since", _("The school has changed this. Read it again, then answer.")
        )
    shown = Asked(parent.pk, now).records(NOTICES)
    for child, each in said.items():
        if each not in YesOrNo.values:
            raise Refusal("answer-missing", _("Choose yes or no."))
        if found.pk not in shown.get(child.pk, []) or not may_answer(parent, child):
            raise Refusal(
                "not-allowed",
                _("You cannot answer for %s. Ask the school office.") % alone(child.given_name),
            )
    if found.deadline is not None and is_over(found, now):
        raise Refusal(
            "over",
            _("The time to answer ended on %s. Call the school office.")
            % date_format(found.deadline, "DATE_FORMAT"),
        )
    for child, each in said.items():
        NoticeAnswer.objects.create(
            notice_series=found.series,
            notice_key=found.key,
            version=version,
            child=child,
            answered_by=parent,
            answer=each,
        )
        _tell(actor, "notice.answered", found, child)


@act()
def settle(actor: Actor, notice: Notice, child: Person, said: str, *, reason: str) -> None:
    """What the office found out, whatever was answered before. Raises `Refusal`."""
    why = reason.strip()[:2000]
    if said not in YesOrNo.values:
        raise Refusal("answer-missing", _("Choose yes or no."), "answer")
    if not why:
        raise Refusal("reason-missing", _("Write who said so, and how."), "reason")
    NoticeAnswer.objects.create(
        notice_series=notice.series,
        notice_key=notice.key,
        version=version_of(notice),
        child=child,
        answer=said,
        settled_by=actor.person_id,
        settled_by_name=actor.name[:300],
        reason=why,
    )
    _tell(actor, "notice.settled", notice, child, {"reason": why})


def may_answer(parent: Person, child: Person) -> bool:
    """Whether the parent may act in what the school announces (K16)."""
    return Area.SCHOOL_DAY in stated_rights.on(parent, child, date_of(child)).acts


def is_over(notice: Notice, now: datetime) -> bool:
    """After midnight, at the school, of the last day."""
    if notice.deadline is None:
        return False
    today = Asked(0, now).dates([notice.school_id])[notice.school_id]
    return today > notice.deadline


class Disagree(Exception):
    """Two parents answered differently, and the office has settled nothing."""


def what_counts(answers: Iterable[NoticeAnswer], version: str) -> str | None:
    """Of one child: yes, no, or None where nobody has answered what the notice says now. What the
    office settled stands instead of all before it. Raises `Disagree`: it is never yes because most
    said so, or the last one (REC-047)."""
    newest: dict[int | None, NoticeAnswer] = {}
    for each in sorted(answers, key=lambda one: (one.made_at, one.pk)):
        if each.version == version:
            if each.answered_by_id is None:
                newest.clear()
            newest[each.answered_by_id] = each
    said = {each.answer for each in newest.values()}
    if len(said) > 1:
        raise Disagree
    return next(iter(said), None)


def _tell(
    actor: Actor, action: str, notice: Notice, child: Person, more: Mapping[str, str] | None = None
) -> None:
    """In the journal: a line of the school that asked, which no other reads (K14)."""
    where = notice.school.organisation_id
    data = {"title": notice.title[:200], **(more or {})}
    record(actor, action, child_id=child.pk, organisation_id=where, data=data)
