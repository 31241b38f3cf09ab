"""About whom somebody at work may enter school records, and which entries are theirs to change.

The wall holds the same against what is added (`wall.may_enter`).
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.records.by_hand.audience import TEACHES, going_on, today_of
from kinkeeper.records.entries import BY_HAND
from kinkeeper.records.models import (
    Assignment,
    Attendance,
    Document,
    Enrolment,
    Group,
    HandEntry,
    LearningPlan,
    Remark,
    Result,
    School,
)
from kinkeeper.roster.vocabulary import ENTRY


def schools(viewer: Viewer) -> QuerySet[School]:
    """An office's own; a teacher's, where enrolments name the teacher today (K35)."""
    found = School.objects.select_related("organisation")
    if not may(viewer, Verb.RECORDS_ENTER):
        return found.none()
    if viewer.reach.whole_site:
        return found
    if viewer.is_administrator:
        return found.filter(organisation__in=viewer.reach.ids())
    if viewer.person is None:
        return found.none()
    today = going_on(date_of(viewer.person))
    teaching = Enrolment.objects.filter(today, person=viewer.person, role__in=TEACHES)
    return found.filter(pk__in=teaching.values("school"))


def groups(viewer: Viewer, school: School) -> QuerySet[Group]:
    """Those of the school that have pupils today; for a teacher only those which the enrolments
    call the teacher's own today."""
    today = going_on(today_of(school))
    here = Group.objects.filter(school=school)
    if viewer.is_administrator:
        taught = Enrolment.objects.filter(today, group=OuterRef("pk"), role="pupil")
    else:
        taught = Enrolment.objects.filter(
            today, group=OuterRef("pk"), person=viewer.person, role__in=TEACHES
        )
    return here.filter(Exists(taught)).order_by("sort", "title", "pk")


def group(viewer: Viewer, number: int) -> QuerySet[Group]:
    """The group with this internal ID, where it is one of them."""
    found = Group.objects.select_related("school__organisation").filter(
        pk=number, school__in=schools(viewer)
    )
    one = found.first()
    return found.filter(pk__in=groups(viewer, one.school).values("pk")) if one else found


def work(viewer: Viewer, number: int) -> QuerySet[Assignment]:
    """The assignment with this internal ID, where its class is one of them."""
    found = Assignment.objects.select_related("group", "school__organisation").filter(
        pk=number, withdrawn_at=None
    )
    one = found.first()
    return found.filter(group__in=group(viewer, one.group_id).values("pk")) if one else found


def may_address_school(viewer: Viewer) -> bool:
    """Whether what is entered may be for a whole school: an office alone speaks for it."""
    return viewer.is_administrator and may(viewer, Verb.RECORDS_ENTER)


def pupils(viewer: Viewer, group: Group) -> QuerySet[Person]:
    """Those in the group today about whom the viewer may enter something: nobody of the own
    family, of whom a colleague takes care."""
    here = Enrolment.objects.filter(going_on(today_of(group.school)), group=group, role="pupil")
    mine = scopes.people(viewer).filter(profile=Profile.PUPIL, state=PersonState.ACTIVE)
    mine = mine.filter(pk__in=here.values("person")).exclude(pk__in=viewer.family.children)
    return mine.order_by("family_name", "given_name", "pk")


def by_which_group(viewer: Viewer, pupil: Person) -> Group | None:
    """A group of the pupil's for which the viewer may enter records about the pupil."""
    if pupil.pk in viewer.family.children:
        return None
    enrolled = Enrolment.objects.filter(person=pupil, role="pupil", school__in=schools(viewer))
    for each in enrolled.select_related("school__organisation").order_by("group__sort", "pk"):
        mine = groups(viewer, each.school).filter(pk=each.group_id)
        found = mine.select_related("school__organisation").first()
        if found is not None and pupils(viewer, found).filter(pk=pupil.pk).exists():
            return found
    return None


def entries(viewer: Viewer) -> QuerySet[HandEntry]:
    """An office's all of its schools; a teacher's the own ones, as long as the classes are."""
    found = HandEntry.objects.select_related("school__organisation")
    theirs = found.filter(school__in=schools(viewer)).exclude(pk__in=_of_own_family(viewer))
    if viewer.is_administrator:
        return theirs
    own: Collection[int] = [
        group.pk for school in schools(viewer) for group in groups(viewer, school)
    ]
    return theirs.filter(made_by=viewer.actor.person_id, groups__contained_by=own).exclude(
        groups=[]
    )


def _of_own_family(viewer: Viewer) -> list[int]:
    """The entries that say something of an own child: a colleague's."""
    children = viewer.family.children
    if not children:
        return []
    kinds: tuple[type[Attendance | Document | LearningPlan | Remark | Result], ...] = (
        Attendance, Document, LearningPlan, Remark, Result,
    )  # fmt: skip
    sources = [
        source
        for model in kinds
        for source in model._default_manager.filter(series=BY_HAND, pupil__in=children).values_list(
            "source", flat=True
        )
    ]
    return [int(source.removeprefix(ENTRY)) for source in sources]
