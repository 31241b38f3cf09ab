"""Which questions are alike: of one import, about one kind of difference, and with nothing else
that tells them apart (K26, K32, K34).

What is not understood as such a kind is of no group, and answered alone.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kinkeeper.families.decided_proposals import as_asked, imports
from kinkeeper.families.models import (
    Answer,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.same_person_by_hand import bearer
from kinkeeper.people.models import Person
from kinkeeper.roster.fields import OWN
from kinkeeper.roster.match.differences import Difference, difference_kind
from kinkeeper.roster.match.question_marks import KEY_LED, mark_of
from kinkeeper.roster.match.same_person import Bearer, Fit, fit

KINDS = (QuestionKind.PROPOSED, QuestionKind.OTHER_PERSON, QuestionKind.KEY_LED_ELSEWHERE)
# Where one of these is another, too, it is not the name alone.
BESIDE = frozenset(OWN)


class Withheld(StrEnum):
    """Why a file only proposes. A restriction in words is each child's own."""

    KIND = "proposed-kind"
    UNSTATED = "proposed-unstated"
    UNKNOWN = "proposed-unknown"
    NO = "proposed-no"
    DISABLED = "proposed-disabled"
    BY_CLASS = "proposed-described-class"
    BY_BIRTH_DATE = "proposed-described-birth"
    DESCRIBED_UNKNOWN = "proposed-described-unknown"


class KeyMove(StrEnum):
    """A pupil's former key for somebody of quite another name, and whether parents come with it."""

    FREE = "key-free"
    WITH_PARENTS = "key-with-parents"


WITHHELD = {each.removeprefix("proposed-"): each for each in Withheld}
ANSWERS: Mapping[str, Collection[Answer]] = {
    **dict.fromkeys(Difference, (Answer.SAME, Answer.OTHER)),
    **dict.fromkeys(Withheld, (Answer.GRANTED, Answer.DECLINED)),
    # what the file itself denies is granted one by one, and so moves a key that parents come with
    **dict.fromkeys((Withheld.NO, Withheld.DISABLED), (Answer.DECLINED,)),
    KeyMove.FREE: (Answer.KEPT, Answer.MOVED),
    KeyMove.WITH_PARENTS: (Answer.KEPT,),
}

type Open = Question | Relationship


@dataclass(frozen=True)
class Group:
    """`roster_import` was the first to ask; `word` is what the file says of a proposal's kind."""

    roster_import: int
    difference: str
    word: str = ""

    @property
    def slug(self) -> str:
        """How an address names it."""
        if not self.word:
            return str(self.difference)
        return f"{self.difference}.{hashlib.sha256(self.word.encode()).hexdigest()[:10]}"

    @property
    def answers(self) -> Collection[Answer]:
        """What may be answered together."""
        return ANSWERS[self.difference]


def group_of(each: Open, with_parents: Collection[int]) -> Group | None:
    """Of an open or answered question, or of a proposal. `with_parents` are the pupils of whom
    files name parents, of `pupils_with_parents`."""
    if isinstance(each, Relationship):
        return _of_proposal(as_asked(each))
    if each.was or not each.imports:
        return None
    if each.answer == Answer.OPEN and "together" in each.detail:
        return None
    if each.kind == QuestionKind.PROPOSED:
        return None if each.answer == Answer.OPEN else _of_proposal(each.detail)
    difference: str | None = difference_of(each)
    if each.kind == QuestionKind.KEY_LED_ELSEWHERE:
        difference = _of_key(each, with_parents)
    return None if difference is None else Group(each.imports[0], difference)


def pupils_with_parents(questions: Iterable[Open]) -> set[int]:
    """Those about whose former keys it is asked and of whom files name parents."""
    pupils = {
        each.parent_id
        for each in questions
        if isinstance(each, Question) and each.kind == QuestionKind.KEY_LED_ELSEWHERE
    }
    together = [RelationshipState.ACTIVE, RelationshipState.PROPOSED]
    found = Relationship.objects.filter(child__in=pupils, state__in=together)
    said = found.values_list("child_id", "sources")
    return {child for child, sources in said if imports(sources)}


def difference_of(question: Question) -> Difference | None:
    """What alone differs where somebody may be somebody else. None where it is more, where what is
    asked is no longer what was asked, or a person without a key would get children by it."""
    person, detail = question.parent, question.detail
    if question.kind != QuestionKind.OTHER_PERSON or person is None:
        return None
    if not BESIDE.isdisjoint(detail.get("changes", {})):
        return None
    if detail.get("children") and not person.sync_key:
        return None
    stored, said = _sides(question, person)
    if question.mark not in _marks(stored, said):
        return None
    return difference_kind(stored, said)


def _of_key(question: Question, with_parents: Collection[int]) -> KeyMove | None:
    person = question.parent
    if person is None:
        return None
    stored, said = _sides(question, person)
    if question.mark not in {KEY_LED + mark for mark in _marks(stored, said)}:
        return None
    if not said.is_named or fit(stored, said) != Fit.OTHER:
        return None
    return KeyMove.WITH_PARENTS if person.pk in with_parents else KeyMove.FREE


def _of_proposal(asked: Mapping[str, Any]) -> Group | None:
    """None where another file or a hand speaks of the two as well, or the file gives days."""
    difference = WITHHELD.get(asked["reason"])
    if difference is None or len(asked["sources"]) != 1 or not imports(asked["sources"]):
        return None
    if asked.get("starts_on") or asked.get("ends_on"):
        return None
    word = f"{asked['kind']} {asked['kind_text'].strip().casefold()}"
    return Group(imports(asked["sources"])[0], difference, word)


def _marks(stored: Bearer, said: Bearer) -> set[str]:
    return {mark_of(stored, said), mark_of(stored, replace(said, birth_date=""))}


def _sides(question: Question, person: Person) -> tuple[Bearer, Bearer]:
    """Who is here and whom the file names. Whoever was answered about may bear the file's name by
    now: what stood here then is kept."""
    changes = question.detail.get("changes", {})
    before = {} if question.answer == Answer.OPEN else {n: was for n, (was, _is) in changes.items()}
    stored, said = vars(person) | before, {name: text for name, (_was, text) in changes.items()}
    return bearer(stored), bearer(stored | said)
