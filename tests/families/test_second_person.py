"""Where a school wants two people for it, no one lifts a block alone (K27)."""

import pytest

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families import second_person
from kinkeeper.families.answer_question import keep
from kinkeeper.families.block import block, unblock
from kinkeeper.families.block_grounds import Ground, review
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.explain import explain
from kinkeeper.families.models import Answer, Question, QuestionKind, RelationshipState
from kinkeeper.families.refusals import NotAsked, OwnFamily, SecondNeeded
from kinkeeper.families.reopen_question import ask_again
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings import inbox_list
from tests.asking import CUSTODY
from tests.cast import Cast, connected, person
from tests.importing import imported
from tests.merging import OFFICE, merged, relationship
from tests.registry.conftest import twin  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
SETTING = "block_lift_needs_two"
WHY = "The order has ended."


def by(person: Person) -> Actor:
    return Actor(person.pk, person.full_name, "a test")


@pytest.fixture
def two(cast: Cast, office: Actor) -> Cast:
    """Hillside wants two people, and has blocked Kari and Nora."""
    own_settings.change(office, cast.hillside, SETTING, "on")
    block(office, cast.kari, cast.nora, reason="court order")
    return cast


def blocked(cast: Cast) -> bool:
    return relationship(cast.kari, cast.nora).state == RelationshipState.BLOCKED


def test_r_052_k27_one_asks_and_another_confirms(two: Cast) -> None:
    asked = unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    assert asked.state == RelationshipState.BLOCKED
    assert blocked(two)
    done = unblock(by(two.admin), two.kari, two.nora, reason="I have read the order.")
    assert done.state == RelationshipState.ENDED
    question = Question.objects.get(kind=QuestionKind.BLOCK_LIFT)
    assert (question.answer, question.answered_by) == (Answer.LIFTED, two.admin.pk)
    acts = [(each.action, each.actor_id) for each in Entry.objects.order_by("pk")][-2:]
    assert acts == [
        ("relationship.lift-asked", two.henry.pk),
        ("relationship.unblocked", two.admin.pk),
    ]


def test_k27_nobody_confirms_the_own_request(two: Cast) -> None:
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    for _again in range(2):
        with pytest.raises(SecondNeeded, match="Someone else"):
            unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    assert blocked(two)


def test_k27_two_accounts_that_became_one_are_one_person(two: Cast) -> None:
    other = person("henry.two", "school-administrator", two.hillside, given_name="Henry")
    unblock(by(other), two.kari, two.nora, reason=WHY)
    merged(two.henry, other)
    with pytest.raises(SecondNeeded):
        unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    unblock(by(two.admin), two.kari, two.nora, reason=WHY)
    assert not blocked(two)


def test_k27_the_command_line_says_whose_act_it_is(two: Cast, office: Actor) -> None:
    with pytest.raises(SecondNeeded, match="--as"):
        unblock(office, two.kari, two.nora, reason=WHY)
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    with pytest.raises(SecondNeeded, match="--as"):
        unblock(office, two.kari, two.nora, reason=WHY)
    assert blocked(two)


def test_acc_14_nobody_of_the_family_asks_or_confirms(two: Cast) -> None:
    connected(two.henry, two.nora)
    for actor in (by(two.henry), by(two.kari), by(two.jonas)):
        with pytest.raises(OwnFamily):
            unblock(actor, two.kari, two.nora, reason=WHY)
        with pytest.raises(OwnFamily):
            review(actor, two.kari, two.nora, Ground())
    assert not Question.objects.exists()


def test_k27_a_new_block_is_not_lifted_by_an_old_request(two: Cast, office: Actor) -> None:
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    own_settings.change(office, two.hillside, SETTING, "off")
    old = Question.objects.get(kind=QuestionKind.BLOCK_LIFT)
    unblock(by(two.admin), two.kari, two.nora, reason=WHY)
    Question.objects.filter(pk=old.pk).update(answer=Answer.OPEN)  # whatever became of it
    block(office, two.kari, two.nora, reason="another order")
    own_settings.change(office, two.hillside, SETTING, "on")
    unblock(by(two.admin), two.kari, two.nora, reason=WHY)
    assert blocked(two)
    rows = inbox_list.page(of_command_line(), inbox_list.Wanted()).rows
    assert [each.question.pk for each in rows if each.question] != [old.pk]


def test_k27_who_no_longer_works_here_has_asked_for_nothing(two: Cast) -> None:
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    Person.objects.filter(pk=two.henry.pk).update(state="trashed")
    unblock(by(two.admin), two.kari, two.nora, reason=WHY)
    assert blocked(two)
    assert Question.objects.get().detail["asked_by"] == two.admin.pk


