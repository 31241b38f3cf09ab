"""The school confirms what a parent reported, or does not accept it."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.from_home.models import AbsenceReport, ReportState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal

ANSWERS = (ReportState.CONFIRMED, ReportState.DECLINED)


@act()
def decide(actor: Actor, report: AbsenceReport, state: str, *, answer: str = "") -> None:
    """A school may change its mind. `answer` is for the parent who reported. Raises `Refusal` for a
    report that was withdrawn, and for a refusal without a word to the parent."""
    if state not in ANSWERS:
        raise Refusal("bad-answer", _("Choose an answer."))
    found = AbsenceReport.objects.select_for_update().get(pk=report.pk)
    if found.state == ReportState.WITHDRAWN:
        raise Refusal(
            "withdrawn", _("The parent has withdrawn this report. There is nothing to answer.")
        )
    said = answer.strip()[:500]
    if state == ReportState.DECLINED and not said:
        raise Refusal("answer-missing", _("Write to the parent why."), "answer")
    if (found.state, found.answer) == (state, said):
        return
    AbsenceReport.objects.filter(pk=found.pk).update(
        state=state,
        answer=said,
        decided_at=Now(),
        decided_by=actor.person_id,
        decided_by_name=actor.name[:300],
        answer_seen_at=None,
    )
    record(actor, f"absence.{state}", child_id=found.child_id, data=found.told)


def seen(actor: Actor, report: AbsenceReport) -> None:
    """Who reported it opens it: an answer of the school is no longer new."""
    if report.state in ANSWERS and report.answer_seen_at is None:
        _note_seen(actor, report)


@act()
def _note_seen(actor: Actor, report: AbsenceReport) -> None:
    own = AbsenceReport.objects.filter(pk=report.pk, reported_by=actor.person_id)
    own.filter(answer_seen_at=None).update(answer_seen_at=Now())
