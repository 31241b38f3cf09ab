"""Whose acts somebody may know by name (K14): the own ones, those of people within reach, and those
of system administrators, who are of every school. Who did anything else is another office."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kinkeeper.journal import actor
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.reach import within

# From an internal ID (None: the command line) and a name to what a reader may know of the two.
type Named = Callable[[int | None, str], str]


def plainly(number: int | None, name: str) -> str:
    """The name of who did something, for whoever may know them all."""
    return actor.in_words(number, name)


@dataclass
class ByName:
    """For whoever has this reach and this internal ID (None: nobody's). One query for each lot of
    people who were not looked at before."""

    reach: Reach
    me: int | None = None
    known: dict[int, bool] = field(default_factory=dict)

    def look(self, numbers: Iterable[int | None]) -> None:
        """Before many are named, so that it is one query; of the whole site, for system
        administrators may be named to offices that do not reach them."""
        new = {number for number in numbers if number is not None} - self.known.keys()
        if self.reach.whole_site or not new:
            return
        administers = Q(profile=Profile.SYSTEM_ADMINISTRATOR)
        with whole_site():
            found = Person.objects.filter(within(self.reach) | administers, pk__in=new)
            mine = {*found.values_list("pk", flat=True), self.me}
        self.known |= {number: number in mine for number in new}

    def knows(self, number: int | None) -> bool:
        self.look([number])
        return number is None or self.reach.whole_site or self.known[number]

    def __call__(self, number: int | None, name: str) -> str:
        """The name of who did something; `number` is None for the command line."""
        return actor.in_words(number, name) if self.knows(number) else _("another office")

    def kept(self, number: int | None, name: str) -> dict[str, Any]:
        """Who did something, to be stored for whoever this is: nothing of another office."""
        known = not name or self.knows(number)
        return {"by": number, "who": name} if known else {"elsewhere": True}


def in_words(kept: Mapping[str, Any], named: Named) -> str:
    """What `ByName.kept` gave, as far as a reader may know it by now."""
    if kept.get("elsewhere"):
        return _("another office")
    return named(kept["by"], kept["who"]) if kept["who"] else _("an import")
