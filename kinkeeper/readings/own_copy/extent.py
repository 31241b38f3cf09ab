"""How far a copy goes: all of it for its person, less for the office that makes one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import WHOLE_SITE, Reach
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.reach import within
from kinkeeper.readings.own_copy.document import OfChild
from kinkeeper.records.models import School
from kinkeeper.roster.vocabulary import Area


@dataclass(frozen=True)
class Extent:
    """`hidden` are people, by internal ID, of whom nothing at all is said (K28). What is of other
    schools than those in `reach` is left out (K14)."""

    reach: Reach = WHOLE_SITE
    hidden: frozenset[int] = frozenset()

    @cached_property
    def _schools(self) -> frozenset[int]:
        found = School.objects.filter(organisation__in=self.reach.ids())
        return frozenset(found.values_list("pk", flat=True))

    def has_school(self, school: int) -> bool:
        return self.reach.whole_site or school in self._schools

    def about[R: QuerySet[Any]](self, rows: R, child: str) -> R:
        """Those about a child of whom something may be said; the field may be empty."""
        mine = rows.exclude(**{f"{child}__in": self.hidden})
        if self.reach.whole_site:
            return mine
        return mine.filter(Q(**{child: None}) | within(self.reach, child))

    def made_here[R: QuerySet[Any]](self, rows: R) -> R:
        """Of rows with the `reach` of who made them, those that reach no further."""
        if self.reach.whole_site:
            return rows
        return rows.filter(reach__isnull=False, reach__contained_by=self.reach.ids())


WHOLE = Extent()


def of_office(viewer: Viewer, person: Person) -> Extent:
    """Of a parent's children none who is protected, whoever asks: as in letters. Of a pupil's
    parents none whom the viewer may not see. Asked outside `whole_site`, where nobody is hidden."""
    hidden = viewer.hidden
    if person.profile != Profile.PUPIL:
        with whole_site():
            hidden |= protected() - {person.pk}
    return Extent(viewer.reach, hidden)


@dataclass(frozen=True)
class Told:
    """Of which children a copy tells what: those listed today, each by its areas (K16)."""

    children: Collection[OfChild]
    extent: Extent
    of: Mapping[int, OfChild] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", {each.number: each for each in self.children})

    def name(self, child: int | None) -> str | None:
        found = self.of.get(child or 0)
        return found.name if found else None

    def seeing(self, *areas: Area) -> set[int]:
        """The children of whom one of these areas is seen; without any: something at all."""
        wanted = set(areas) or set(Area)
        return {number for number, each in self.of.items() if wanted & set(each.areas)}
