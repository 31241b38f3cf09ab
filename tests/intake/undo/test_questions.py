"""Questions when their import is undone, people are merged or trashed, or all is asked again."""

from collections.abc import Callable

import pytest

from kinkeeper.access import viewer
from kinkeeper.families import answer_question, block, connect, disconnect, reopen_question
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    PendingState,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.refusals import ChangedSince, NotAsked
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox
from kinkeeper.registry.add import add
from kinkeeper.registry.restore import restore
from kinkeeper.registry.trash import trash
from tests.asking import CUSTODY, HEAD, asked, kinds, only
from tests.cast import Cast, person
from tests.importing import edges, imported, undone
from tests.merging import merged, unmerged

pytestmark = pytest.mark.django_db
VERA_NORA = HEAD + "P-9,Vera,Stranger,H-1\n"
SLIP = HEAD + "P-9,Vera,Stranger,H-11\n"


@pytest.fixture
def held(cast: Cast, office: Actor) -> Relationship:
    """A blocked relationship that a file wants to connect."""
    relationship = block.block(office, cast.stranger, cast.nora, reason="court order")
    imported(VERA_NORA)
    return relationship


def pendings() -> list[PendingRelationship]:
    return list(PendingRelationship.objects.filter(state=PendingState.WAITING))


def test_k13_undo_takes_back_what_nobody_answered(cast: Cast, office: Actor) -> None:
    block.block(office, cast.stranger, cast.nora, reason="court order")
    first = imported(VERA_NORA + "P-9,Vera,Stranger,L-91\nP-9,Vera,Stranger,P-1\n")
    second = imported(VERA_NORA)
    assert kinds() == [QuestionKind.HELD_BACK, QuestionKind.LIKELY_KEY, QuestionKind.WRONG_KEY]
    undone(first)
    assert kinds() == [QuestionKind.HELD_BACK]  # the second file says so, too
    undone(second)
    assert not Question.objects.exists()


def test_k13_undo_leaves_what_somebody_answered(cast: Cast, office: Actor) -> None:
    roster_import = imported(SLIP)
    answer_question.keep(office, only(QuestionKind.LIKELY_KEY))
    undone(roster_import)
    imported(SLIP)
    assert kinds() == []  # the answer holds for the series
    reopen_question.ask_again(office, Question.objects.get())
    assert kinds() == [QuestionKind.LIKELY_KEY]


def test_k13_what_an_answer_did_is_not_asked_again_once_its_import_is_undone(
    cast: Cast, office: Actor
) -> None:
    roster_import = imported(SLIP)
    answer_question.connect_instead(office, only(QuestionKind.LIKELY_KEY), cast.nora, pendings())
    undone(roster_import)
    question = Question.objects.get()
    assert not reopen_question.can_be_asked_again(question)
    with pytest.raises(NotAsked):  # there is nothing left to ask
        reopen_question.ask_again(office, question, reason="the wrong Nora")


@pytest.mark.parametrize("answer", [answer_question.same, answer_question.other])
def test_k32_a_mistaken_answer_is_taken_back_though_its_import_was_undone(
    cast: Cast, office: Actor, answer: Callable[[Actor, Question], Question]
) -> None:
    file = HEAD + "P-1,Bo,Tang,L-1\n"
    first = imported(file)
    answer(office, only(QuestionKind.OTHER_PERSON))
    undone(first)
    reopen_question.ask_again(office, Question.objects.get())
    second = imported(file)
    assert ("P-1", "L-1") not in edges()
    question = only(QuestionKind.OTHER_PERSON)
    assert question.imports == [first.pk, second.pk]
    undone(second)  # no applied import asks it any more
    assert not Question.objects.exists()


