"""One person's page: relationships from either end, waits, credentials, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential
from kinkeeper.families.explain import explain, in_words
from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
    import_of,
)
from kinkeeper.families.rights_in_words import listed
from kinkeeper.families.stated_rights import areas_today
from kinkeeper.journal.models import READ, VIEWED, Entry
from kinkeeper.people.models import FormerKey, Person
from kinkeeper.readings import as_named, block_grounds, looks
from kinkeeper.readings.imports import visible
from kinkeeper.roster.vocabulary import Profile

HISTORY = 20
SHOWN = 200


@dataclass(frozen=True)
class ShownRelationship:
    """One relationship as the person's page shows it: the other end, the sentences of `explain`,
    what the parent may see in words, and the imports it came from that the viewer may open."""

    relationship: Relationship
    other: Person
    because: list[str]
    open_to_viewer: bool
    imports: list[int] = field(default_factory=list)
    areas: str = ""


def relationships(
    viewer: Viewer, person: Person, *states: RelationshipState
) -> list[ShownRelationship]:
    """The person's relationships in these states, as a parent and as a child, by the other's
    name."""
    found = _relationships(viewer, person, states)
    numbers = {
        relationship.pk: [import_of(each) for each in relationship.sources]
        for relationship, *_rest in found
    }
    known = visible(
        viewer, [each for of_relationship in numbers.values() for each in of_relationship]
    )
    pairs = Relationship.objects.filter(pk__in=numbers)
    areas = dict(
        pairs.annotate(areas=areas_today("parent_id", "child_id")).values_list("pk", "areas")
    )
    named = as_named.of(viewer, [relationship for relationship, *_rest in found])
    return [
        ShownRelationship(
            relationship,
            other,
            [*_because(viewer, relationship), *as_named.sentences(named, relationship)],
            opens,
            [each for each in numbers[relationship.pk] if each in known],
            listed(areas[relationship.pk]),
        )
        for relationship, other, opens in found
    ]


def _because(viewer: Viewer, relationship: Relationship) -> list[str]:
    grounds = block_grounds.may_read(viewer, relationship)
    parent, child = relationship.parent, relationship.child
    return explain(parent, child, viewer.by_name, grounds=grounds).because


def former(viewer: Viewer, person: Person) -> list[ShownRelationship]:
    """The relationships that ended, with the one sentence since when and why."""
    return [
        ShownRelationship(relationship, other, [in_words(relationship, viewer.by_name)], opens)
        for relationship, other, opens in _relationships(viewer, person, [RelationshipState.ENDED])
    ]


def former_keys(person: Person) -> list[FormerKey]:
    """Keys that lead to this person because a hand changed them, the latest first."""
    accounts = [person.pk, *person.merged_here.values_list("gone_id", flat=True)]
    return list(FormerKey.objects.filter(person__in=accounts).order_by("-until", "-pk"))


def _relationships(
    viewer: Viewer, person: Person, states: Sequence[RelationshipState]
) -> list[tuple[Relationship, Person, bool]]:
    """(relationship, the other end, whether the viewer may open that person's page).

    An administrator sees that there is another end also where that person lies out of reach
    (who has access to a pupil must be seen by the pupil's school), but cannot open its page. Of an
    own child nobody sees the other adults (K19).
    """
    relationships = Relationship.objects.filter(
        ~Q(parent__in=viewer.family.adults), Q(parent=person) | Q(child=person), state__in=states
    )
    found = _with_both_ends(person, relationships.order_by("-since", "pk")[:SHOWN])
    reachable = set(
        scopes.people(viewer)
        .filter(pk__in=[other.pk for _relationship, other in found])
        .values_list("pk", flat=True)
    )
    if (
        person.profile != Profile.PUPIL
    ):  # children elsewhere are none of this administrator's business
        found = [(relationship, other) for relationship, other in found if other.pk in reachable]
    looks.shows(viewer, *(other for _relationship, other in found))
    found.sort(key=lambda each: (each[1].family_name, each[1].given_name, each[1].pk))
    return [(relationship, other, other.pk in reachable) for relationship, other in found]


def _with_both_ends(
    person: Person, relationships: QuerySet[Relationship]
) -> list[tuple[Relationship, Person]]:
    """(relationship, the other end): the others are asked for at once, and one end is known. A
    relationship whose other end nobody is told of is none."""
    found = []
    others = {
        relationship.pk: relationship.child_id
        if relationship.parent_id == person.pk
        else relationship.parent_id
        for relationship in relationships
    }
    people = Person.objects.in_bulk(set(others.values()))
    for relationship in relationships:
        other = people.get(others[relationship.pk])
        if other is None:
            continue
        is_parent = relationship.parent_id == person.pk
        relationship.parent = person if is_parent else other
        relationship.child = other if is_parent else person
        found.append((relationship, other))
    return found


def pendings(viewer: Viewer, person: Person) -> list[PendingRelationship]:
    mine = scopes.pending(viewer).filter(parent=person, state=PendingState.WAITING)
    found = list(mine.select_related(None).order_by("pk")[:SHOWN])
    for each in found:
        each.parent = person
    return found


def credentials(viewer: Viewer, person: Person) -> list[Credential]:
    """What was issued to the person, newest first: states only."""
    if not may(viewer, Verb.CREDENTIALS_ISSUE):
        return []
    return list(Credential.objects.filter(person=person).order_by("-pk")[:5])


def history(viewer: Viewer, person: Person) -> list[Entry]:
    """The journal's newest lines about this person, and about accounts that were merged into this
    one, but for the looks of staff. Of a merge both accounts have a line; one is enough."""
    accounts = [person.pk, *person.merged_here.values_list("gone_id", flat=True)]
    return list(
        scopes.journal(viewer)
        .filter(Q(person_id__in=accounts) | Q(child_id__in=accounts))
        .exclude(action__in=[VIEWED, READ])
        .exclude(~Q(person_id=person.pk), action__in=["person.merged-away", "person.parted"])[
            :HISTORY
        ]
    )
