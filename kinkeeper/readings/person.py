"""One person's page: relationships from either end, waits, credentials, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential
from kinkeeper.families.explain import explain, in_words
from kinkeeper.families.models import Pending, Relationship, Wait, import_of
from kinkeeper.families.models import State as PairState
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import FormerKey, Person
from kinkeeper.readings.imports import visible

HISTORY = 20
SHOWN = 200


@dataclass(frozen=True)
class Tie:
    """One pair as the person's page shows it: the other end, the sentences of `explain`, and the
    imports it came from that the viewer may open."""

    pair: Relationship
    other: Person
    because: list[str]
    open_to_viewer: bool
    imports: list[int] = field(default_factory=list)


def ties(viewer: Viewer, person: Person, *states: PairState) -> list[Tie]:
    """The person's pairs in these states, as a parent and as a child, by the other's name."""
    found = _pairs(viewer, person, states)
    numbers = {pair.pk: [import_of(each) for each in pair.sources] for pair, *_rest in found}
    known = visible(viewer, [each for of_pair in numbers.values() for each in of_pair])
    return [
        Tie(
            pair,
            other,
            explain(pair.parent, pair.child, viewer.by_name).because,
            opens,
            [each for each in numbers[pair.pk] if each in known],
        )
        for pair, other, opens in found
    ]


def former(viewer: Viewer, person: Person) -> list[Tie]:
    """The pairs that ended, with the one sentence since when and why."""
    return [
        Tie(pair, other, [in_words(pair, viewer.by_name)], opens)
        for pair, other, opens in _pairs(viewer, person, [PairState.ENDED])
    ]


def former_keys(person: Person) -> list[FormerKey]:
    """Keys that lead to this person because a hand changed them, the latest first."""
    mine = Q(person=person) | Q(person__merged__leads_to=person)
    return list(FormerKey.objects.filter(mine).order_by("-until", "-pk"))


def _pairs(
    viewer: Viewer, person: Person, states: Sequence[PairState]
) -> list[tuple[Relationship, Person, bool]]:
    """(pair, the other end, whether the viewer may open that person's page).

    An administrator sees that there is another end also where that person lies out of reach
    (who has access to a pupil must be seen by the pupil's school), but cannot open its page.
    """
    pairs = Relationship.objects.filter(
        Q(parent=person) | Q(child=person), state__in=states
    ).select_related("parent", "child")
    found = [
        (pair, pair.child if pair.parent_id == person.pk else pair.parent)
        for pair in pairs.order_by("-since", "pk")[:SHOWN]
    ]
    reachable = set(
        scopes.people(viewer)
        .filter(pk__in=[other.pk for _pair, other in found])
        .values_list("pk", flat=True)
    )
    if person.profile != "pupil":  # children elsewhere are none of this administrator's business
        found = [(pair, other) for pair, other in found if other.pk in reachable]
    found.sort(key=lambda each: (each[1].family_name, each[1].given_name, each[1].pk))
    return [(pair, other, other.pk in reachable) for pair, other in found]


def waits(viewer: Viewer, person: Person) -> list[Pending]:
    return list(
        scopes.pending(viewer).filter(parent=person, state=Wait.WAITING).order_by("pk")[:SHOWN]
    )


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
        .exclude(action="child.viewed")
        .exclude(~Q(person_id=person.pk), action__in=["person.merged-away", "person.parted"])[
            :HISTORY
        ]
    )
