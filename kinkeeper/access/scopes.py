"""Where every look-up starts: the rows this viewer may see. What is outside does not exist."""

from collections.abc import Collection

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet

from kinkeeper.access.rules import SCHOOLS_OWN, Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential
from kinkeeper.families.areas import Rights
from kinkeeper.families.models import PendingRelationship, Question, QuestionKind, Relationship
from kinkeeper.families.release import inside
from kinkeeper.families.stated_rights import areas_to_act_in_today, areas_today
from kinkeeper.families.visibility import goes_on, lets_see
from kinkeeper.from_home.models import AbsenceReport
from kinkeeper.intake.models import Import
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.letters.models import Batch
from kinkeeper.meetings.models import Booking
from kinkeeper.messaging import school_says
from kinkeeper.messaging.models import Conversation, Member, Sending
from kinkeeper.messaging.who_answers import answers
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.people.reach import within
from kinkeeper.roster.vocabulary import Area
from kinkeeper.sources.models import Source


def organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """What the viewer administers or teaches."""
    if viewer.reach.whole_site:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=viewer.reach.ids())


def shown(viewer: Viewer, *people: str) -> Q:
    """A condition on a query: none of the people in these fields is hidden from the viewer (K28).
    A field may be empty."""
    hidden = viewer.hidden
    if not hidden:
        return Q()
    return ~Q(*[Q(**{f"{each}__in": hidden}) for each in people], _connector=Q.OR)


def people(viewer: Viewer) -> QuerySet[Person]:
    """For administrators the people of their organisations; for a teacher the pupils of the own
    classes and those pupils' parents; for everybody else nobody."""
    if not may(viewer, Verb.PEOPLE_SEE):
        return Person.objects.none()
    everybody = Person.objects.filter(shown(viewer, "pk"))
    inside = within(viewer.reach)
    if viewer.is_administrator:
        return everybody.filter(inside)
    if viewer.profile != Profile.TEACHER:
        return everybody.none()
    pupils = active_pupils(viewer)
    parents = Relationship.objects.filter(goes_on(), child__in=pupils)
    # one list, looked up by number: with two, joined by an "or", everybody would be read
    return everybody.filter(pk__in=pupils.values("pk").union(parents.values("parent_id")))


def active_pupils(viewer: Viewer) -> QuerySet[Person]:
    """The pupils among `people`, without a look at their parents."""
    if not may(viewer, Verb.PEOPLE_SEE):
        return Person.objects.none()
    pupils = Person.objects.filter(profile=Profile.PUPIL, state=PersonState.ACTIVE)
    return pupils.filter(shown(viewer, "pk"), within(viewer.reach))


def with_places(viewer: Viewer, people: QuerySet[Person]) -> QuerySet[Person]:
    """The people with their `organisations` fetched, as far as the viewer reaches (K14)."""
    return people.prefetch_related(Prefetch("organisations", organisations(viewer)))


def editable_people(viewer: Viewer) -> QuerySet[Person]:
    """Those the viewer may change, trash, restore and issue credentials for; nobody of the own
    family (`own_family`)."""
    if not may(viewer, Verb.PEOPLE_EDIT):
        return Person.objects.none()
    found = people(viewer).exclude(pk__in=viewer.family.accounts)
    if viewer.is_system_administrator:
        return found
    return found.filter(profile__in=SCHOOLS_OWN)


def children(parent: Person) -> QuerySet[Person]:
    """The children this person sees as a parent, now: K16, K17, K35.

    Both must be active, and the relationship must let the parent see the child today. What the
    person is besides (a teacher, an administrator) adds nothing here. None while the site waits
    after a restore: a relationship may have ended since the backup.
    """
    if not parent.is_active or restore_hold.state() is not None:
        return Person.objects.none()
    relationships = Relationship.objects.filter(lets_see(), parent=parent)
    return Person.objects.filter(
        pk__in=relationships.values("child_id"), state=PersonState.ACTIVE, profile=Profile.PUPIL
    )


def has_children(person: Person) -> bool:
    """Whether `children` finds anybody. Most who work at a school are nobody's parent: every page
    asks, and is told by one index."""
    return Relationship.objects.filter(parent=person).exists() and children(person).exists()


def children_with_rights(parent: Person) -> dict[Person, Rights]:
    """The same, the oldest first, each with the areas of which the person may see something today,
    and in which the person may act (K16); none: nothing but that there is this child."""
    found = children(parent).annotate(
        sees=areas_today(parent.pk, "pk"), acts=areas_to_act_in_today(parent.pk, "pk")
    )
    ordered = found.order_by("birth_date", "given_name", "pk")
    return {
        child: Rights(frozenset(map(Area, child.sees)), frozenset(map(Area, child.acts)))
        for child in ordered
    }


