"""Takes an answer back and asks again, as far as nobody has changed since what it did."""

from django.utils.translation import gettext as _

from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families import second_person
from kinkeeper.families.answer_question import OF_A_NAME
from kinkeeper.families.arrival_lock import arriving
from kinkeeper.families.connect import MANUAL
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import (
    Answer,
    Match,
    PendingRelationship,
    PendingState,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.families.refusals import ChangedSince, NotAsked, SecondNeeded
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.people.references import by_match
from kinkeeper.roster.fields import RELATIONSHIP

PROPOSALS = (Answer.GRANTED, Answer.DECLINED)
FINAL_KINDS = (QuestionKind.BLOCK_LIFT,)  # somebody asks anew
# What plans and later files of the series read, whatever became of the import that had asked.
REMEMBERED = (Answer.KEPT, Answer.SAME, Answer.OTHER, Answer.READ)
FINAL = (Answer.LIFTED, Answer.SETTLED, Answer.MOVED, Answer.RELEASED)


@act()
def ask_again(actor: Actor, question: Question, *, reason: str = "") -> None:
    """The question is open as before. What the answer had done is taken back with it; that needs a
    reason where it changes who sees a child, or what no import passes.

    Raises `ChangedSince`, `NotAsked`, `ReasonMissing`, `SecondNeeded`.
    """
    arriving()  # what waits again must not miss a pupil who comes just now
    locked, twins = _locked(question)
    if locked is None or locked.answer in {Answer.OPEN, *FINAL} or locked.kind in FINAL_KINDS:
        raise NotAsked(_("This cannot be asked again: it is open, or no answer was kept."))
    if not can_be_asked_again(locked):
        raise NotAsked(
            _("The import that asked this has been undone; there is nothing to decide any more.")
        )
    why = relationships.reasoned(reason) if needs_reason(locked) else reason.strip()
    answer = locked.answer
    if answer in PROPOSALS:
        _propose_again(actor, locked, why)
    if answer == Answer.CONNECTED:
        _part(actor, locked, why)
    if answer in {Answer.CANCELLED, Answer.CONNECTED}:
        _pending_again(actor, locked)
    for each in (locked, *twins):
        _open(each)
        record(
            actor,
            "question.asked-again",
            person_id=each.parent_id,
            child_id=each.child_id,
            import_id=each.latest_import,
            data={"kind": each.kind, "value": each.value, "answer": answer, "reason": why},
        )


def can_be_asked_again(question: Question) -> bool:
    """Of what only undone imports had said nothing is left to decide, unless the answer goes on
    deciding for the files that come (K32)."""
    if question.answer in {Answer.OPEN, *FINAL} or question.kind in FINAL_KINDS:
        return False
    return question.answer in REMEMBERED or not question.detail.get("undone")


def _locked(question: Question) -> tuple[Question | None, list[Question]]:
    """The question as it stands, and those that were answered together with it; locked in the
    order in which `question` locks them."""
    same = Question.objects.filter(pk=question.pk)
    if question.kind in OF_A_NAME:
        same |= Question.objects.filter(
            kind=question.kind, parent=question.parent_id, mark=question.mark
        )
    found = list(same.select_for_update().order_by("pk"))
    mine = next((each for each in found if each.pk == question.pk), None)
    if mine is None or mine.answered_at is None:
        return mine, []
    given = (mine.answer, mine.answered_at, mine.answered_by)
    return mine, [
        each
        for each in found
        if each is not mine
        and (each.answer, each.answered_at, each.answered_by) == given
        and can_be_asked_again(each)
    ]


def needs_reason(question: Question) -> bool:
    return question.answer in {*PROPOSALS, Answer.CONNECTED}


def _propose_again(actor: Actor, question: Question, why: str) -> None:
    relationship = (
        Relationship.objects.select_for_update()
        .filter(parent=question.parent_id, child=question.child_id)
        .first()
    )
    if (
        relationship is None
        or relationship.since != question.block_since
        or relationship.state == RelationshipState.PROPOSED
    ):
        raise ChangedSince(
            _(
                "This relationship has been changed again since. Open one of the two people to "
                "see how it stands."
            )
        )
    relationships.not_oneself(actor, relationship.parent)
    if relationship.state == RelationshipState.BLOCKED and second_person.needed(relationship.child):
        raise SecondNeeded(
            _(
                "Two people must agree to lift the block that the answer made. Open one of the two "
                "people to ask for it."
            )
        )
    asked = question.detail
    relationship.sources = asked["sources"]
    for name in RELATIONSHIP:
        setattr(relationship, name, asked.get(name))
    relationships.write(relationship, actor, RelationshipState.PROPOSED, asked["reason"])
    record(
        actor,
        "relationship.proposed",
        person_id=relationship.parent_id,
        child_id=relationship.child_id,
        data={"reason": why, "again": True},
    )


def _part(actor: Actor, question: Question, why: str) -> None:
    """Ends what the answer had connected; what was connected before it stays."""
    relationship = Relationship.objects.filter(
        parent=question.parent_id, child=question.child_id
    ).first()
    if relationship is None or relationship.state == RelationshipState.ENDED:
        return
    before = question.detail.get("sources_before")
    if before is not None:
        if relationship.state == RelationshipState.ACTIVE and MANUAL not in before:
            others = [source for source in relationship.sources if source != MANUAL]
            Relationship.objects.filter(pk=relationship.pk).update(sources=others)
        return
    if relationship.state != RelationshipState.ACTIVE or relationship.sources != [MANUAL]:
        raise ChangedSince(
            _(
                "This relationship has been changed again since. Open one of the two people to "
                "see how it stands."
            )
        )
    disconnect(actor, relationship.parent, relationship.child, reason=why, block=False)


def _pending_again(actor: Actor, question: Question) -> None:
    """The pending relationships that the answer had ended wait again, unless new ones came; a pupil
    who has come meanwhile fulfils them at once."""
    ended = PendingRelationship.objects.filter(
        pk__in=question.detail.get("waits", []),
        state=PendingState.CANCELLED,
        parent=question.parent_id,
    )
    for pending in ended:
        twins = PendingRelationship.objects.filter(
            parent=pending.parent_id,
            match=pending.match,
            folded=pending.folded,
            reach=pending.reach,
            state=PendingState.WAITING,
        )
        if not twins.exists():
            PendingRelationship.objects.filter(pk=pending.pk).update(
                state=PendingState.WAITING, ended_at=None
            )
    if question.match in Match.values and question.folded:
        here = Person.objects.filter(by_match(question.match, question.folded))
        resolve_for(actor, list(here.values_list("pk", flat=True)))


def _open(question: Question) -> None:
    """A proposal is asked by its relationship; its answer is no longer one."""
    if question.answer in PROPOSALS:
        question.delete()
        return
    child = None if question.answer == Answer.CONNECTED else question.child_id
    Question.objects.filter(pk=question.pk).update(
        answer=Answer.OPEN,
        reason="",
        answered_at=None,
        answered_by=None,
        answered_by_name="",
        child=child,
        detail={name: said for name, said in question.detail.items() if name != "undone"},
    )
