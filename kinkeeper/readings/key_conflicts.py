"""Whom a key leads to or connects, as far as the viewer may know, before a hand gives it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import (
    Match,
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.models import FormerKey, Person, Profile
from kinkeeper.people.reach import within
from kinkeeper.readings import looks
from kinkeeper.registry import former_keys
from kinkeeper.roster.text.normalise import fold_username, tidy_key

BY_FILES = "import:"


@dataclass(frozen=True)
class Led:
    """A former key, the pupil it leads to, until when it was that pupil's (a day in words), and the
    parents whom files name under it. `mark` is another one where any of this is."""

    key: str
    pupil: Person
    until: str
    parents: list[Person]

    @property
    def mark(self) -> str:
        return _mark(self.key, [self.pupil, *self.parents])


@dataclass(frozen=True)
class Waiting:
    """Parents whom a new key or username would connect with a pupil; `mark` as in `Led`."""

    names: Sequence[str]
    parents: list[Person]

    @property
    def mark(self) -> str:
        return _mark(" ".join(self.names), self.parents)


def whom_it_would_move(viewer: Viewer, key: str) -> Led | None:
    """None where the key leads to nobody in the viewer's reach (K14). A pupil's own school sees who
    the parents are, wherever these belong."""
    key = tidy_key(key)
    known = FormerKey.objects.select_related("person")
    found = None if "\x00" in key else known.filter(sync_key=key).first()
    if found is None:
        return None
    pupil = former_keys.leads_to(found)
    if not scopes.people(viewer).filter(pk=pupil.pk).exists():
        return None
    looks.shows(viewer, pupil)
    relationships = Relationship.objects.filter(
        child=pupil, state__in=[RelationshipState.ACTIVE, RelationshipState.PROPOSED]
    ).select_related("parent")
    parents = {
        relationship.parent
        for relationship in relationships
        if any(source.startswith(BY_FILES) for source in relationship.sources)
    }
    parents |= {pending.parent for pending in _pendings(viewer, Match.SYNC_KEY, key)}
    return Led(key, pupil, former_keys.day_of(found), _by_name(parents))


def who_waits(viewer: Viewer, pupil: Person, *, key: str, username: str) -> Waiting | None:
    """The parents whom this key or this username, where it is another one than now, would connect
    with the pupil; None where there are none. Waits of other schools are not told (K14), and a
    blocked relationship stays one."""
    if pupil.profile != Profile.PUPIL:
        return None
    names = {Match.SYNC_KEY: tidy_key(key), Match.USERNAME: fold_username(tidy_key(username))}
    now = {Match.SYNC_KEY: pupil.sync_key, Match.USERNAME: pupil.username_folded}
    new = {match: name for match, name in names.items() if name and name != now[match]}
    held = Relationship.objects.filter(
        parent=OuterRef("parent"), child=pupil, state=RelationshipState.BLOCKED
    )
    pendings = [
        pending
        for match, name in new.items()
        for pending in _pendings(viewer, match, name).exclude(Exists(held))
        if _meant(pending, pupil)
    ]
    names_waited_for = sorted({pending.folded for pending in pendings})
    return (
        Waiting(names_waited_for, _by_name({pending.parent for pending in pendings}))
        if pendings
        else None
    )


def _pendings(viewer: Viewer, match: Match, name: str) -> QuerySet[PendingRelationship]:
    if "\x00" in name:
        return PendingRelationship.objects.none()
    return scopes.pending(viewer).filter(state=PendingState.WAITING, match=match, folded=name)


def _meant(pending: PendingRelationship, pupil: Person) -> bool:
    """Only a pupil inside the organisations of the pending relationship's maker fulfils it (K8)."""
    return Person.objects.filter(within(of_roots(pending.reach)), pk=pupil.pk).exists()


def _by_name(people: set[Person]) -> list[Person]:
    return sorted(people, key=lambda each: (each.family_name, each.given_name, each.pk))


def _mark(key: str, people: list[Person]) -> str:
    return "-".join([key, *(str(each.pk) for each in people)])
