"""Which pairs an administrator may change."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Pending, Relationship, Wait
from kinkeeper.families.models import State as PairState
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.paging import words_of


def ends(viewer: Viewer, person_id: int, other_id: int) -> tuple[Person, Person] | None:
    """(parent, child) of these two, in whichever order they are named; None where the viewer may
    not change this pair. The child must be within reach; the parent, too, unless the two are a
    pair already (a school may end what gives access to its pupil). An ended pair is none."""
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return None
    two = {person.pk: person for person in Person.objects.filter(pk__in=[person_id, other_id])}
    if len(two) != 2:
        return None
    first, second = two[person_id], two[other_id]
    parent, child = (second, first) if first.profile == Profile.PUPIL else (first, second)
    reachable = within_reach(viewer, two)
    if child.pk not in reachable:
        return None
    pairs = Relationship.objects.filter(parent=parent, child=child)
    known = pairs.exclude(state=PairState.ENDED).exists()
    return (parent, child) if parent.pk in reachable or known else None


def within_reach(viewer: Viewer, people: Collection[int]) -> set[int]:
    return set(scopes.people(viewer).filter(pk__in=list(people)).values_list("pk", flat=True))


def blocked(viewer: Viewer) -> QuerySet[Relationship]:
    return scopes.relationships(viewer).filter(state=PairState.BLOCKED)


def proposed(viewer: Viewer) -> QuerySet[Relationship]:
    """Those that a person has to decide (K26)."""
    return scopes.relationships(viewer).filter(state=PairState.PROPOSED)


def waiting(viewer: Viewer) -> QuerySet[Pending]:
    return scopes.pending(viewer).filter(state=Wait.WAITING)


def named(end: str, word: str) -> Q:
    """The person at this end has the word in name, username or key."""
    fields = ("given_name", "family_name", "username", "sync_key")
    return reduce(or_, [Q(**{f"{end}__{field}__icontains": word}) for field in fields])


def naming(pairs: QuerySet[Relationship], words: str) -> QuerySet[Relationship]:
    """The pairs of which either end has every word."""
    for word in words_of(words):
        pairs = pairs.filter(named("parent", word) | named("child", word))
    return pairs


def waiting_for(waits: QuerySet[Pending], words: str) -> QuerySet[Pending]:
    """The waits whose key or parent has every word."""
    for word in words_of(words):
        waits = waits.filter(Q(value__icontains=word) | named("parent", word))
    return waits


def parents_of(child: Person) -> QuerySet[Person]:
    """Whoever is or was connected to the child, but for those of ended pairs."""
    pairs = Relationship.objects.filter(child=child).exclude(state=PairState.ENDED)
    return Person.objects.filter(pk__in=pairs.values("parent_id"))
