"""Gives the answer of a sample to questions that are alike, each on its own (K26, K32, K34)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kinkeeper.families import answer_question, locked_relationship
from kinkeeper.families.alike_groups import Group, Open, group_of, pupils_with_parents
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import (
    Answer,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.refusals import NotAsked
from kinkeeper.families.refusals import Refusal as NotDecided
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.reach import Reach
from kinkeeper.registry.former_keys import move_asked
from kinkeeper.registry.refusals import Refusal as NotMoved


@dataclass(frozen=True)
class Given:
    """The answer of a sample of this group, with the reason for giving it to the rest."""

    group: Group
    answer: Answer
    reason: str
    reach: Reach


@whole_site()
def answer(actor: Actor, asked: Iterable[Open], given: Given) -> list[Open]:
    """Answers each with a line in the journal of its own. What somebody has answered or changed
    meanwhile, or what this actor cannot answer so, is left as it is and returned."""
    late = []
    for each in asked:
        try:
            with act():
                _one(actor, each, given)
        except (NotDecided, NotMoved):
            late.append(each)
    return late


def _one(actor: Actor, each: Open, given: Given) -> None:
    if given.answer not in given.group.answers:
        raise NotAsked(str(given.answer))
    if isinstance(each, Relationship):
        _decide(actor, each, given)
        return
    question = Question.objects.select_related("parent").filter(pk=each.pk).first()
    if question is None or group_of(question, pupils_with_parents([question])) != given.group:
        raise NotAsked(str(each))
    question.detail |= {"together": True}
    if given.answer == Answer.MOVED:
        move_asked(actor, question, given.reason, reach=given.reach)
    elif given.answer == Answer.KEPT:
        answer_question.keep(actor, question, reason=given.reason)
    else:
        WHO[given.answer](actor, question, reason=given.reason, together=True)


WHO: Mapping[Answer, Callable[..., Question]] = {
    Answer.SAME: answer_question.same,
    Answer.OTHER: answer_question.other,
}


def _decide(actor: Actor, each: Relationship, given: Given) -> None:
    """Locked as `connect` locks, so that it is still the proposal that was shown."""
    locked_relationship.hold(each.parent)
    now = locked_relationship.lock(each.parent, each.child)
    if now.state != RelationshipState.PROPOSED or group_of(now, ()) != given.group:
        raise NotAsked(str(each))
    act = connect if given.answer == Answer.GRANTED else disconnect
    act(actor, each.parent, each.child, reason=given.reason)
    made = Question.objects.filter(
        kind=QuestionKind.PROPOSED, parent=each.parent, child=each.child, answer=given.answer
    ).latest("pk")
    Question.objects.filter(pk=made.pk).update(detail=made.detail | {"together": True})
