"""How far the parents of the viewer's organisations are: counts for a page and its plot."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential
from kinkeeper.credentials.models import State as CredentialState
from kinkeeper.families.models import Relationship, Wait
from kinkeeper.families.models import State as PairState
from kinkeeper.organisations.models import Kind, Organisation
from kinkeeper.people.models import Membership, Person, Profile, State

MOST = 200


@dataclass(frozen=True)
class Counts:
    """People count once each; `invited` have an open credential and have not signed in."""

    parents: int
    signed_in: int
    invited: int
    without_children: int
    pupils: int
    without_parents: int
    waiting: int

    @property
    def neither(self) -> int:
        return self.parents - self.signed_in - self.invited


@dataclass(frozen=True)
class Share:
    """One organisation: its pupils, and how many have a parent who has signed in."""

    organisation: Organisation
    pupils: int
    reached: int


def counts(viewer: Viewer) -> Counts:
    active = Relationship.objects.filter(state=PairState.ACTIVE)
    people = scopes.people(viewer).filter(state=State.ACTIVE)
    parents = people.filter(profile=Profile.PARENT)
    pupils = people.filter(profile=Profile.PUPIL)
    issued = Credential.objects.filter(person=OuterRef("pk"), state=CredentialState.ISSUED)
    told = parents.aggregate(
        parents=Count("pk"),
        signed_in=Count("pk", filter=Q(last_login__isnull=False)),
        invited=Count("pk", filter=Q(last_login=None) & Q(Exists(issued))),
        without_children=Count("pk", filter=~Q(Exists(active.filter(parent=OuterRef("pk"))))),
    )
    more = pupils.aggregate(
        pupils=Count("pk"),
        without_parents=Count("pk", filter=~Q(Exists(active.filter(child=OuterRef("pk"))))),
    )
    waiting = scopes.pending(viewer).filter(state=Wait.WAITING).count()
    return Counts(**told, **more, waiting=waiting)


def shares(viewer: Viewer) -> list[Share]:
    """Every school and class of the viewer that has pupils, in the order of the hierarchy."""
    places = scopes.organisations(viewer).filter(kind__in=[Kind.SCHOOL, Kind.CLASS])
    signed_in = Relationship.objects.filter(
        state=PairState.ACTIVE, parent__last_login__isnull=False, child=OuterRef("person_id")
    )
    members = Membership.objects.filter(
        organisation__in=places,
        person__in=Person.objects.filter(profile=Profile.PUPIL, state=State.ACTIVE),
    )
    counted = {
        row["organisation_id"]: row
        for row in members.values("organisation_id").annotate(
            pupils=Count("pk"), reached=Count("pk", filter=Q(Exists(signed_in)))
        )
    }
    return [
        Share(place, counted[place.pk]["pupils"], counted[place.pk]["reached"])
        for place in places.filter(pk__in=list(counted)).order_by("path")[:MOST]
    ]
