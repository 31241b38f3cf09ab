"""Which questions of who is meant are of one kind, and what makes a sample."""

import pytest

from kinkeeper.families import alike_questions, answer_question
from kinkeeper.families.alike_questions import difference_of, sample_of
from kinkeeper.families.models import Answer, Question, QuestionKind
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.merge import merge
from tests.alike import HEAD, asked, asked_again, opened, say
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db
PARENTS = "SyncID,Username,First name,Last name,E-mail,ChildID\n"


def parents(row: str, then: str) -> Question:
    """What a row asks about somebody whom the first one made."""
    imported(PARENTS + row)
    imported(PARENTS + then)
    return Question.objects.get()


def kinds(questions: list[Question]) -> set[str | None]:
    return {difference_of(each) for each in questions}


def test_a_question_keeps_its_kind_once_the_file_went_through(cast: Cast) -> None:
    roster_import = asked(4)
    say(cast.admin, roster_import, "same", "same", "same")
    asked_again(4, overwrite="all")
    assert str(Person.objects.get(sync_key="c1").birth_date) == "2012-02-12"
    answered = list(Question.objects.filter(answer="same"))
    assert kinds(answered) == {"day-and-month"}
    assert sample_of(answered) is not None


def test_another_family_name_found_by_username_is_of_a_kind() -> None:
    it = parents(",rea,Rea,Holm,,\n", ",rea,Rea,Lund,,\n")
    assert (it.kind, difference_of(it)) == (QuestionKind.OTHER_PERSON, "family-name")


@pytest.mark.usefixtures("cast")
def test_children_of_a_keyless_person_are_answered_alone() -> None:
    it = parents(",rea,Rea,Holm,,\n", ",rea,Rea,Lund,,H-1\n")
    assert (it.kind, it.detail["children"]) == (QuestionKind.OTHER_PERSON, 1)
    assert difference_of(it) is None


def test_a_key_for_a_keyless_person_is_answered_alone() -> None:
    it = parents(",rea,Rea,Holm,,\n", "p7,rea,Rea,Holm,,\n")
    assert it.kind == QuestionKind.OTHER_PERSON
    assert difference_of(it) is None


def test_another_address_beside_the_name_is_answered_alone() -> None:
    it = parents(",rea,Rea,Holm,a@example.org,\n", ",rea,Rea,Lund,b@example.org,\n")
    assert "email" in it.detail["changes"]
    assert difference_of(it) is None


def test_quite_another_name_is_answered_alone() -> None:
    assert difference_of(parents("p7,,Rea,Holm,,\n", "p7,,Bo,Tang,,\n")) is None


def test_a_person_whom_a_hand_changed_since_is_answered_alone() -> None:
    [it] = opened(asked(1))
    assert difference_of(it) == "day-and-month"
    assert it.parent is not None
    Person.objects.filter(pk=it.parent.pk).update(family_name="Lund")
    assert difference_of(Question.objects.get()) is None


def test_a_question_that_a_merge_moved_is_answered_alone(office: Actor) -> None:
    [it] = opened(asked(1))
    imported(HEAD + "k9,Kidaa,Moec,\n", profile="pupil")
    kept, gone = Person.objects.get(sync_key="k9"), it.parent
    assert gone is not None
    merge(office, kept, gone, reason="one child", reach=WHOLE_SITE)
    it.refresh_from_db()
    assert it.parent_id == kept.pk
    assert difference_of(it) is None


@pytest.mark.parametrize(
    "kind", [QuestionKind.KEY_LED_ELSEWHERE, QuestionKind.ROWS_DISAGREE, QuestionKind.RELEASE]
)
def test_no_other_question_is_answered_together(kind: QuestionKind) -> None:
    [it] = opened(asked(1))
    it.kind = kind
    assert difference_of(it) is None


@pytest.mark.parametrize(
    ("answers", "given"),
    [
        (["same"] * 2, None),
        (["same"] * 3, Answer.SAME),
        (["other"] * 4, Answer.OTHER),
        (["same", "same", "other"], None),
        (["same", "same", "same", "other"], None),
    ],
)
def test_a_sample_is_three_alike(cast: Cast, answers: list[str], given: str | None) -> None:
    say(cast.admin, asked(5), *answers)
    sample = sample_of(list(Question.objects.exclude(answer="")))
    assert (sample.answer if sample else None) == given


def test_what_is_left_as_it_is_makes_no_sample(cast: Cast, office: Actor) -> None:
    roster_import = asked(5)
    for each in opened(roster_import)[:4]:
        answer_question.keep(office, each)
    assert sample_of(list(Question.objects.exclude(answer=""))) is None


def test_answers_given_at_one_time_count_once(cast: Cast) -> None:
    """As where one answer answers the same question of other imports, too."""
    say(cast.admin, asked(4), "same", "same", "same", "same")
    answered = list(Question.objects.order_by("pk"))
    assert sample_of(answered) is not None
    for each in answered[1:3]:
        each.answered_at = answered[0].answered_at
    assert sample_of(answered) is None


def test_what_was_answered_with_one_that_was_answered_together_is_no_sample(cast: Cast) -> None:
    roster_import = asked(6)
    say(cast.admin, roster_import, "same", "same", "same", "same")
    answered = list(Question.objects.filter(answer="same"))
    for each, foreign in zip(answered[:2], opened(roster_import), strict=True):
        Question.objects.filter(pk=foreign.pk).update(
            answer="same", answered_at=each.answered_at, detail=foreign.detail | {"together": True}
        )
    assert sample_of(answered) is None
    assert sample_of(answered[2:]) is None


def test_late_ones_are_told_and_the_rest_is_answered(cast: Cast, office: Actor) -> None:
    roster_import = asked(4)
    stale = opened(roster_import)
    say(cast.admin, roster_import, "other")
    late = alike_questions.answer(office, stale, Answer.SAME)
    assert late == stale[:1]
    found = Question.objects.order_by("asked_at", "pk").values_list("answer", flat=True)
    assert list(found) == ["other", "same", "same", "same"]
    assert Entry.objects.filter(action="question.same").count() == 3


def test_one_that_is_set_apart_stays_so_until_it_is_answered(cast: Cast) -> None:
    roster_import = asked(2)
    first, second = opened(roster_import)
    alike_questions.set_apart([first])
    asked_again(2)
    first, second = opened(roster_import)
    assert (difference_of(first), difference_of(second)) == (None, "day-and-month")
    assert "changes" in first.detail
    say(cast.admin, roster_import, "same")
    first.refresh_from_db()
    assert difference_of(first) == "day-and-month"  # answered alone, it is an example again
