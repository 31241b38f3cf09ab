"""How far the parents of the viewer's organisations are: counts for a page and its plot."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.families.days import today
from kinkeeper.families.models import PendingState, Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.people.models import PersonState, Profile
from kinkeeper.readings import inbox

MOST = 200
REACHED = """
SELECT place.root_id, count(DISTINCT pupil.id), count(DISTINCT pupil.id) FILTER (WHERE EXISTS (
    SELECT FROM families_relationship relationship JOIN people_person parent ON parent.id =
        relationship.parent_id
    WHERE relationship.child_id = pupil.id AND relationship.state = 'active' AND parent.last_login
        IS NOT NULL
      AND (relationship.ends_on IS NULL OR relationship.ends_on >= %(today)s)))
FROM organisations_below place
JOIN people_membership member ON member.organisation_id = place.organisation_id
JOIN people_person pupil ON pupil.id = member.person_id
    AND pupil.profile = 'pupil' AND pupil.state = 'active'
WHERE place.root_id = ANY(%(places)s)
GROUP BY place.root_id
"""


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
    proposed: int

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
    active = Relationship.objects.filter(goes_on())
    people = scopes.people(viewer).filter(state=PersonState.ACTIVE)
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
    waiting = scopes.pending(viewer).filter(state=PendingState.WAITING).count()
    proposed = inbox.proposals(viewer).count()
    return Counts(**told, **more, waiting=waiting, proposed=proposed)


def shares(viewer: Viewer) -> list[Share]:
    """Every school and class of the viewer that has pupils, in the order of the hierarchy; a
    school counts the pupils of its classes, each once."""
    places = scopes.organisations(viewer).filter(
        kind__in=[OrganisationKind.SCHOOL, OrganisationKind.CLASS]
    )
    by_id = {place.pk: place for place in places.order_by("path")[:MOST]}
    rows = db.rows(REACHED, {"places": list(by_id), "today": today()})
    counted = {place: (pupils, reached) for place, pupils, reached in rows}
    return [Share(place, *counted[pk]) for pk, place in by_id.items() if pk in counted]
