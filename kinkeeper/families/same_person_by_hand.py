"""By hand: whether another name is still the same person, and what need not be asked then (K32)."""

from collections.abc import Mapping, Sequence
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
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person, PersonState
from kinkeeper.roster.match.same_person import Bearer, same_person
from kinkeeper.roster.text.names import strict_words

TOGETHER = (RelationshipState.ACTIVE, RelationshipState.PROPOSED)


def bearer(values: Mapping[str, Any]) -> Bearer:
    """Of the fields of a person; a birth date may be a date or a text."""
    return Bearer(
        values["given_name"] or "", values["family_name"] or "", str(values["birth_date"] or "")
    )


def bearer_of(person: Person) -> Bearer:
    return bearer(vars(person))


def relatives(*accounts: Person) -> list[Bearer]:
    """The other parents of the children of these accounts, and the other children of their
    parents."""
    relationships = Relationship.objects.filter(state__in=TOGETHER)
    children = relationships.filter(parent__in=accounts).values("child_id")
    parents = relationships.filter(child__in=accounts).values("parent_id")
    kin = Person.objects.filter(
        Q(pk__in=relationships.filter(child__in=children).values("parent_id"))
        | Q(pk__in=relationships.filter(parent__in=parents).values("child_id"))
    )
    others = kin.exclude(pk__in=[each.pk for each in accounts])
    return [bearer_of(each) for each in others.exclude(state=PersonState.TRASHED)]


@whole_site()
def still_the_same(person: Person, changed: Mapping[str, Any]) -> bool:
    """Whether a hand may write these values without saying that it is still the same person."""
    now = bearer(vars(person) | dict(changed))
    was = bearer_of(person)
    return was == now or same_person(was, now, by_key=True, others=relatives(person))


@whole_site()
def one_person(kept: Person, gone: Person) -> bool:
    """Whether two accounts may become one without saying that they are one person's. No key found
    the one for the other."""
    others = relatives(kept, gone)
    return same_person(bearer_of(kept), bearer_of(gone), by_key=False, others=others)


def settle(person: Person) -> None:
    """A hand has written who a file says that the person is: nobody need be asked any more. Where
    the file would give somebody a key whatever the name, it is the key that answers."""
    asked = Question.objects.filter(
        kind=QuestionKind.OTHER_PERSON, parent=person, answer=Answer.OPEN
    )
    for each in asked:
        changes = each.detail.get("changes", {})
        if "sync_key" in changes and not person.sync_key:
            continue
        if _says(each.value, changes.get("birth_date"), person):
            Question.objects.filter(pk=each.pk, answer=Answer.OPEN).update(
                answer=Answer.SETTLED, answered_at=Now()
            )


def _says(name: str, born: Sequence[str | None] | None, person: Person) -> bool:
    """Whether a file that has this name, and this change of the birth date, says who is here."""
    now = bearer_of(person)
    alike = strict_words(name) == strict_words(now.given_name, now.family_name)
    return (alike or not name) and (born is None or (born[1] or "") in {"", now.birth_date})
