"""Whose acts somebody may know by name (K14): the own ones, those of people within reach, and those
of system administrators, who are of every school. Who did anything else is another office."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.reach import within


@dataclass
class ByName:
    """For whoever has this reach and this internal ID (None: nobody's). One query for each lot of
    people who were not looked at before."""

    reach: Reach
    me: int | None = None
    known: dict[int, bool] = field(default_factory=dict)

    def look(self, numbers: Iterable[int | None]) -> None:
        """Before many are named, so that it is one query."""
        new = {number for number in numbers if number is not None} - self.known.keys()
        if self.reach.whole_site or not new:
            return
        administers = Q(profile=Profile.SYSTEM_ADMINISTRATOR)
        found = Person.objects.filter(within(self.reach) | administers, pk__in=new)
        mine = {*found.values_list("pk", flat=True), self.me}
        self.known |= {number: number in mine for number in new}

    def knows(self, number: int | None) -> bool:
        self.look([number])
        return number is None or self.reach.whole_site or self.known[number]

    def __call__(self, number: int | None, name: str) -> str:
        """The name of who did something; `number` is None for the command line."""
        return name if self.knows(number) else _("another office")
