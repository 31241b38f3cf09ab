"""One question of who is meant, asked by imports of two reaches, has one answer."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.families import answer_question, reopen_question
from kinkeeper.families.models import Answer, Question, QuestionKind
from kinkeeper.families.refusals import NotAsked
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import inbox
from kinkeeper.registry.edit import edit
from kinkeeper.registry.former_keys import move_asked, move_key
from tests.asking import kinds
from tests.cast import Cast, person
from tests.importing import edges, imported, planned, undone

pytestmark = pytest.mark.django_db
FILE = "SyncID,First name,Last name,ChildID\nP-1,Bo,Tang,H-1\nP-1,Bo,Tang,L-1\n"
PUPILS = "SyncID,First name,Last name\nH-1,Una,Lie\n"


@pytest.fixture
def both(cast: Cast) -> Person:
    """An administrator of both schools; Henry has Hillside alone."""
    return person("bo.both", Profile.SCHOOL_ADMINISTRATOR, cast.hillside, cast.lakeside)


def asked_twice(cast: Cast, both: Person) -> tuple[Question, Question]:
    """By Henry and by the administrator of both schools, each for a place of their own."""
    imported(FILE, by=cast.henry, organisation="Hillside")
    imported(FILE, by=both, organisation="Hillside/5A")
    one, other = Question.objects.order_by("pk")
    assert one.reach != other.reach
    assert (one.parent, one.mark) == (other.parent, other.mark)
    return one, other


def of(who: Person) -> Actor:
    return viewer.of_command_line(who).actor


def people(roster_import: Import) -> dict[str, int]:
    found: dict[str, int] = roster_import.counts["people"]
    return found


@pytest.mark.parametrize("first", [0, 1])
def test_k32_an_answer_is_given_to_the_twins(cast: Cast, both: Person, first: int) -> None:
    twins = asked_twice(cast, both)
    answer_question.same(of(cast.henry), twins[first], reason="a marriage")
    assert (kinds(cast.henry), kinds(both), kinds()) == ([], [], [])
    with pytest.raises(NotAsked):
        answer_question.other(of(both), twins[1 - first])
    assert set(Question.objects.values_list("answer", "reason")) == {("same", "a marriage")}
    assert Entry.objects.filter(action="question.same").count() == 2
    imported(FILE, by=both, organisation="Hillside/5A")
    assert {("P-1", "H-1"), ("P-1", "L-1")} <= edges()


def test_k32_somebody_else_for_one_is_somebody_else_for_the_other(cast: Cast, both: Person) -> None:
    one, _other = asked_twice(cast, both)
    answer_question.other(of(cast.henry), one)
    roster_import = planned(FILE, by=both, organisation="Hillside/5A")
    assert people(roster_import)["rejected"] == 2


def test_asking_again_asks_the_twins_again(cast: Cast, both: Person) -> None:
    one, other = asked_twice(cast, both)
    answer_question.same(of(cast.henry), one)
    late = planned(FILE, by=both, organisation="Hillside/5A")
    other.refresh_from_db()
    reopen_question.ask_again(of(both), other)
    assert (kinds(cast.henry), kinds(both)) == (
        [QuestionKind.OTHER_PERSON],
        [QuestionKind.OTHER_PERSON] * 2,
    )
    with pytest.raises(Stale):
        apply(late, of(both))


def test_k32_asking_again_asks_the_twin_whose_import_was_undone(cast: Cast, both: Person) -> None:
    one, other = asked_twice(cast, both)
    answer_question.same(of(cast.henry), one)
    undone(Import.objects.earliest("pk"))
    other.refresh_from_db()
    reopen_question.ask_again(of(both), other)
    assert set(Question.objects.values_list("answer", flat=True)) == {""}


def test_asking_again_leaves_what_was_answered_by_itself(cast: Cast, both: Person) -> None:
    imported(FILE, by=cast.henry, organisation="Hillside")
    answer_question.same(of(cast.henry), Question.objects.get())
    imported(FILE, by=both, organisation="Hillside/5A")
    second = Question.objects.get(answer="")
    answer_question.other(of(both), second)
    reopen_question.ask_again(of(both), second)
    assert set(Question.objects.values_list("answer", flat=True)) == {"", "same"}


def test_k10_an_answer_of_another_series_carries_no_plan(cast: Cast, both: Person) -> None:
    """The one who has decided says otherwise now; that another series goes on is not theirs."""
    asked_twice(cast, both)
    answer_question.same(of(cast.henry), Question.objects.earliest("pk"))
    late = planned(FILE, by=both, organisation="Hillside/5A")
    mine = Question.objects.latest("pk")
    Question.objects.filter(pk=mine.pk).update(answer=Answer.OTHER)
    with pytest.raises(Stale):
        apply(late, of(both))


def test_k34_a_former_key_is_asked_about_once(cast: Cast, both: Person) -> None:
    edit(of(both), cast.nora, {"sync_key": "H-100"}, reach=WHOLE_SITE)
    for who, place in ((cast.henry, "Hillside"), (both, "Hillside/5A")):
        imported(PUPILS, profile="pupil", by=who, organisation=place)
    assert len(kinds()) == 2
    move_asked(of(both), Question.objects.earliest("pk"), "numbered anew", reach=WHOLE_SITE)
    assert kinds() == []


def test_k34_a_key_that_a_hand_moved_is_asked_about_no_more(cast: Cast, office: Actor) -> None:
    edit(office, cast.nora, {"sync_key": "H-100"}, reach=WHOLE_SITE)
    imported(PUPILS, profile="pupil")
    assert kinds() == [QuestionKind.KEY_LED_ELSEWHERE]
    move_key(office, "H-1", "numbered anew", reach=WHOLE_SITE)
    assert kinds() == []
    assert not inbox.decided(viewer.of_command_line()).exists()
