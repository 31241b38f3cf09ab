"""Several questions that are alike, answered in one command, after their sample."""

import argparse
from collections.abc import Sequence

from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import references
from kinkeeper.cli.output import Exit, Refused, put, put_json
from kinkeeper.cli.own_question import refuse_own
from kinkeeper.families.alike_groups import Group, Open
from kinkeeper.families.alike_questions import SAMPLE
from kinkeeper.families.models import Answer, Relationship
from kinkeeper.readings import alike_questions as likes
from kinkeeper.readings import inbox
from kinkeeper.readings.questions import of_question, of_relationship
from kinkeeper.registry.answer_together import Given, answer

PROPOSAL, QUESTION, BLOCK = "proposal", "question", "block"
ANSWERS = {
    "same": Answer.SAME,
    "other": Answer.OTHER,
    "keep": Answer.KEPT,
    "move": Answer.MOVED,
    "grant": Answer.GRANTED,
    "decline": Answer.DECLINED,
}


def decide_together(
    viewer: Viewer, asked: Sequence[tuple[str, int]], chosen: argparse.Namespace
) -> int:
    """Answers what is still open of it and says what is not; exit 1 where nothing was. Refused like
    on the page: only what is alike, only as the viewer has answered the sample one by one, and with
    a reason."""
    if not chosen.reason.strip():
        raise Refused("reason-missing", "Give a --reason; it is kept with each answer.")
    opened = _open(viewer, asked)
    group = _group(opened)
    offered = likes.offer(viewer, group.roster_import, group.slug)
    given = ANSWERS.get(chosen.act)
    if given is None or offered is None or offered.sample.answer != given:
        raise Refused(
            "sample-missing",
            f"First answer the {SAMPLE} in the sample one by one; inbox list --as REF shows which. "
            "If they all get this answer, you can give it to the others together.",
        )
    late = answer(viewer.actor, opened, Given(group, given, chosen.reason, viewer.reach))
    done = [_id(each) for each in opened if each not in late]
    left = [name for name in dict.fromkeys(chosen.ids) if name not in done]
    if chosen.json:
        put_json({"ids": done, "act": chosen.act, "left": left})
    else:
        put(f"{len(done)} answered: {chosen.act}")
        for name in left:
            put(f"{name}: has been decided or changed in the meantime, and stays as it is")
    return Exit.DONE if done else Exit.REFUSED


def _open(viewer: Viewer, asked: Sequence[tuple[str, int]]) -> list[Open]:
    numbers = {of: [number for kind, number in asked if kind == of] for of in (PROPOSAL, QUESTION)}
    proposals = inbox.proposals(viewer).filter(pk__in=numbers[PROPOSAL]).order_by("since", "pk")
    questions = inbox.questions(viewer).filter(pk__in=numbers[QUESTION])
    for each in proposals:
        references.not_own_relationship(viewer, each.parent_id, each.child_id)
    for question in questions:
        refuse_own(viewer, question)
    return [*proposals, *questions.order_by("asked_at", "pk")]


def _group(opened: Sequence[Open]) -> Group:
    if not opened:
        raise Refused("not-asked", "None of these is an open question.")
    rows = [
        of_relationship(each) if isinstance(each, Relationship) else of_question(each)
        for each in opened
    ]
    groups = likes.groups_of(rows)
    if len(groups) != len(opened) or len(set(groups.values())) != 1:
        raise Refused("not-alike", "These questions are not alike. Answer each separately.")
    return next(iter(groups.values()))


def _id(each: Open) -> str:
    return f"{PROPOSAL if isinstance(each, Relationship) else QUESTION}:{each.pk}"
