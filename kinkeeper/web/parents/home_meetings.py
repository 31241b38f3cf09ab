"""What the home says of meetings: which to book, which are soon, what the school changed, and what
stands no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kinkeeper.people.models import Person
from kinkeeper.readings import meetings
from kinkeeper.readings.children import Child
from kinkeeper.readings.meetings import Held, Meeting


@dataclass(frozen=True)
class HomeMeetings:
    to_book: Sequence[Meeting]
    soon: Sequence[tuple[Meeting, Held]]
    news: Sequence[tuple[Meeting, Held]]
    fallen: Sequence[tuple[Meeting, Held]]
    any: bool


def of(parent: Person, mine: Mapping[Person, Child], only: Child | None) -> HomeMeetings:
    """Of the own children, or of this one."""
    found = meetings.of_parent(parent, mine)
    here = [each for each in found if only in {None, each.child}]
    return HomeMeetings(
        to_book=[each for each in here if each.needs_you],
        soon=meetings.soon(here),
        news=[(each, held) for each in here for held in each.news],
        fallen=[(each, held) for each in here for held in each.fallen],
        any=bool(found),
    )
