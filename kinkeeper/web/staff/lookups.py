"""Look-ups of staff pages: they start from what the viewer may see, and all else is 404."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

from kinkeeper.access import entering, scopes
from kinkeeper.access.own_family import sentence
from kinkeeper.access.viewer import Viewer
from kinkeeper.breaches.models import Breach
from kinkeeper.families.models import PendingRelationship, Question, Relationship, RelationshipState
from kinkeeper.from_home.models import AbsenceReport, ContactChange
from kinkeeper.intake.models import About, Import
from kinkeeper.journal.record import deny
from kinkeeper.letters.models import Batch
from kinkeeper.meetings.models import Booking, Offer, Slot
from kinkeeper.messaging.models import Conversation, Sending
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.readings import (
    breaches,
    changeable_relationships,
    contact_changes,
    inbox,
    looks,
    meetings_of_school,
    notice_answers,
    organisations,
)
from kinkeeper.records.models import Assignment, Group, HandEntry, Notice, School
from kinkeeper.sources.models import Source
from kinkeeper.web.gate import ViewerRequest
from kinkeeper.web.refused_pages import refused

HIGHEST = 2**63 - 1
SUGGESTED = 1000


def person(request: ViewerRequest, number: int) -> Person:
    """Somebody the viewer may see."""
    return _one(request, scopes.people(request.viewer), number, "person.view")


def editable_person(request: ViewerRequest, number: int) -> Person:
    """Somebody the viewer may change; nobody of the own family. Raises `OwnFamily`."""
    if number in request.viewer.family.accounts:
        not_own_account(request, person(request, number).pk)
    return _one(request, scopes.editable_people(request.viewer), number, "person.change")


def absence_report(request: ViewerRequest, number: int) -> AbsenceReport:
    """A report of a pupil whom the viewer administers or teaches. Raises `OwnFamily`."""
    found = _one(request, scopes.absence_reports(request.viewer), number, "absence.view")
    not_own_relationship(request, found.reported_by_id, found.child_id)
    if found.reported_by_id and request.viewer.family.withholds(found.reported_by_id):
        not_own_account(request, found.reported_by_id)
    return found


def contact_change(request: ViewerRequest, number: int) -> ContactChange:
    """What a parent sent whose account the viewer may change. Raises `OwnFamily`."""
    found = _one(request, contact_changes.within_reach(request.viewer), number, "contact.view")
    editable_person(request, found.person_id)
    return found


def meeting(request: ViewerRequest, number: int) -> Offer:
    """Meetings that are offered where the viewer works."""
    return _one(request, meetings_of_school.offers(request.viewer), number, "meeting.view")


def changeable_meeting(request: ViewerRequest, number: int) -> Offer:
    """Those that the viewer may withdraw."""
    found = meetings_of_school.changeable_offers(request.viewer)
    return _one(request, found, number, "meeting.view")


def meeting_time(request: ViewerRequest, number: int) -> Slot:
    """One time of those."""
    return _one(request, meetings_of_school.slots(request.viewer), number, "meeting.view")


def booking(request: ViewerRequest, number: int) -> Booking:
    """A meeting that was booked, and that the viewer may call off. Raises `OwnFamily`."""
    found = meetings_of_school.changeable_bookings(request.viewer)
    one = _one(request, found, number, "meeting.view")
    not_own_relationship(request, one.parent_id, one.child_id)
    if one.parent_id and request.viewer.family.withholds(one.parent_id):
        not_own_account(request, one.parent_id)
    looks.shows(request.viewer, one.child)
    return one


def place_of_meetings(request: ViewerRequest, number: int) -> Organisation:
    """A class or school for which the viewer may offer meetings."""
    found = meetings_of_school.places(request.viewer)
    return _one(request, found, number, "organisation.view")


def notice(request: ViewerRequest, number: int) -> Notice:
    """A notice that parents have seen, for pupils of the viewer."""
    return _one(request, notice_answers.within_reach(request.viewer), number, "notice.view")


def conversation(request: ViewerRequest, number: int) -> Conversation:
    """One that the viewer's school keeps, or that the viewer is in."""
    return _one(request, scopes.conversations(request.viewer), number, "message.view")


def sending(request: ViewerRequest, number: int) -> Sending:
    """A message to a class of the viewer."""
    return _one(request, scopes.sendings(request.viewer), number, "message.view")


def school_to_enter(request: ViewerRequest, number: int) -> School:
    """A school for which the viewer may enter records."""
    return _one(request, entering.schools(request.viewer), number, "entry.view")


def group_to_enter(request: ViewerRequest, number: int) -> Group:
    """A class or group for which the viewer may enter records."""
    return _one(request, entering.group(request.viewer, number), number, "entry.view")


def work_to_enter(request: ViewerRequest, number: int) -> Assignment:
    """An assignment of a class for which the viewer may enter records."""
    return _one(request, entering.work(request.viewer, number), number, "entry.view")


def pupil_to_enter(request: ViewerRequest, number: int) -> tuple[Person, Group]:
    """A pupil about whom the viewer may enter records, and the class by which that is so. Raises
    `OwnFamily`."""
    found = person(request, number)
    not_own_account(request, found.pk)
    by = entering.by_which_group(request.viewer, found)
    if by is None:
        raise Http404
    return found, by


def entry(request: ViewerRequest, number: int) -> HandEntry:
    """What was entered by hand and is the viewer's to change."""
    return _one(request, entering.entries(request.viewer), number, "entry.view")


