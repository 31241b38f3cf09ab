"""Where a person's acts reach, and who lies within somebody's reach."""

from django.db.models import Exists, OuterRef, Q

from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import NOWHERE, WHOLE_SITE, Reach, below
from kinkeeper.people.models import STAFF, Membership, Person, PersonState, Profile
from kinkeeper.roster.text.organisation_paths import is_within


def reach_of(person: Person) -> Reach:
    """What the person administers or teaches: own organisations and all below them. Of a teacher
    who belongs to a class or a group and to the school above it, the school is where the teacher
    works, not whom the teacher teaches."""
    if person.profile == Profile.SYSTEM_ADMINISTRATOR:
        return WHOLE_SITE
    if person.profile in STAFF:
        roots = list(Organisation.objects.filter(memberships__person=person))
        # A school administrator of the whole site would be a system administrator by stealth.
        roots = [root for root in roots if root.path]
        if person.profile == Profile.TEACHER:
            roots = [root for root in roots if not any(_above(root, other) for other in roots)]
        return below(roots)
    return NOWHERE


def _above(place: Organisation, other: Organisation) -> bool:
    return other != place and is_within(other.path, place.path)


def site_is_administered() -> bool:
    """Whether there is a system administrator; without one, no one can sign in and do anything."""
    administrators = Person.objects.filter(profile=Profile.SYSTEM_ADMINISTRATOR)
    return administrators.filter(state=PersonState.ACTIVE).exists()


def reach_now(person_id: int | None) -> Reach:
    """How far somebody's acts reach at this moment, wherever the act was asked for: jobs ask
    again, because a right may be gone by then. None is the command line, which reaches all."""
    if person_id is None:
        return WHOLE_SITE
    person = Person.objects.filter(pk=person_id, state=PersonState.ACTIVE).first()
    return NOWHERE if person is None or not person.is_administrator else reach_of(person)


def belongs_beyond(person: Person, reach: Reach) -> bool:
    """Whether somebody else relies on the account, too: in an organisation out of reach."""
    if reach.whole_site:
        return False
    return person.memberships.exclude(organisation__in=reach.ids()).exists()


def within(reach: Reach, person: str = "pk") -> Q:
    """A condition on a query: the person named by the field `person` belongs within `reach`."""
    if reach.organisations is None:
        return Q()
    memberships = Membership.objects.filter(
        person_id=OuterRef(person), organisation_id__in=reach.ids()
    )
    return Q(Exists(memberships))


def inside(organisation: Organisation, person: str = "pk") -> Q:
    """A condition on a query: the person belongs to the organisation or somewhere below it."""
    return within(below([organisation]), person)
