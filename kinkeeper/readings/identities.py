"""What an office sees of people's accounts at identity providers: where, never as whom."""

from dataclasses import dataclass
from datetime import datetime

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.accounts import identities
from kinkeeper.accounts.provider_models import Clash, Identity
from kinkeeper.people.models import Person


@dataclass(frozen=True)
class Shown:
    """`refused_at` is when somebody came from there who was not let in as this person."""

    number: int
    provider: str
    used_at: datetime | None
    refused_at: datetime | None
    second: bool


def of(viewer: Viewer, person: Person) -> list[Shown]:
    """Nothing for who may not change the account."""
    if not scopes.editable_people(viewer).filter(pk=person.pk).exists():
        return []
    return [_shown(each) for each in _visible(person)]


def one(viewer: Viewer, person: Person, number: int) -> Identity | None:
    """Of a person whom the viewer may change."""
    if not scopes.editable_people(viewer).filter(pk=person.pk).exists():
        return None
    return next((each for each in _visible(person) if each.pk == number), None)


def _visible(person: Person) -> list[Identity]:
    found = Identity.objects.filter(person=person).select_related("person")
    return list(found.order_by("linked_at", "pk"))


def _shown(identity: Identity) -> Shown:
    return Shown(
        identity.pk,
        identities.name_of(identity),
        identity.used_at,
        identity.refused_at,
        second=identity.clash == Clash.SECOND_SUBJECT,
    )
