"""How far the parents of the viewer's organisations are: counts for a page and its plot."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.families.models import PendingState, Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.people.models import PersonState, Profile
from kinkeeper.readings import inbox


@dataclass(frozen=True)
class Counts:
    """People count once each; `invited` have a code that still works, and have not signed in."""

    parents: int
    signed_in: int
    invited: int
    without_children: int
    pupils: int
    without_parents: int
    waiting: int
    proposed: int

    @property
    def neither(self) -> int:
        return self.parents - self.signed_in - self.invited


def counts(viewer: Viewer) -> Counts:
    active = Relationship.objects.filter(goes_on())
    people = scopes.people(viewer).filter(state=PersonState.ACTIVE)
    parents = people.filter(profile=Profile.PARENT)
    pupils = people.filter(profile=Profile.PUPIL)
    issued = Credential.objects.filter(
        person=OuterRef("pk"), state=CredentialState.ISSUED, expires_at__gt=Now()
    )
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
    waiting = scopes.pending(viewer).filter(state=PendingState.WAITING).count()
    proposed = inbox.proposals(viewer).count()
    return Counts(**told, **more, waiting=waiting, proposed=proposed)
