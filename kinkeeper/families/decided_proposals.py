"""Remembers how a person decided a proposal, so that it can be shown and taken back."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from kinkeeper.families.models import Answer, Question, QuestionKind, Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.roster.fields import RELATIONSHIP

IMPORT = "import:"


def as_asked(relationship: Relationship) -> dict[str, Any]:
    """What is needed to ask about the relationship again as it stands now."""
    return {
        "reason": relationship.reason,
        "sources": list(relationship.sources),
        **{name: _told(getattr(relationship, name)) for name in RELATIONSHIP},
    }


def _told(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def given(actor: Actor, answer: Answer, reason: str) -> dict[str, Any]:
    """The columns of a question that this actor answers now."""
    return {
        "answer": answer,
        "reason": reason.strip()[:2000],
        "answered_at": Now(),
        "answered_by": actor.person_id,
        "answered_by_name": actor.name[:300],
    }


def proposal(
    actor: Actor, relationship: Relationship, answer: Answer, asked: dict[str, Any], reason: str
) -> None:
    """`relationship` as it is after the decision, `asked` as it was before."""
    Question.objects.filter(
        kind=QuestionKind.PROPOSED,
        parent=relationship.parent_id,
        child=relationship.child_id,
        answer=Answer.OPEN,
    ).delete()  # that it was set apart from those alike
    Question.objects.create(
        kind=QuestionKind.PROPOSED,
        parent_id=relationship.parent_id,
        child_id=relationship.child_id,
        detail=asked,
        block_since=relationship.since,
        imports=imports(asked["sources"]),
        **given(actor, answer, reason),
    )


def lifted(actor: Actor, relationship: Relationship, reason: str) -> None:
    """Answers what was asked about the block, before it is gone."""
    asked = Question.objects.filter(
        Q(kind=QuestionKind.HELD_BACK)
        | Q(kind=QuestionKind.BLOCK_LIFT, block_since=relationship.since),
        parent=relationship.parent_id,
        child=relationship.child_id,
        answer=Answer.OPEN,
    )
    asked.update(**given(actor, Answer.LIFTED, reason))


def held_back(relationship: Relationship, source: str, reach: list[int] | None) -> None:
    """A pending relationship met the relationship's block when its child came: asked as where an
    import meets it."""
    said = imports([source])
    about: dict[str, Any] = {
        "parent_id": relationship.parent_id,
        "child_id": relationship.child_id,
        "block_since": relationship.since,
    }
    known = Question.objects.filter(
        kind__in=[QuestionKind.HELD_BACK, QuestionKind.PROPOSED], **about
    )
    if not known.filter(Q(answer=Answer.OPEN) | Q(imports__overlap=said)).exists():
        Question.objects.create(kind=QuestionKind.HELD_BACK, imports=said, reach=reach, **about)


def imports(sources: list[str]) -> list[int]:
    """The numbers of the imports among a relationship's sources, in order."""
    numbers = (source.removeprefix(IMPORT) for source in sources if source.startswith(IMPORT))
    return sorted(int(number) for number in numbers if number.isdecimal())
