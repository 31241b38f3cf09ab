"""Asks for the release that an act needs, and shows what a viewer may release (K38, K14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.may_open_account import SHARED_PERSON, WAY_IN, closed_to
from kinkeeper.families.models import Question
from kinkeeper.families.release import ask, concerned
from kinkeeper.people.models import Person
from kinkeeper.readings import looks
from kinkeeper.registry.refusals import Refusal

SHOWN = 50


@dataclass(frozen=True)
class Account:
    """One of the accounts that a release is asked for, and what of it is the viewer's: nothing
    else of it is shown."""

    person: Person
    organisations: Sequence[str] = ()
    children: Sequence[Person] = ()
    pendings: bool = False


@dataclass(frozen=True)
class Release:
    """`act` is what it allows: *way-in*, *contact*, *merge* or *unmerge*; `accounts` are the first
    fifty of `count`."""

    act: str = ""
    count: int = 0
    accounts: Sequence[Account] = field(default_factory=list)


def asked_for(viewer: Viewer, refusal: Refusal, people: Sequence[Person]) -> Question | None:
    """The question that asks for the release, where this is why the act was refused."""
    act = next((each.act for each in refusal.all() if each.code == SHARED_PERSON), None)
    if act is None:
        return None
    return ask(viewer.actor, viewer.reach, [person.pk for person in people], act)


def for_batch(viewer: Viewer, people: Iterable[Person]) -> Question | None:
    """One question for all of a batch who need a release; None where nobody does."""
    closed = closed_to(viewer.reach, [person.pk for person in people], WAY_IN)
    return ask(viewer.actor, viewer.reach, sorted(closed), WAY_IN) if closed else None


def shown(viewer: Viewer, asked: Sequence[Question]) -> Mapping[int, Release]:
    """Question -> what of it the viewer may release."""
    found: dict[int, Release] = {}
    for question in asked:
        parts = concerned(viewer.reach).filter(question=question)
        people = parts.order_by("person").values_list("person", flat=True).distinct()
        first = list(people[:SHOWN])
        mine = parts.filter(person__in=first).select_related("person", "organisation", "child")
        looks.shows(viewer, *(p for part in mine for p in (part.person, part.child)))
        accounts = {pk: [part for part in mine if part.person_id == pk] for pk in first}
        found[question.pk] = Release(
            question.act.partition(":")[0],
            people.count(),
            [
                Account(
                    of_one[0].person,
                    [part.organisation.path for part in of_one if part.organisation is not None],
                    [part.child for part in of_one if part.child is not None],
                    any(part.pending is not None for part in of_one),
                )
                for of_one in accounts.values()
            ],
        )
    return found
