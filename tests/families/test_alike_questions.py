"""Which questions of who is meant are of one kind, and what makes a sample."""

import pytest

from kinkeeper.families import alike_questions, answer_question
from kinkeeper.families.alike_groups import Group, group_of
from kinkeeper.families.alike_questions import SAMPLE, Sample, sample_of
from kinkeeper.families.models import Answer, Question, QuestionKind
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry import answer_together
from kinkeeper.registry.answer_together import Given
from kinkeeper.registry.merge import merge
from kinkeeper.roster.match.differences import Difference
from tests.alike import HEAD, asked, asked_again, opened, sampled, say
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db
PARENTS = "SyncID,Username,First name,Last name,E-mail,ChildID\n"


def parents(row: str, then: str) -> Question:
    """What a row asks about somebody whom the first one made."""
    imported(PARENTS + row)
    imported(PARENTS + then)
    return Question.objects.get()


def sample(by: Person, roster_import: Import) -> Sample:
    group = Group(roster_import.pk, Difference.DAY_AND_MONTH)
    questions = Question.objects.filter(imports__0=roster_import.pk)
    mine = [each for each in questions if group_of(each, ()) == group]
    answers = [each for each in mine if each.answer]
    return sample_of(group, [each for each in mine if not each.answer], answers, by.pk)


def difference_of(question: Question) -> str | None:
    group = group_of(question, ())
    return None if group is None else group.difference


def kinds(questions: list[Question]) -> set[str | None]:
    return {difference_of(each) for each in questions}


def test_a_question_keeps_its_kind_once_the_file_went_through(cast: Cast) -> None:
    roster_import = asked(SAMPLE + 1)
    sampled(cast.admin, roster_import)
    asked_again(SAMPLE + 1, overwrite="all")
    answered = list(Question.objects.filter(answer="same"))
    for each in answered:
        assert each.parent is not None
        assert str(each.parent.birth_date) == each.detail["changes"]["birth_date"][1]
    assert kinds(answered) == {"day-and-month"}
    assert sample(cast.admin, roster_import).answer == "same"


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
        (["same"] * 4, None),
        (["same"] * 5, Answer.SAME),
        (["other"] * 6, Answer.OTHER),
        (["same"] * 4 + ["other"], None),
        (["same"] * 5 + ["other"], None),
    ],
)
def test_a_sample_is_five_alike(cast: Cast, answers: list[str], given: str | None) -> None:
    roster_import = asked(7)
    say(cast.admin, roster_import, *answers)
    assert sample(cast.admin, roster_import).answer == given
    assert sample(cast.henry, roster_import).answer is None


def test_the_sample_is_drawn_and_nobody_chooses_it(cast: Cast) -> None:
    roster_import = asked(12)
    last = [each.pk for each in sorted(opened(roster_import), key=alike_questions.lot)[SAMPLE:]]
    for each in Question.objects.filter(pk__in=last):
        answer_question.same(Actor(cast.admin.pk, "Anna", "a test"), each)
    found = sample(cast.admin, roster_import)
    assert (len(found.left), found.answer) == (SAMPLE, None)


def test_what_is_left_as_it_is_makes_no_sample(cast: Cast, office: Actor) -> None:
    roster_import = asked(SAMPLE + 2)
    for each in opened(roster_import)[: SAMPLE + 1]:
        answer_question.keep(Actor(cast.admin.pk, "Anna", "a test"), each)
    assert sample(cast.admin, roster_import).differ


def test_answers_given_at_one_time_count_once(cast: Cast) -> None:
    """As where one answer answers the same question of other imports, too."""
    roster_import = asked(SAMPLE + 1)
    say(cast.admin, roster_import, *["same"] * (SAMPLE + 1))
    assert sample(cast.admin, roster_import).answer == "same"
    answered = list(Question.objects.order_by("pk"))
    Question.objects.filter(pk__in=[each.pk for each in answered[1:3]]).update(
        answered_at=answered[0].answered_at
    )
    assert sample(cast.admin, roster_import).answer is None


def test_what_was_answered_with_one_that_was_answered_together_is_no_sample(cast: Cast) -> None:
    roster_import = asked(SAMPLE + 2)
    sampled(cast.admin, roster_import)
    answered = list(Question.objects.filter(answer="same"))
    for each, foreign in zip(answered[:2], opened(roster_import), strict=True):
        Question.objects.filter(pk=foreign.pk).update(
            answer="same", answered_at=each.answered_at, detail=foreign.detail | {"together": True}
        )
    assert sample(cast.admin, roster_import).answer is None


def test_late_ones_are_told_and_the_rest_is_answered(cast: Cast, office: Actor) -> None:
    roster_import = asked(4)
    stale = opened(roster_import)
    say(cast.admin, roster_import, "other")
    group = Group(roster_import.pk, Difference.DAY_AND_MONTH)
    late = answer_together.answer(office, stale, Given(group, Answer.SAME, "x", WHOLE_SITE))
    assert [each.pk for each in late] == [Question.objects.get(answer="other").pk]
    assert Question.objects.filter(answer="same").count() == 3
    assert Entry.objects.filter(action="question.same").count() == 3


@pytest.mark.usefixtures("cast")
def test_one_that_is_set_apart_stays_so_until_it_is_answered(office: Actor) -> None:
    roster_import = asked(2)
    first, second = opened(roster_import)
    alike_questions.set_apart([first])
    asked_again(2)
    first, second = opened(roster_import)
    assert (difference_of(first), difference_of(second)) == (None, "day-and-month")
    assert "changes" in first.detail
    answer_question.same(office, first)
    first.refresh_from_db()
    assert difference_of(first) == "day-and-month"  # answered alone, it is an example again
