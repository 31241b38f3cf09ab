"""The laws of questions and answers, held against random sequences of imports and decisions."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.access import viewer
from kinkeeper.families import answer_question, reopen_question
from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.refusals import Refusal
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox
from kinkeeper.readings.questions import Asked
from tests.asking import asked
from tests.examples import EXAMPLES
from tests.importing import imported, snapshot, undone

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2"]),
        st.sampled_from(["Ada", "Ada", "Bea"]),
        st.sampled_from(["yes", "yes", "no"]),
        st.sampled_from(["C1", "C2", "C3", "P1", "P2"]),
    ),
    min_size=1,
    max_size=5,
)
FILES = st.fixed_dictionaries({"rows": ROWS, "series": st.sampled_from(["one", "two"])})
STEPS = st.lists(FILES, min_size=1, max_size=3)


def file(step: Any) -> Any:
    lines = ["SyncID,First name,Last name,Custody,ChildID"]
    lines += [f"{key},{name},Berg,{said},{child}" for key, name, said, child in step["rows"]]
    return imported("\n".join(lines) + "\n", series=step["series"])


def school() -> None:
    imported("SyncID,First name,Last name\nC1,Cleo,Berg\nC2,Cato,Berg\n", profile="pupil")
    imported("SyncID,First name,Last name\nP1,Ada,Berg\n")
    block(OFFICE, Person.objects.get(sync_key="P1"), Person.objects.get(sync_key="C1"), reason="x")


def decide(it: Asked, chance: random.Random) -> None:
    """Any answer that the page offers."""
    if it.relationship is not None and it.kind == QuestionKind.PROPOSED:
        if chance.random() < 0.5:
            connect(OFFICE, it.relationship.parent, it.relationship.child, reason="yes")
        else:
            disconnect(OFFICE, it.relationship.parent, it.relationship.child, reason="no")
        return
    question = it.question
    assert question is not None
    pendings = inbox.pendings_of(viewer.of_command_line(), question)
    acts: list[Callable[[], object]] = [partial(answer_question.keep, OFFICE, question)]
    if pendings:
        acts.append(partial(answer_question.give_up, OFFICE, question, pendings))
    for pupil in it.likely:
        instead = answer_question.connect_instead
        acts.append(partial(instead, OFFICE, question, pupil, pendings, reason="sure"))
    with suppress(Refusal):
        chance.choice(acts)()


def blocked() -> set[tuple[int, int]]:
    relationships = Relationship.objects.filter(state=RelationshipState.BLOCKED)
    return set(relationships.values_list("parent_id", "child_id"))


@settings(max_examples=EXAMPLES // 4)
@given(STEPS, st.randoms())
def test_k15_what_was_answered_is_not_asked_again_and_no_answer_passes_a_block(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, chance: random.Random
) -> None:
    with fresh():
        school()
        for step in steps:
            before = blocked()
            file(step)
            for it in asked():
                if (
                    it.kind in {QuestionKind.HELD_BACK, QuestionKind.PROPOSED}
                    or chance.random() < 0.7
                ):
                    decide(it, chance)
            left = {(it.kind, it.number) for it in asked()}
            file(step)  # the same says nothing new
            assert {(it.kind, it.number) for it in asked()} <= left
            assert before <= blocked()


@settings(max_examples=EXAMPLES // 4)
@given(STEPS)
def test_k09_the_same_file_asks_nothing_twice(fresh, steps) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    with fresh():
        school()
        for step in steps:
            file(step)
            first = [(it.kind, it.number, it.place) for it in asked()]
            file(step)
            assert [(it.kind, it.number, it.place) for it in asked()] == first


@settings(max_examples=EXAMPLES // 4)
@given(STEPS, st.randoms())
def test_k13_undone_in_any_order_no_open_question_is_left(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, chance: random.Random
) -> None:
    with fresh():
        school()
        applied = [
            roster_import for roster_import in map(file, steps) if roster_import.state == "applied"
        ]
        chance.shuffle(applied)
        for roster_import in applied:
            undone(roster_import)
        assert asked() == []
        assert not Question.objects.filter(answer="").exists()


@settings(max_examples=EXAMPLES // 4)
@given(STEPS, st.randoms())
def test_asking_again_is_the_way_back(fresh, steps, chance: random.Random) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    with fresh():
        school()
        for step in steps:
            file(step)
        for it in asked():
            was, waiting = state(), len(asked())
            decide(it, chance)
            for answered in inbox.decided(viewer.of_command_line()):
                reopen_question.ask_again(OFFICE, answered, reason="after all")
            assert state() == was
            assert len(asked()) == waiting


def state() -> Any:
    """Without ended relationships: a relationship that was made and parted leaves its row."""
    seen = snapshot()
    seen["relationships"] = [
        relationship
        for relationship in seen["relationships"]
        if relationship["state"] != RelationshipState.ENDED
    ]
    seen["open"] = sorted(
        PendingRelationship.objects.filter(state=PendingState.WAITING).values_list("folded")
    )
    return seen