def relationships(viewer: Viewer) -> QuerySet[Relationship]:
    """Relationships whose child (or, without one in reach, whose parent) the viewer administers."""
    relationships = Relationship.objects.select_related("parent", "child")
    if not (may(viewer, Verb.PEOPLE_SEE) and viewer.is_staff):
        return relationships.none()
    seen = shown(viewer, "parent_id", "child_id")
    return relationships.filter(seen, within(viewer.reach, "child_id"))


def absence_reports(viewer: Viewer) -> QuerySet[AbsenceReport]:
    """What parents reported of pupils whom the viewer administers or teaches."""
    reports = AbsenceReport.objects.select_related("child", "reported_by")
    if not may(viewer, Verb.ABSENCE_CONFIRM):
        return reports.none()
    mine = reports.filter(shown(viewer, "child_id", "reported_by_id"))
    return mine.filter(within(viewer.reach, "child_id"))


def conversations(viewer: Viewer) -> QuerySet[Conversation]:
    """An office's: those that its schools keep, of pupils who are there. A teacher's: those the
    teacher is in, of pupils whom the teacher still teaches at that school (K14). None about an own
    child, and none of another parent of one (K19)."""
    found = Conversation.objects.select_related("child", "parent", "school")
    if not may(viewer, Verb.MESSAGES_WRITE) or school_says.stopped():
        return found.none()
    mine = found.filter(shown(viewer, "child_id", "parent_id"), within(viewer.reach, "child_id"))
    mine = mine.exclude(child_id__in=viewer.family.children)
    mine = mine.exclude(parent_id__in=viewer.family.adults)
    if viewer.reach.whole_site:
        return mine
    if viewer.is_administrator:
        return mine.filter(school__in=viewer.reach.ids())
    joined = Member.objects.filter(answers(), conversation=OuterRef("pk"), staff=viewer.person)
    return mine.filter(Exists(joined))


def sendings(viewer: Viewer) -> QuerySet[Sending]:
    """Messages to classes: an office's those of its classes, a teacher's the own ones to classes
    that are still the own."""
    found = Sending.objects.select_related("place")
    if not may(viewer, Verb.MESSAGES_WRITE) or school_says.stopped():
        return found.none()
    if viewer.reach.whole_site:
        return found
    mine = found.filter(place__in=viewer.reach.ids())
    return mine if viewer.is_administrator else mine.filter(made_by=viewer.actor.person_id)


