"""Who is asking, how far they reach, and from where."""

from dataclasses import dataclass
from functools import cached_property

from kinkeeper.access.own_family import NONE, OwnFamily, family_of
from kinkeeper.journal.actor import Actor, command_line
from kinkeeper.organisations.reach import NOWHERE, WHOLE_SITE, Reach
from kinkeeper.people.hidden import hidden_from
from kinkeeper.people.models import ADMINISTRATORS, STAFF, Person, Profile
from kinkeeper.people.reach import reach_of
from kinkeeper.people.shown_names import ByName
from kinkeeper.roster.vocabulary import Hat


@dataclass(frozen=True)
class Viewer:
    """Everything an answer may depend on. `person` is None for the bare command line. `views_as`:
    somebody at work, the actor, looks as this parent, by internal ID (`access.view_as`)."""

    person: Person | None
    profile: str
    reach: Reach
    actor: Actor
    views_as: int | None = None

    @cached_property
    def by_name(self) -> ByName:
        """Who did something, as far as this viewer may know it."""
        return ByName(self.reach, self.actor.person_id)

    @cached_property
    def seen(self) -> set[int]:
        """The pupils whom this viewer is shown and of whom no line in the journal tells yet; put
        there by `readings.looks`."""
        return set()

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The protected people whom this viewer may not see (K28)."""
        return hidden_from(self.actor.person_id)

    @cached_property
    def family(self) -> OwnFamily:
        """Whom and what this viewer does not decide about at work."""
        return family_of(self.person) if self.is_staff else NONE

    @property
    def is_staff(self) -> bool:
        return self.profile in STAFF

    @property
    def looks_are_kept(self) -> bool:
        """Whether it is somebody at work who looks (K23)."""
        return self.is_staff or self.views_as is not None

    @property
    def is_administrator(self) -> bool:
        return self.profile in ADMINISTRATORS

    @property
    def is_system_administrator(self) -> bool:
        return self.profile == Profile.SYSTEM_ADMINISTRATOR


def of_person(person: Person, origin: str, hat: Hat = Hat.STAFF) -> Viewer:
    """A signed-in person; `origin` is the network address or the host they come from. Staff who are
    here as a parent are one, and no more."""
    as_parent = hat == Hat.PARENT and person.profile in STAFF
    profile = Profile.PARENT if as_parent else Profile(person.profile)
    reach = NOWHERE if as_parent else reach_of(person)
    return Viewer(person, profile, reach, Actor(person.pk, person.full_name, origin, profile))


def of_command_line(person: Person | None = None) -> Viewer:
    """The command line acts as a system administrator, or as one person (`--as`)."""
    at = command_line()
    if person is None:
        return Viewer(None, Profile.SYSTEM_ADMINISTRATOR, WHOLE_SITE, at)
    return of_person(person, at.origin)
