"""How a file names the child of a proposal where it has no key (`match.described`)."""

from collections.abc import Iterable

from kinkeeper.families.models import Answer, Question, QuestionKind, Relationship
from kinkeeper.roster.cells.claim_words import DESCRIBED


def with_names(relationships: Iterable[Relationship | None]) -> None:
    """Gives those of these proposals `named_as`, an empty text where nothing is kept. The two are
    the viewer's already."""
    mine = [each for each in relationships if each is not None and each.reason == DESCRIBED]
    if not mine:
        return
    asked = Question.objects.filter(
        kind=QuestionKind.PROPOSED,
        answer=Answer.OPEN,
        parent__in=[each.parent_id for each in mine],
        child__in=[each.child_id for each in mine],
    )
    rows = asked.values_list("parent_id", "child_id", "value")
    names = {(parent, child): value for parent, child, value in rows}
    for each in mine:
        each.named_as = names.get((each.parent_id, each.child_id), "")
