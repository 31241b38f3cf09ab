"""Conversations: for the parent whose they are, and for the school."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Exists, OrderBy, OuterRef, Q, QuerySet, Subquery

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship
from kinkeeper.families.stated_rights import areas_today
from kinkeeper.families.visibility import lets_see
from kinkeeper.messaging import (
    addressees,
    class_message,
    read_marks,
    school_says,
    who_answers,
    who_may,
)
from kinkeeper.messaging.addressees import Addressee
from kinkeeper.messaging.class_message import Audience
from kinkeeper.messaging.models import Conversation, Member, Message, Sending
from kinkeeper.messaging.school_says import SchoolSays
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.readings import looks, paging
from kinkeeper.readings.children import Child
from kinkeeper.roster.vocabulary import Area

type Mine = Mapping[Person, Child]
RECENT = 10  # messages to classes that are listed: one is withdrawn soon, or not at all


@dataclass(frozen=True)
class Shown:
    """A conversation with its messages, the first one first. `with_whom`: the teachers in it whose
    names the reader may know. A message of the school without a name was written by the school."""

    conversation: Conversation
    messages: Sequence[Message]
    with_whom: Sequence[Person]

    @property
    def last(self) -> int:
        return self.messages[-1].pk if self.messages else 0

    @cached_property
    def says(self) -> SchoolSays:
        return school_says.at(self.conversation.school.path)


def are_on(mine: Mine) -> bool:
    """Whether a parent with these children finds messages at all."""
    return any(
        school_says.at(path).is_on
        for child in mine.values()
        if Area.MESSAGES in child.areas
        for path in child.arranged_by
    )


def own(parent: Person, mine: Mine) -> list[Conversation]:
    """The latest first, as long as the parent reads messages about the child and the school has
    them (K16, K17)."""
    is_unread = read_marks.unread(parent, by_parent=False)
    found = _of_parent(parent, mine).annotate(is_unread=is_unread)
    shown = found.order_by("-last_at", "-pk")[: paging.MANY]
    return [each for each in shown if school_says.at(each.school.path).is_on]


def unread(parent: Person, mine: Mine) -> int:
    """How many conversations have something that the parent has not read."""
    if not are_on(mine):
        return 0
    return sum(bool(each.is_unread) for each in own(parent, mine))  # type: ignore[attr-defined]  # annotated


def one_of(parent: Person, mine: Mine, number: int) -> Shown | None:
    found = _of_parent(parent, mine).filter(pk=number).first()
    if found is None or not school_says.at(found.school.path).is_on:
        return None
    # the wall hides what was withdrawn; the parent's page does not ask for it either
    shown = _shown(found, found.messages.filter(withdrawn_at=None))
    return shown if mine[found.child].school_day else _nameless(shown)


def _nameless(shown: Shown) -> Shown:
    """Teachers belong to the school day: without it a parent learns no name (K16)."""
    for each in shown.messages:
        each.written_by, each.written_by_name = None, ""
    return replace(shown, with_whom=[])


def may_answer(mine: Mine, shown: Shown) -> bool:
    acts = mine[shown.conversation.child].acts
    return Area.MESSAGES in acts and shown.conversation.closed_at is None


def to_choose(parent: Person, mine: Mine) -> list[tuple[Child, list[Addressee]]]:
    """To whom the parent can write about which child; those alone of whom there is someone."""
    found = [
        (child, addressees.of(person, child.areas, but=parent))
        for person, child in mine.items()
        if Area.MESSAGES in child.acts
    ]
    return [(child, whom) for child, whom in found if whom]


def _of_parent(parent: Person, mine: Mine) -> QuerySet[Conversation]:
    seen = [person.pk for person, child in mine.items() if Area.MESSAGES in child.areas]
    found = Conversation.objects.select_related("child", "school")
    return found.filter(parent=parent, child__in=seen)


def _shown(conversation: Conversation, messages: QuerySet[Message]) -> Shown:
    members = Member.objects.filter(conversation=conversation).values("staff")
    with_whom = Person.objects.filter(pk__in=members).order_by("family_name", "given_name", "pk")
    said = messages.select_related("file").defer("file__sealed").order_by("pk")
    return Shown(conversation, list(said), list(with_whom))


# -- at the school


def of_school(
    viewer: Viewer, *, every: bool = False, of_class: Organisation | None = None
) -> Sequence[Conversation]:
    """What is unread first, then the latest. Of an office, unless it asks for `every` one, those it
    has to answer: handed over to it, or left without a teacher who still works with the child."""
    found = scopes.conversations(viewer)
    if viewer.is_administrator and not every:
        found = found.filter(_for_office(viewer))
    if of_class is not None:
        inside = Membership.objects.filter(organisation=of_class, person=OuterRef("child"))
        found = found.filter(Exists(inside))
    is_unread = _unread(viewer)
    marked = _named(found).annotate(is_unread=is_unread)
    shown = list(marked.order_by(OrderBy(is_unread, descending=True), "-last_at")[: paging.PAGE])
    looks.shows(viewer, *(each.child for each in shown))
    return shown


def waiting(viewer: Viewer) -> int:
    """How many are unread, counted no further than a person cares."""
    found = scopes.conversations(viewer)
    if viewer.is_administrator:
        found = found.filter(_for_office(viewer))
    return paging.few(found.filter(_unread(viewer)))


def one_at_school(viewer: Viewer, conversation: Conversation) -> Shown:
    looks.shows(viewer, conversation.child)
    named = _named(scopes.conversations(viewer)).get(pk=conversation.pk)
    return _shown(named, conversation.messages.all())


def _named(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """With what it was about, where no parent sees that any more."""
    said = Message.objects.filter(conversation=OuterRef("pk")).exclude(withdrawn_subject="")
    return found.annotate(was_about=Subquery(said.values("withdrawn_subject")[:1]))


@dataclass(frozen=True)
class Sent:
    """A message to a class, and the conversations it became, as far as the viewer sees them today;
    `left`: how many of those parents still have it."""

    sending: Sending
    first: Message | None
    conversations: Sequence[Conversation]
    left: int


def sent_to_classes(viewer: Viewer) -> list[Sending]:
    """The latest first."""
    return list(scopes.sendings(viewer).order_by("-made_at", "-pk")[:RECENT])


def sent_to_class(viewer: Viewer, sending: Sending) -> Sent:
    mine = _named(scopes.conversations(viewer)).filter(messages__sending=sending)
    found = list(mine.order_by("child__family_name", "child__given_name", "pk"))
    looks.shows(viewer, *(each.child for each in found))
    said = Message.objects.filter(sending=sending, conversation__in=found)
    first = said.select_related("file").defer("file__sealed").first()
    return Sent(sending, first, found, said.filter(withdrawn_at=None).count())


def is_read(conversation: Conversation) -> bool:
    """Whether the parent still sees what is written."""
    return who_may.reads(conversation.parent, conversation.child)


def parents_of(viewer: Viewer, pupil: Person) -> list[Person]:
    """Those who read messages about the pupil today; nobody of the own family."""
    if pupil.pk in viewer.family.children:
        return []
    ties = Relationship.objects.filter(
        lets_see(), child=pupil, parent__state=PersonState.ACTIVE
    ).annotate(areas=areas_today("parent_id", "child_id"))
    said = ties.values_list("parent_id", "areas")
    reads = [parent for parent, areas in said if Area.MESSAGES in areas]
    found = Person.objects.filter(scopes.shown(viewer, "pk"), pk__in=reads)
    return list(found.exclude(pk__in=viewer.family.accounts).order_by("family_name", "given_name"))


def school_of(viewer: Viewer, pupil: Person) -> Organisation | None:
    """In whose name the viewer writes about the pupil; None where its schools have no messages."""
    here = Membership.objects.filter(person=pupil)
    if not viewer.reach.whole_site:
        here = here.filter(organisation__in=viewer.reach.ids())
    schools = addressees.schools_at(list(here.values_list("organisation__path", flat=True)))
    return next((each for each in schools if school_says.at(each.path).is_on), None)


def school_at(place: Organisation) -> Organisation | None:
    """Of the class; None where it has no messages."""
    found = addressees.schools_at([place.path])
    return next((each for each in found if school_says.at(each.path).is_on), None)


def classes(viewer: Viewer) -> list[Organisation]:
    """Those to whose parents the viewer can write at once."""
    if not school_says.anywhere():
        return []
    found = scopes.organisations(viewer).filter(kind=OrganisationKind.CLASS).order_by("path")
    return [each for each in found if school_at(each) is not None]


def audience(viewer: Viewer, place: Organisation) -> Audience:
    """Whom a message to this class would reach now."""
    found = class_message.audience(place, viewer.family.accounts)
    looks.shows(viewer, *(child for child, _parent in found.pairs), *found.without)
    return found


def are_possible(viewer: Viewer, person: Person) -> bool:
    """Whether the viewer can write to a parent of this person at all."""
    if person.profile != Profile.PUPIL or not school_says.anywhere():
        return False
    return may(viewer, Verb.MESSAGES_WRITE) and school_of(viewer, person) is not None


def _unread(viewer: Viewer) -> Exists:
    """Of the bare command line nobody's mark counts."""
    return read_marks.unread(viewer.person, by_parent=True)


def _for_office(viewer: Viewer) -> Q:
    """Not by a condition: whether a teacher is family may stand where the office does not see."""
    reach = viewer.reach
    alone = who_answers.without_teacher(None if reach.whole_site else reach.ids())
    return Q(with_office=True) | Q(pk__in=alone)