def roster_import(request: ViewerRequest, number: int) -> Import:
    return _one(request, scopes.imports(request.viewer), number, "import.view")


def roster_of_people(request: ViewerRequest, number: int) -> Import:
    """An import of people: of school records no one matches columns, nor changes the profile."""
    found = roster_import(request, number)
    if found.about != About.PEOPLE:
        raise Http404
    return found


def breach(request: ViewerRequest, number: int) -> Breach:
    return _one(request, breaches.register(request.viewer), number, "breach.view")


def source(request: ViewerRequest, number: int) -> Source:
    return _one(request, scopes.sources(request.viewer), number, "source.view")


def batch(request: ViewerRequest, number: int) -> Batch:
    return _one(request, scopes.batches(request.viewer), number, "letters.view")


def relationship(request: ViewerRequest, number: int, state: RelationshipState) -> Relationship:
    """A relationship in this state whose child the viewer administers."""
    scope = scopes.relationships(request.viewer).filter(state=state)
    return _not_own(request, _one(request, scope, number, "relationship.view"))


def proposed_or_decided(request: ViewerRequest, number: int) -> Relationship:
    """A relationship within reach, whether or not it is still a proposal."""
    return _one(request, scopes.relationships(request.viewer), number, "relationship.view")


def ends(request: ViewerRequest, person: Person, other: int) -> tuple[Person, Person]:
    """(parent, child) of these two, of whom the viewer may change what is between them."""
    found = None
    if other < HIGHEST:
        found = changeable_relationships.ends(request.viewer, person.pk, other)
    if found is None:
        raise refused("relationship.change", person_id=other)
    parent, child = found
    not_own_relationship(request, parent.pk, child.pk)
    return found


def pending(request: ViewerRequest, number: int) -> PendingRelationship:
    found = _one(request, scopes.pending(request.viewer), number, "relationship.view")
    not_own_relationship(request, found.parent_id, None)
    return found


def question(request: ViewerRequest, number: int) -> Question:
    """Something the viewer is asked and nobody has answered."""
    found = _one(request, inbox.questions(request.viewer), number, "question.view")
    if inbox.is_of_own_family(request.viewer, found):
        raise own_family(request, person_id=found.parent_id, child_id=found.child_id)
    return found


def asked_or_answered(request: ViewerRequest, number: int) -> Question:
    """A question within reach, whether or not somebody has answered it."""
    return _one(request, scopes.questions(request.viewer), number, "question.view")


def answer(request: ViewerRequest, number: int) -> Question:
    found = _one(request, inbox.decided(request.viewer), number, "question.view")
    if inbox.is_of_own_family(request.viewer, found):
        raise own_family(request, person_id=found.parent_id, child_id=found.child_id)
    return found


def organisation_numbered(request: ViewerRequest, number: int) -> Organisation:
    return _one(request, scopes.organisations(request.viewer), number, "organisation.view")


def organisation(request: ViewerRequest, path: str) -> Organisation | None:
    """The organisation with this path within reach; None when there is none."""
    return place(request.viewer, path)


def place(viewer: Viewer, path: str) -> Organisation | None:
    """The same for a form, which knows the viewer alone."""
    try:
        return organisations.named(viewer, path)
    except (tree.BadPath, tree.UnknownPath):
        return None


def paths(request: ViewerRequest) -> list[str]:
    """What a field for an organisation suggests."""
    found = scopes.organisations(request.viewer).exclude(path="").order_by("path")
    return list(found.values_list("path", flat=True)[:SUGGESTED])


class OwnFamily(PermissionDenied):
    """Nobody decides about their own family at work; the sentence says whom to ask."""

    def __init__(self) -> None:
        super().__init__(sentence())


def own_family(
    request: ViewerRequest, *, person_id: int | None = None, child_id: int | None = None
) -> OwnFamily:
    """Raise what this returns: the try is in the journal."""
    deny(request.viewer.actor, "family.refused", person_id=person_id, child_id=child_id)
    return OwnFamily()


def not_own_account(request: ViewerRequest, *people: int) -> None:
    """Raises `OwnFamily`."""
    if request.viewer.family.has_account(*people):
        raise own_family(request, person_id=people[0])


def not_own_relationship(request: ViewerRequest, parent: int | None, child: int | None) -> None:
    """Raises `OwnFamily`."""
    if request.viewer.family.has_relationship(parent, child):
        raise own_family(request, person_id=parent, child_id=child)


def _not_own(request: ViewerRequest, found: Relationship) -> Relationship:
    not_own_relationship(request, found.parent_id, found.child_id)
    return found


def _one[M: Model](request: ViewerRequest, scope: QuerySet[M], number: int, act: str) -> M:
    found = scope.filter(pk=number).first() if number <= HIGHEST else None
    if found is None:
        person_id = number if scope.model is Person and number <= HIGHEST else None
        data, what = {"id": number}, (scope.model, number)
        raise refused(act, person_id=person_id, data=data, number=what)
    looks.shows(request.viewer, *_pupils(found))
    return found


def _pupils(found: Model) -> list[Person | None]:
    """Whom a page about this shows."""
    if isinstance(found, Person):
        return [found]
    if isinstance(found, AbsenceReport | Conversation):
        return [found.child]
    if isinstance(found, Relationship | Question):
        return [found.parent, found.child]
    return []
