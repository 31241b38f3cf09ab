"""Which relationships an administrator may change."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import looks
from kinkeeper.readings.paging import words_of


def ends(viewer: Viewer, person_id: int, other_id: int) -> tuple[Person, Person] | None:
    """(parent, child) of these two, in whichever order they are named; None where the viewer may
    not change this relationship. The child must be within reach; the parent, too, unless the two
    are a relationship already (a school may end what gives access to its pupil). An ended
    relationship is none, and whoever is hidden from the viewer is nobody (K28)."""
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return None
    shown = Person.objects.filter(scopes.shown(viewer, "pk"), pk__in=[person_id, other_id])
    two = {person.pk: person for person in shown}
    if len(two) != 2:
        return None
    first, second = two[person_id], two[other_id]
    parent, child = (second, first) if first.profile == Profile.PUPIL else (first, second)
    reachable = within_reach(viewer, two)
    if child.pk not in reachable:
        return None
    relationships = Relationship.objects.filter(parent=parent, child=child)
    known = relationships.exclude(state=RelationshipState.ENDED).exists()
    if parent.pk not in reachable and not known:
        return None
    looks.shows(viewer, child)
    return parent, child


def siblings(viewer: Viewer, parent: Person, child: Person) -> list[Person]:
    """The other children of this parent, connected or proposed, with whom the viewer may block the
    parent, too: those within reach and not of the own family. Of others nothing is told (K14)."""
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return []
    states = [RelationshipState.ACTIVE, RelationshipState.PROPOSED]
    theirs = Relationship.objects.filter(parent=parent, state__in=states).exclude(child=child)
    found = scopes.people(viewer).filter(pk__in=theirs.values("child"))
    found = found.order_by("family_name", "given_name", "pk")
    mine = [p for p in found if not viewer.family.has_relationship(parent.pk, p.pk)]
    looks.shows(viewer, *mine)
    return mine


def within_reach(viewer: Viewer, people: Collection[int]) -> set[int]:
    return set(scopes.people(viewer).filter(pk__in=list(people)).values_list("pk", flat=True))


def blocked(viewer: Viewer) -> QuerySet[Relationship]:
    return _of_others(viewer).filter(state=RelationshipState.BLOCKED)


def proposed(viewer: Viewer) -> QuerySet[Relationship]:
    """Those that a person has to decide (K26)."""
    return _of_others(viewer).filter(state=RelationshipState.PROPOSED)


def _of_others(viewer: Viewer) -> QuerySet[Relationship]:
    """Without other adults of an own child (K19); the viewer decides nothing about them."""
    return scopes.relationships(viewer).exclude(parent__in=viewer.family.adults)


def waiting(viewer: Viewer) -> QuerySet[PendingRelationship]:
    return scopes.pending(viewer).filter(state=PendingState.WAITING)


def named(end: str, word: str) -> Q:
    """The person at this end has the word in name, username or key."""
    fields = ("given_name", "family_name", "username", "sync_key")
    return reduce(or_, [Q(**{f"{end}__{field}__icontains": word}) for field in fields])


def naming(relationships: QuerySet[Relationship], words: str) -> QuerySet[Relationship]:
    """The relationships of which either end has every word."""
    for word in words_of(words):
        relationships = relationships.filter(named("parent", word) | named("child", word))
    return relationships


def waiting_for(
    pendings: QuerySet[PendingRelationship], words: str
) -> QuerySet[PendingRelationship]:
    """The pending relationships whose key or parent has every word."""
    for word in words_of(words):
        pendings = pendings.filter(Q(value__icontains=word) | named("parent", word))
    return pendings


def parents_of(child: Person) -> QuerySet[Person]:
    """Whoever is or was connected to the child, but for those of ended relationships."""
    relationships = Relationship.objects.filter(child=child).exclude(state=RelationshipState.ENDED)
    return Person.objects.filter(pk__in=relationships.values("parent_id"))
