"""What an import leaves to decide: asked once, answered once, gone with its import."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.families import answer_question, block, disconnect, reopen_question
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    PendingState,
    Question,
    QuestionKind,
    Relationship,
)
from kinkeeper.families.refusals import NotAsked, NotPending, RelationshipBlocked, Restricted
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox
from kinkeeper.registry.add import add
from kinkeeper.registry.restore import restore
from kinkeeper.registry.trash import trash
from tests.asking import CUSTODY, HEAD, asked, kinds, only
from tests.cast import Cast, person
from tests.importing import edges, imported, undone

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


def test_k15_a_held_back_relationship_is_asked_about_once(held: Relationship) -> None:
    first = only(QuestionKind.HELD_BACK)
    again_said = imported(VERA_NORA)
    assert again_said.counts["relationships"]["held_back"] == 1  # the plan reports it every time
    assert only(QuestionKind.HELD_BACK).pk == first.pk
    assert first.block_since == held.since


def test_a_kept_block_is_not_asked_about_again_by_the_same_series(
    held: Relationship, office: Actor
) -> None:
    answer_question.keep(office, only(QuestionKind.HELD_BACK))
    imported(VERA_NORA)
    assert kinds() == []
    imported(VERA_NORA, series="from elsewhere")
    assert kinds() == [QuestionKind.HELD_BACK]  # another series says so: that is new


def test_a_new_block_is_a_new_question(held: Relationship, cast: Cast, office: Actor) -> None:
    answer_question.keep(office, only(QuestionKind.HELD_BACK))
    block.unblock(office, cast.stranger, cast.nora, reason="lifted")
    block.block(office, cast.stranger, cast.nora, reason="and again")
    imported(VERA_NORA)
    assert kinds() == [QuestionKind.HELD_BACK]


def test_lifting_the_block_answers_the_question(
    held: Relationship, cast: Cast, office: Actor
) -> None:
    block.unblock(office, cast.stranger, cast.nora, reason="the court has lifted it")
    assert kinds() == []
    [answered] = inbox.decided(viewer.of_command_line())
    assert (answered.answer, answered.reason) == (Answer.LIFTED, "the court has lifted it")


def test_k26_a_declined_proposal_does_not_come_back_as_held_back(cast: Cast, office: Actor) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    assert kinds() == [QuestionKind.PROPOSED]
    disconnect.disconnect(office, cast.stranger, cast.nora, reason="asked the mother")
    for series in ("", "elsewhere"):
        imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n", series=series)
        assert kinds() == ([] if series == "" else [QuestionKind.HELD_BACK])


def test_a_pending_relationship_that_meets_a_block_is_asked_about(
    cast: Cast, office: Actor
) -> None:
    imported(HEAD + "P-9,Vera,Stranger,X-1\n")
    child = person("xen.berg", "pupil")
    block.block(office, cast.stranger, child, reason="court order")
    Person.objects.filter(pk=child.pk).update(sync_key="X-1")
    imported("SyncID,First name,Last name\nX-1,Xen,Berg\n", profile="pupil")
    [it] = asked()
    assert (it.kind, it.child) == (QuestionKind.HELD_BACK, child)


def test_a_pending_relationship_that_meets_a_block_by_hand_is_asked_about(
    cast: Cast, office: Actor
) -> None:
    imported(HEAD + "P-9,Vera,Stranger,X-1\n")
    child = person("xen.berg", "pupil", sync_key="X-1")
    trash(office, child, reach=WHOLE_SITE)
    block.block(office, cast.stranger, child, reason="court order")
    child.refresh_from_db()
    restore(office, child)
    assert kinds() == [QuestionKind.HELD_BACK]


def test_k02_a_likely_key_is_asked_about_and_never_taken(cast: Cast) -> None:
    imported(SLIP)
    imported(SLIP)
    [it] = asked()
    assert it.kind == QuestionKind.LIKELY_KEY
    assert [pupil.sync_key for pupil in it.likely] == ["H-1"]
    assert ("P-9", "H-1") not in edges()


def test_a_pupil_who_comes_after_the_slip_is_asked_about(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-9,Vera,Stranger,X-11\n")
    assert kinds() == []
    pupils = "SyncID,First name,Last name\nX-1,Xen,Berg\n"
    imported(pupils, profile="pupil")
    [it] = asked()
    assert (it.kind, [pupil.sync_key for pupil in it.likely]) == (QuestionKind.LIKELY_KEY, ["X-1"])
    answer_question.keep(office, only(QuestionKind.LIKELY_KEY))
    imported(pupils + "X-2,Yves,Berg\n", profile="pupil")
    imported(HEAD + "P-9,Vera,Stranger,X-11\n")
    assert kinds() == []


def test_k14_a_pupil_of_another_school_is_not_likely(cast: Cast) -> None:
    imported(HEAD + "P-9,Vera,Stranger,X-11\n", by=cast.lara)
    pupils = "SyncID,First name,Last name\nX-1,Xen,Berg\n"
    imported(pupils, profile="pupil", organisation="Hillside")
    assert kinds() == []


def test_connecting_instead_ends_the_pending_relationship_and_is_remembered(
    cast: Cast, office: Actor
) -> None:
    imported(SLIP)
    answer_question.connect_instead(office, only(QuestionKind.LIKELY_KEY), cast.nora, pendings())
    assert ("P-9", "H-1") in edges()
    assert pendings() == []
    imported(SLIP)
    assert kinds() == []
    assert {"question.connected", "relationship.connected", "pending.cancelled"} <= set(
        Entry.objects.values_list("action", flat=True)
    )


def test_k15_no_answer_connects_who_is_blocked(cast: Cast, office: Actor) -> None:
    imported(SLIP)
    block.block(office, cast.stranger, cast.nora, reason="court order")
    with pytest.raises(RelationshipBlocked):
        answer_question.connect_instead(
            office, only(QuestionKind.LIKELY_KEY), cast.nora, pendings(), reason="x"
        )
    assert kinds() == [QuestionKind.LIKELY_KEY]
    assert len(pendings()) == 1


def test_k26_a_withheld_pending_relationship_is_connected_only_with_a_reason(
    cast: Cast, office: Actor
) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-11\n")
    with pytest.raises(Restricted):
        answer_question.connect_instead(
            office, only(QuestionKind.LIKELY_KEY), cast.nora, pendings()
        )
    assert ("P-9", "H-1") not in edges()
    it = only(QuestionKind.LIKELY_KEY)
    answer_question.connect_instead(
        office, it, cast.nora, pendings(), reason="the court has said yes"
    )
    assert ("P-9", "H-1") in edges()


def test_keeping_and_cancelling_a_pending_relationship(cast: Cast, office: Actor) -> None:
    imported(SLIP)
    answer_question.keep(office, only(QuestionKind.LIKELY_KEY), reason="comes in autumn")
    assert (kinds(), len(pendings())) == ([], 1)
    reopen_question.ask_again(office, Question.objects.get())
    answer_question.give_up(office, only(QuestionKind.LIKELY_KEY), pendings())
    assert (kinds(), pendings()) == ([], [])
    imported(SLIP)
    assert kinds() == []


def test_an_answer_is_given_once(cast: Cast, office: Actor) -> None:
    imported(SLIP)
    late = only(QuestionKind.LIKELY_KEY)
    answer_question.keep(office, only(QuestionKind.LIKELY_KEY))
    with pytest.raises(NotAsked):
        answer_question.give_up(office, late, pendings())
    with pytest.raises(NotPending):
        answer_question.connect_instead(office, late, cast.nora, [])
    assert len(pendings()) == 1


def test_a_question_ends_with_its_pending_relationship(cast: Cast, office: Actor) -> None:
    imported(SLIP)
    new = {"profile": "pupil", "given_name": "Xen", "family_name": "B", "sync_key": "H-11"}
    add(office, new, organisations=[])
    assert kinds() == []


def test_a_child_in_the_trash_is_asked_about(cast: Cast, office: Actor) -> None:
    trash(office, cast.elias, reach=WHOLE_SITE)
    imported(HEAD + "P-9,Vera,Stranger,H-2\n")
    assert [(it.kind, it.child) for it in asked()] == [(QuestionKind.TRASHED_CHILD, cast.elias)]
    cast.elias.refresh_from_db()
    restore(office, cast.elias)
    assert kinds() == []
    assert ("P-9", "H-2") in edges()


def test_k14_a_child_in_the_trash_of_another_school_is_none(cast: Cast, office: Actor) -> None:
    trash(office, cast.elias, reach=WHOLE_SITE)
    imported(HEAD + "P-9,Vera,Stranger,H-2\n", by=cast.lara)
    assert kinds() == []


@pytest.mark.parametrize("key", ["P-1", "P-9"])
def test_k08_a_key_of_somebody_who_is_no_pupil_is_asked_about(cast: Cast, key: str) -> None:
    for _time in range(2):
        imported(HEAD + f"P-9,Vera,Stranger,{key}\n")
    [it] = asked()
    assert it.kind == QuestionKind.WRONG_KEY
    assert it.question is not None
    assert it.question.mark == ("child-is-parent" if key == "P-9" else "child-not-a-pupil")


CONFLICT = HEAD + "P-7,Ada,Lie,H-1\nP-7,Bea,Lie,H-2\n"


def test_k05_rows_that_disagree_are_asked_about_until_they_change(
    cast: Cast, office: Actor
) -> None:
    imported(CONFLICT)
    [it] = asked()
    assert [row.given_name for row in it.disagree] == ["Ada", "Bea"]
    answer_question.keep(office, only(QuestionKind.ROWS_DISAGREE))
    imported(HEAD + "P-1,Kari,Berg,H-1\n" + CONFLICT.removeprefix(HEAD))  # moved, the same
    assert kinds() == []
    imported(CONFLICT.replace("Bea", "Cleo"))
    assert kinds() == [QuestionKind.ROWS_DISAGREE]


def test_a_file_that_mends_the_rows_settles_the_question(cast: Cast) -> None:
    imported(CONFLICT)
    mended = imported(HEAD + "P-7,Ada,Lie,H-1\n")
    assert kinds() == []
    undone(mended)
    assert kinds() == [QuestionKind.ROWS_DISAGREE]


def test_a_wrong_key_that_was_connected_is_not_asked_again(cast: Cast, office: Actor) -> None:
    file = HEAD + "L-1X,Ada,Lie,\nP-9,Vera,Stranger,L-1X\n"  # a slip away from Theo's L-1
    imported(file)
    it = only(QuestionKind.WRONG_KEY)
    answer_question.connect_instead(office, it, cast.theo, [])
    assert ("P-9", "L-1") in edges()
    imported(file)
    assert kinds() == []
