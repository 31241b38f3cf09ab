"""A block of content of a child's page: what it needs, what it reads, and what it says if empty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.opened import AskedByPage
from kinkeeper.records.visibility import Seen
from kinkeeper.roster.vocabulary import Area


@dataclass(frozen=True)
class Asking:
    """Of which child a block is asked, by which parent, and when. `alone`: on the block's own page,
    which has room for all of it."""

    parent: Person
    mine: Mapping[Person, Child]
    child: Child
    moment: datetime
    alone: bool = False

    @property
    def pupil(self) -> Person:
        return next(person for person, child in self.mine.items() if child == self.child)

    def found(self, wanted: Mapping[Seen, str], days: int = 0, **more: object) -> Family:
        """What is seen of all own children, narrowed by SQL (`Seen.rows`)."""
        seen = {person: child for person, child in self.mine.items() if child.areas}
        found = AskedByPage(self.parent.pk, self.moment).some(wanted, days, **more)
        return Family(seen, found, self.moment)


@dataclass(frozen=True)
class Block:
    """`area` is the right that it needs; None: it looks at the child's areas itself. `read` gives
    what its template calls `said`: nothing (None) where the child has no such block, something
    empty where there is nothing to show. `aside`: in the second column, where there are two.
    `more`: its own page has more than the child's page."""

    title: str | Promise
    area: Area | None
    empty: str | Promise
    order: int
    read: Callable[[Asking], Any]
    aside: bool = False
    more: bool = False

    def is_for(self, child: Child) -> bool:
        return self.area is None or self.area in child.areas