def test_a_request_is_refused_and_may_be_made_again(two: Cast) -> None:
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    keep(by(two.admin), Question.objects.get(), reason="The order stands.")
    assert blocked(two)
    with pytest.raises(NotAsked):
        ask_again(by(two.admin), Question.objects.get())
    unblock(by(two.henry), two.kari, two.nora, reason="Look again.")
    assert blocked(two)
    assert Question.objects.filter(answer=Answer.OPEN).count() == 1


def test_whoever_reviews_the_block_and_keeps_it_refuses_the_request(two: Cast) -> None:
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    review(by(two.admin), two.kari, two.nora, Ground("court-order"), reason="It stands.")
    assert Question.objects.get().answer == Answer.KEPT
    unblock(by(two.admin), two.kari, two.nora, reason=WHY)
    assert blocked(two)


def test_k15_one_person_lifts_where_nobody_wants_two(cast: Cast, office: Actor) -> None:
    block(office, cast.kari, cast.nora, reason="court order")
    unblock(office, cast.kari, cast.nora, reason=WHY)
    assert not blocked(cast)


def test_k27_the_strictest_of_all_places_counts(cast: Cast, office: Actor) -> None:
    def said(place: Organisation, value: str) -> None:
        own_settings.change(office, place, SETTING, value)

    assert not second_person.needed(cast.nora)
    said(cast.class_5a, "on")
    assert (second_person.needed(cast.nora), second_person.needed(cast.elias)) == (True, False)
    said(cast.class_5a, "")
    said(cast.lakeside, "on")
    assert not second_person.needed(cast.nora)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    assert second_person.needed(cast.nora)
    said(cast.lakeside, "")
    settings.change(office, SETTING, "on")
    said(cast.hillside, "off")
    said(cast.class_5a, "off")
    assert second_person.needed(cast.nora)
    assert second_person.needed(person("no.place", "pupil"))


def test_k27_asking_a_declined_proposal_again_lifts_no_block_alone(
    cast: Cast, office: Actor
) -> None:
    imported(CUSTODY + "P-9,Vera,Stranger,no,H-1\n")
    disconnect(office, cast.stranger, cast.nora, reason="no right")
    own_settings.change(office, cast.hillside, SETTING, "on")
    with pytest.raises(SecondNeeded):
        ask_again(by(cast.admin), Question.objects.get(answer=Answer.DECLINED), reason="Really?")
    assert relationship(cast.stranger, cast.nora).state == RelationshipState.BLOCKED


def test_k27_a_merge_of_two_blocks_forgets_what_was_asked_of_one(
    cast: Cast,
    office: Actor,
    twin: Person,  # noqa: F811  # the fixture
) -> None:
    own_settings.change(office, cast.lakeside, SETTING, "on")
    block(office, cast.kari, cast.theo, reason="order A")
    block(office, twin, cast.theo, reason="order B")
    unblock(by(cast.lara), cast.kari, cast.theo, reason=WHY)
    merged(cast.kari, twin, by=OFFICE)
    unblock(by(cast.admin), cast.kari, cast.theo, reason=WHY)
    assert relationship(cast.kari, cast.theo).state == RelationshipState.BLOCKED


def test_k27_a_merge_keeps_a_request_about_the_one_block(
    cast: Cast,
    office: Actor,
    twin: Person,  # noqa: F811  # the fixture
) -> None:
    own_settings.change(office, cast.lakeside, SETTING, "on")
    block(office, twin, cast.theo, reason="order B")
    unblock(by(cast.lara), twin, cast.theo, reason=WHY)
    merged(cast.kari, twin, by=OFFICE)
    unblock(by(cast.admin), cast.kari, cast.theo, reason=WHY)
    assert relationship(cast.kari, cast.theo).state == RelationshipState.ENDED


def test_k14_the_request_is_asked_of_who_may_lift_the_block(two: Cast) -> None:
    unblock(by(two.henry), two.kari, two.nora, reason=WHY)
    asked = {
        each: [one.kind for one in inbox_list.page(of_command_line(each), inbox_list.Wanted()).rows]
        for each in (two.admin, two.henry, two.lara, two.maria, two.kari)
    }
    kinds = [QuestionKind.BLOCK_LIFT.value]
    assert [*asked.values()] == [kinds, kinds, [], [], []]
    told = " ".join(explain(two.kari, two.nora, grounds=True).because)
    assert "Until someone else confirms it, the block stands." in told
