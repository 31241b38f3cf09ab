"""When the answers to a few questions may be given to those that are alike, too (K26, K32, K34).

A sample is drawn that nobody chooses and that stays the same; one person answers it one by one.
Only where all agree, and nobody has answered another of the kind otherwise, the rest is offered.
Nobody answers what was not shown: the page lists each, and `registry.answer_together` answers each
on its own.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kinkeeper.families.alike_groups import Group, Open
from kinkeeper.families.answer_question import OF_A_NAME
from kinkeeper.families.decided_proposals import imports
from kinkeeper.families.models import Answer, Question, QuestionKind, Relationship
from kinkeeper.lib.asking import act

SAMPLE = 5


@dataclass(frozen=True)
class Sample:
    """What one person has answered of the sample one by one, and what is `left` of it. `answer` is
    what may be answered to the rest; None while something is left, and where answers `differ`."""

    given: Sequence[Question]
    left: Sequence[Open]
    answer: Answer | None
    differ: bool


def sample_of(
    group: Group, opened: Collection[Open], answers: Collection[Question], by: int | None
) -> Sample:
    """`opened` and `answers` are all of the group; of `by`'s own answers those count that were not
    given together. `by` is None where nobody can be told apart: several people may be at one
    command line."""
    alone = [each for each in answers if not each.detail.get("together")]
    mine = _one_by_one([each for each in alone if by is not None and each.answered_by == by])
    drawn = sorted([*mine, *opened], key=lot)[:SAMPLE]
    given = [each for each in drawn if each in mine]
    left = [each for each in drawn if each not in mine]
    said = {Answer(each.answer) for each in alone}
    differ = len(said) > 1 or not said <= set(group.answers)
    holds = not differ and not left and len(given) == SAMPLE
    return Sample([each for each in given if isinstance(each, Question)], left,
                  said.pop() if holds else None, differ)  # fmt: skip


def lot(each: Open) -> bytes:
    """The place of a question in the draw, before and after it is answered."""
    kind, mark = QuestionKind.PROPOSED.value, ""
    if isinstance(each, Question):
        kind, mark = each.kind, each.mark
    return hashlib.sha256(f"{kind} {each.parent_id} {each.child_id} {mark}".encode()).digest()


def _one_by_one(answers: Sequence[Question]) -> list[Question]:
    """Whoever answers a question answers others about the same person with it, at the same time:
    that counts once, and not at all where it was answered together."""
    at = {each.answered_at: each for each in answers}
    together = Question.objects.filter(answered_at__in=at, detail__together=True)
    for moment in set(together.values_list("answered_at", flat=True)):
        at.pop(moment, None)
    return list(at.values())


@act()
def set_apart(asked: Iterable[Open]) -> None:
    """These are answered alone from now on: somebody looked at them and took the tick away. A
    proposal gets a row of its own for that, which goes when it is decided."""
    for each in asked:
        if isinstance(each, Relationship):
            Question.objects.create(
                kind=QuestionKind.PROPOSED,
                parent_id=each.parent_id,
                child_id=each.child_id,
                imports=imports(each.sources),
            )
            continue
        detail = each.detail | {"together": False}
        Question.objects.filter(pk=each.pk, answer=Answer.OPEN).update(detail=detail)


def without_set_apart(proposals: Sequence[Relationship]) -> list[Relationship]:
    """Those of these proposals that nobody has set apart, and of whose child it is not asked who
    that is: there the file's word is not the reason for which it is only proposed."""
    ends = {number for each in proposals for number in (each.parent_id, each.child_id)}
    asked = Question.objects.filter(answer=Answer.OPEN, parent__in=ends)
    found = asked.filter(kind__in=[QuestionKind.PROPOSED, *OF_A_NAME])
    said = list(found.values_list("kind", "parent_id", "child_id"))
    apart = {(parent, child) for kind, parent, child in said if kind == QuestionKind.PROPOSED}
    doubted = {person for kind, person, _child in said if kind != QuestionKind.PROPOSED}
    return [
        each
        for each in proposals
        if (each.parent_id, each.child_id) not in apart and each.child_id not in doubted
    ]