def meeting_bookings(viewer: Viewer, bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Of these, those for pupils whom the viewer administers or teaches."""
    if not may(viewer, Verb.MEETINGS_OFFER):
        return bookings.none()
    mine = bookings.filter(shown(viewer, "child_id", "parent_id"))
    return mine.filter(within(viewer.reach, "child_id"))


def pending(viewer: Viewer) -> QuerySet[PendingRelationship]:
    """Waits of parents within reach that belong to the viewer's organisations (K8): a pending
    relationship of another school, or of the whole site, would tell which child is expected
    elsewhere."""
    pendings = PendingRelationship.objects.select_related("parent")
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return pendings.none()
    pendings = pendings.filter(shown(viewer, "parent_id", "child_id"))
    if viewer.reach.whole_site:
        return pendings
    mine = pendings.filter(reach__isnull=False, reach__contained_by=viewer.reach.ids())
    return mine.filter(within(viewer.reach, "parent_id"))


def questions(
    viewer: Viewer, kinds: Collection[str] = frozenset(QuestionKind.values)
) -> QuerySet[Question]:
    """What there is to decide, answered or not: about a relationship, where the child is the
    viewer's; about a key or rows, where the import reached no further than the viewer does (K14); a
    release, where a part of it is the viewer's. Only of these kinds: each sort costs the database
    a look at tables of its own."""
    asked = Question.objects.select_related("parent", "child")
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return asked.none()
    asked = asked.filter(shown(viewer, "parent_id", "child_id"))
    if viewer.reach.whole_site:
        return asked
    of_pairs = {QuestionKind.PROPOSED, QuestionKind.HELD_BACK, QuestionKind.BLOCK_LIFT}
    pairs, of_keys = of_pairs.intersection(kinds), set(kinds) - of_pairs - {QuestionKind.RELEASE}
    mine = Q(pk__in=[])
    if pairs:
        mine |= Q(kind__in=pairs) & within(viewer.reach, "child_id")
    if of_keys:
        of_key = Q(kind__in=of_keys, reach__isnull=False, reach__contained_by=viewer.reach.ids())
        mine |= of_key & (Q(parent=None) | within(viewer.reach, "parent_id"))
    if QuestionKind.RELEASE in kinds:
        parts = inside(viewer.reach).values("question")
        mine |= Q(kind=QuestionKind.RELEASE, pk__in=parts)
    return asked.filter(mine)


def imports(viewer: Viewer) -> QuerySet[Import]:
    """A school administrator sees the own imports and those into the own organisations that
    reached no further than the viewer does."""
    found = Import.objects.select_related("organisation", "made_by")
    if not may(viewer, Verb.IMPORTS_RUN):
        return found.none()
    if viewer.reach.whole_site:
        return found
    return found.filter(
        organisation_id__in=viewer.reach.ids(),
        reach__isnull=False,
        reach__contained_by=viewer.reach.ids(),
    )


def sources(viewer: Viewer) -> QuerySet[Source]:
    """As with imports: those into the own organisations that reach no further than the viewer."""
    found = Source.objects.select_related("organisation")
    if not may(viewer, Verb.SOURCES_KEEP):
        return found.none()
    if viewer.reach.whole_site:
        return found
    return found.filter(
        organisation_id__in=viewer.reach.ids(),
        reach__isnull=False,
        reach__contained_by=viewer.reach.ids(),
    )


def batches(viewer: Viewer) -> QuerySet[Batch]:
    """A batch of letters belongs to its maker; system administrators see that it exists."""
    if not may(viewer, Verb.CREDENTIALS_ISSUE):
        return Batch.objects.none()
    if viewer.reach.whole_site:
        return Batch.objects.all()
    return Batch.objects.filter(made_by=viewer.actor.person_id)


def credentials(viewer: Viewer) -> QuerySet[Credential]:
    """Those of the viewer's people, issued by whomever."""
    if not may(viewer, Verb.CREDENTIALS_ISSUE):
        return Credential.objects.none()
    return Credential.objects.filter(person__in=people(viewer))


def _among(viewer: Viewer) -> QuerySet[Membership]:
    """Correlated to a line of the journal: pupils of the viewer's organisations among many who were
    seen together."""
    any_of_them = Func(OuterRef("children"), function="ANY")
    is_one = Func(
        F("person_id"),
        any_of_them,
        template="%(expressions)s",
        arg_joiner=" = ",
        output_field=BooleanField(),
    )
    return Membership.objects.filter(is_one, organisation_id__in=viewer.reach.ids())


def journal(viewer: Viewer) -> QuerySet[Entry]:
    """The whole journal, or the lines about the viewer's organisations and their people, and the
    viewer's own acts. An own try at something out of reach is not among them: that there is such a
    line would tell that there is such a thing (K14)."""
    if not may(viewer, Verb.JOURNAL_READ):
        return Entry.objects.none()
    entries = Entry.objects.filter(shown(viewer, "person_id", "child_id"))
    if viewer.family.adults:  # no more of another parent of an own child than any parent (K19)
        sent = Q(action__regex=r"^((absence|meeting|message|notice)\.|learning-plan\.comment)")
        others = sent & Q(child_id__in=viewer.family.children) & ~Q(actor_id=viewer.actor.person_id)
        entries = entries.exclude(Q(person_id__in=viewer.family.adults) | others)
    if viewer.reach.whole_site:
        return entries
    inside = Person.objects.filter(within(viewer.reach)).values("pk")
    about = Q(person_id__in=inside) | Q(child_id__in=inside) | Q(Exists(_among(viewer)))
    me = viewer.actor.person_id
    # what a school did with a pupil is no other school's of the same pupil (K14)
    about &= Q(organisation_id=None) | Q(organisation_id__in=viewer.reach.ids())
    places = Q(organisation_id__in=viewer.reach.ids(), person_id=None, child_id=None)
    own = Q(actor_id=me, outcome=Outcome.DONE)
    nobody_else = Q(person_id=None) | Q(person_id=viewer.actor.person_id)
    # which office released an account, or did not, is not told to the one that asked (K38)
    theirs = Q(action__in=["release.given", "release.refused"]) & ~Q(actor_id=me)
    return entries.filter(about | places | own & nobody_else & Q(child_id=None)).exclude(theirs)
