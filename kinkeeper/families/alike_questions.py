"""Questions of who is meant whose differences are alike: what is of one kind, and when the answers
to a few may be given to the rest, too (K32).

Nobody answers what was not shown: the page lists each relationship, and each is answered on its own
here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kinkeeper.families.answer_question import other, same
from kinkeeper.families.models import Answer, Question, QuestionKind
from kinkeeper.families.refusals import NotAsked
from kinkeeper.families.same_person_by_hand import bearer
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.roster.match.differences import Difference, difference_kind
from kinkeeper.roster.match.rivals import mark_of
from kinkeeper.roster.match.same_person import Bearer

SAMPLE = 3
ACTS = {Answer.SAME: same, Answer.OTHER: other}
# Where one of these is another, too, it is not the name alone.
BESIDE = {"sync_key", "username", "email", "phone"}


@dataclass(frozen=True)
class Sample:
    """What one person answered to each of these, one by one."""

    answer: Answer
    questions: Sequence[Question]


def difference_of(question: Question) -> Difference | None:
    """The kind of an open or answered question. None where it is answered alone: it has no kind,
    what it asks is no longer what was asked, it was about an account that was merged away, a person
    without a key would get children by it, or somebody took the tick or the answer back."""
    person, detail = question.parent, question.detail
    if question.kind != QuestionKind.OTHER_PERSON or person is None or question.was:
        return None
    if question.answer == Answer.OPEN and "together" in detail:
        return None
    if not BESIDE.isdisjoint(detail.get("changes", {})):
        return None
    if detail.get("children") and not person.sync_key:
        return None
    stored, said = _sides(question, person)
    if question.mark not in {mark_of(stored, said), mark_of(stored, replace(said, birth_date=""))}:
        return None
    return difference_kind(stored, said)


def _sides(question: Question, person: Person) -> tuple[Bearer, Bearer]:
    """Who is here and whom the file names. Whoever was answered about may bear the file's name by
    now: what stood here then is kept."""
    changes = question.detail.get("changes", {})
    before = {} if question.answer == Answer.OPEN else {n: was for n, (was, _is) in changes.items()}
    stored, said = vars(person) | before, {name: text for name, (_was, text) in changes.items()}
    return bearer(stored), bearer(stored | said)


def sample_of(answers: Collection[Question]) -> Sample | None:
    """`answers` are one person's, of one kind and one import. None where fewer than a sample were
    answered one by one, or two answers differ."""
    given = {each.answer for each in answers}
    if len(given) != 1 or not given <= set(ACTS) or len(answers) < SAMPLE:
        return None
    # whoever answers a question answers others about the same person with it, at the same time
    at = {each.answered_at: each for each in answers}
    together = Question.objects.filter(answered_at__in=at, detail__together=True)
    for moment in set(together.values_list("answered_at", flat=True)):
        at.pop(moment, None)
    return Sample(Answer(given.pop()), list(at.values())) if len(at) >= SAMPLE else None


def answer(actor: Actor, asked: Iterable[Question], given: Answer) -> list[Question]:
    """Answers each in a transaction and with a line in the journal of its own. What somebody has
    answered meanwhile is left as it is and returned."""
    late = []
    for each in asked:
        try:
            ACTS[given](actor, each, together=True)
        except NotAsked:
            late.append(each)
    return late


def set_apart(asked: Iterable[Question]) -> None:
    """These are answered alone from now on: somebody looked at them and took the tick away."""
    for each in asked:
        detail = each.detail | {"together": False}
        Question.objects.filter(pk=each.pk, answer=Answer.OPEN).update(detail=detail)
