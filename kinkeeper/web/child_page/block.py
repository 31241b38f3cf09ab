"""A block of content of a child's page: what it needs, what it reads, and what it says if empty."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from kinkeeper.from_home.told_absence import by_child, to_asking_parent
from kinkeeper.parent_features.in_force import Layouts
from kinkeeper.people.models import Person
from kinkeeper.readings import meetings
from kinkeeper.readings.children import Child, Teacher, teachers_of
from kinkeeper.readings.meetings import Meeting
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.absence import Judged, judged
from kinkeeper.records.models import Attendance
from kinkeeper.records.opened import AskedByPage, Found
from kinkeeper.records.visibility import Seen
from kinkeeper.roster.vocabulary import Area


@dataclass(frozen=True)
class Asking:
    """Of which child a block is asked, by which parent, and when. `alone`: on the block's own page,
    which has room for all of it. `block` is the name of the one that reads."""

    parent: Person
    mine: Mapping[Person, Child]
    child: Child
    moment: datetime
    layouts: Layouts
    block: str = ""
    alone: bool = False

    @property
    def pupil(self) -> Person:
        return next(person for person, child in self.mine.items() if child == self.child)

    def found(self, wanted: Mapping[Seen, str], days: int = 0, **more: object) -> Family:
        """What is seen of all own children, narrowed by SQL (`Seen.rows`), but for what a school
        shows in no such block."""
        seen = {person: child for person, child in self.mine.items() if child.areas}
        found = AskedByPage(self.parent.pk, self.moment).some(wanted, days, **more)
        return Family(seen, self._without_hidden(found), self.moment)

    def meetings(self) -> list[Meeting]:
        found = meetings.of_parent(self.parent, self.mine)
        return [each for each in found if each.child == self.child]

    def teachers(self) -> list[Teacher]:
        return teachers_of(self.child)

    def judged(self, marks: Iterable[Attendance]) -> list[Judged]:
        return judged(marks, by_child(to_asking_parent()))

    def schools_that_hide(self, block: str, found: Found) -> set[int]:
        layouts = self.layouts.knowing(place.path for place in found.places)
        return {
            place.school_id
            for place in found.places
            if not layouts.at(place.path).layout.of(block).shown
        }

    def _without_hidden(self, found: Found) -> Found:
        hidden = self.schools_that_hide(self.block, found)
        return found.without(hidden) if hidden else found


@dataclass(frozen=True)
class Block:
    """`area` is the right that it needs; None: it looks at the child's areas itself. `read` gives
    what its template calls `said`: nothing (None) where the child has no such block, something
    empty where there is nothing to show. `more`: its own page has more than the child's page.
    `order` is its place where no school says otherwise, `about` a line for who arranges."""

    title: str | Promise
    area: Area | None
    empty: str | Promise
    order: int
    read: Callable[[Asking], Any]
    more: bool = False
    about: str | Promise = ""

    def is_for(self, child: Child) -> bool:
        return self.area is None or self.area in child.areas
