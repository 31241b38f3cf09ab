"""By hand: whether another name is still the same person, and what need not be asked then (K32)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from kinkeeper.families.models import (
    Answer,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.people.models import Person, PersonState
from kinkeeper.roster.match.same_person import Bearer, same_person

TOGETHER = (RelationshipState.ACTIVE, RelationshipState.PROPOSED)


def bearer(values: Mapping[str, Any]) -> Bearer:
    """Of the fields of a person; a birth date may be a date or a text."""
    return Bearer(
        values["given_name"] or "", values["family_name"] or "", str(values["birth_date"] or "")
    )


def bearer_of(person: Person) -> Bearer:
    return bearer(vars(person))


def relatives(person: Person) -> list[Bearer]:
    """The other parents of the person's children, and the other children of the person's
    parents."""
    relationships = Relationship.objects.filter(state__in=TOGETHER)
    children = relationships.filter(parent=person).values("child_id")
    parents = relationships.filter(child=person).values("parent_id")
    kin = Person.objects.filter(
        Q(pk__in=relationships.filter(child__in=children).values("parent_id"))
        | Q(pk__in=relationships.filter(parent__in=parents).values("child_id"))
    )
    return [
        bearer_of(each) for each in kin.exclude(pk=person.pk).exclude(state=PersonState.TRASHED)
    ]


def still_the_same(person: Person, changed: Mapping[str, Any]) -> bool:
    """Whether a hand may write these values without saying that it is still the same person."""
    now = bearer(vars(person) | dict(changed))
    was = bearer_of(person)
    return was == now or same_person(was, now, by_key=True, others=relatives(person))


def settle(person: Person, was: Bearer) -> None:
    """A hand has written the name that a file gives the person: nobody need be asked any more."""
    now = bearer_of(person)
    asked = Question.objects.filter(
        kind=QuestionKind.OTHER_PERSON, parent=person, answer=Answer.OPEN
    )
    for each in asked:
        changes = each.detail.get("changes", {})
        said = bearer(
            {name: changes[name][1] if name in changes else value
             for name, value in vars(was).items()}
        )  # fmt: skip
        if same_person(now, said, by_key=True):
            Question.objects.filter(pk=each.pk, answer=Answer.OPEN).update(
                answer=Answer.SETTLED, answered_at=Now()
            )
