"""Who is asking, how far they reach, and from where."""

from dataclasses import dataclass
from functools import cached_property

from kinkeeper.journal.actor import Actor, command_line
from kinkeeper.organisations.reach import WHOLE_SITE, Reach
from kinkeeper.people.models import ADMINISTRATORS, STAFF, Person, Profile
from kinkeeper.people.reach import reach_of
from kinkeeper.people.shown_names import ByName


@dataclass(frozen=True)
class Viewer:
    """Everything an answer may depend on. `person` is None for the bare command line."""

    person: Person | None
    profile: str
    reach: Reach
    actor: Actor

    @cached_property
    def by_name(self) -> ByName:
        """Who did something, as far as this viewer may know it."""
        return ByName(self.reach, self.actor.person_id)

    @cached_property
    def seen(self) -> set[int]:
        """The pupils whom this viewer is shown and of whom no line in the journal tells yet; put
        there by `readings.looks`."""
        return set()

    @property
    def is_staff(self) -> bool:
        return self.profile in STAFF

    @property
    def is_administrator(self) -> bool:
        return self.profile in ADMINISTRATORS

    @property
    def is_system_administrator(self) -> bool:
        return self.profile == Profile.SYSTEM_ADMINISTRATOR


def of_person(person: Person, origin: str) -> Viewer:
    """A signed-in person; `origin` is the network address or the host they come from."""
    actor = Actor(person.pk, person.full_name, origin, person.profile)
    return Viewer(person, person.profile, reach_of(person), actor)


def of_command_line(person: Person | None = None) -> Viewer:
    """The command line acts as a system administrator, or as one person (`--as`)."""
    at = command_line()
    if person is None:
        return Viewer(None, Profile.SYSTEM_ADMINISTRATOR, WHOLE_SITE, at)
    return of_person(person, at.origin)