def test_k13_undo_takes_new_people_with_their_questions(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-77,New,Parent,H-11\n")
    assert kinds() == [QuestionKind.LIKELY_KEY]
    undone(roster_import)
    assert not Person.objects.filter(sync_key="P-77").exists()
    assert not Question.objects.exists()


def test_in_the_trash_nothing_is_asked(cast: Cast, office: Actor, held: Relationship) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-2\n" + "P-9,Vera,Stranger,yes,H-11\n")
    imported(HEAD + "P-9,Vera,Stranger,P-1\n")
    before = kinds()
    assert len(before) == 4
    trash(office, cast.stranger, reach=WHOLE_SITE)
    assert kinds() == []
    cast.stranger.refresh_from_db()
    restore(office, cast.stranger)
    assert kinds() == before


def test_a_merge_takes_questions_along_and_back(
    cast: Cast, office: Actor, held: Relationship
) -> None:
    imported(HEAD + "P-9,Vera,Stranger,H-11\n")
    answer_question.keep(office, only(QuestionKind.HELD_BACK))
    other = person("vera.other", "parent", cast.lakeside, sync_key="P-10")
    joined = merged(other, cast.stranger)
    assert [(it.kind, it.parent) for it in asked()] == [(QuestionKind.LIKELY_KEY, other)]
    imported(VERA_NORA)  # names the account that went; means the kept one
    assert kinds() == [QuestionKind.LIKELY_KEY]
    unmerged(joined)
    assert [(it.kind, it.parent) for it in asked()] == [(QuestionKind.LIKELY_KEY, cast.stranger)]
    imported(VERA_NORA)
    assert kinds() == [QuestionKind.LIKELY_KEY]


def test_a_grant_can_be_asked_again(cast: Cast, office: Actor) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    connect.connect(office, cast.stranger, cast.nora, reason="the court said yes")
    [granted] = inbox.decided(viewer.of_command_line())
    assert (granted.answer, granted.reason) == (Answer.GRANTED, "the court said yes")
    reopen_question.ask_again(office, granted, reason="it was another case")
    relationship = Relationship.objects.get(parent=cast.stranger, child=cast.nora)
    assert (relationship.state, relationship.reason) == (RelationshipState.PROPOSED, "no")
    assert kinds() == [QuestionKind.PROPOSED]
    assert not inbox.decided(viewer.of_command_line()).exists()


def test_a_declined_proposal_can_be_asked_again(cast: Cast, office: Actor) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    disconnect.disconnect(office, cast.stranger, cast.nora, reason="no")
    [declined] = inbox.decided(viewer.of_command_line())
    reopen_question.ask_again(office, declined, reason="new papers")
    assert kinds() == [QuestionKind.PROPOSED]


def test_what_somebody_changed_since_is_not_asked_again(cast: Cast, office: Actor) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    connect.connect(office, cast.stranger, cast.nora, reason="yes")
    block.block(office, cast.stranger, cast.nora, reason="court order")
    [granted] = inbox.decided(viewer.of_command_line())
    with pytest.raises(ChangedSince):
        reopen_question.ask_again(office, granted, reason="why not")
    assert (
        Relationship.objects.get(parent=cast.stranger, child=cast.nora).state
        == RelationshipState.BLOCKED
    )


def test_connecting_instead_can_be_asked_again(cast: Cast, office: Actor) -> None:
    imported(SLIP)
    answer_question.connect_instead(office, only(QuestionKind.LIKELY_KEY), cast.nora, pendings())
    reopen_question.ask_again(office, Question.objects.get(), reason="the wrong Nora")
    assert ("P-9", "H-1") not in edges()
    assert kinds() == [QuestionKind.LIKELY_KEY]
    assert len(pendings()) == 1


def test_a_cancelled_pending_relationship_asked_again_meets_the_child_who_came(
    cast: Cast, office: Actor
) -> None:
    imported(SLIP)
    answer_question.give_up(office, only(QuestionKind.LIKELY_KEY), pendings())
    new = {"profile": "pupil", "given_name": "Xen", "family_name": "B", "sync_key": "H-11"}
    add(office, new, organisations=[])
    assert ("P-9", "H-11") not in edges()
    reopen_question.ask_again(office, Question.objects.get())
    assert ("P-9", "H-11") in edges()
    assert kinds() == []
