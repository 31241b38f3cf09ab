"""What was answered to notices: for who wrote it, and for the school; and who opened them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship
from kinkeeper.families.stated_rights import areas_today
from kinkeeper.families.visibility import lets_see
from kinkeeper.from_home.answer_notice import Disagree, version_of, what_counts
from kinkeeper.from_home.models import NoticeAnswer, NoticeOpening
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.readings import looks, paging
from kinkeeper.records.models import Enrolment, Notice
from kinkeeper.roster.vocabulary import Area

KEPT_IN_VIEW = timedelta(days=30)


def own(parent: Person, notices: Iterable[Notice]) -> dict[tuple[int, int], NoticeAnswer]:
    """(notice, child) -> what this parent answered last to what the notice says now."""
    wanted = {(each.series, each.key): each for each in notices}
    if not wanted:
        return {}
    said = NoticeAnswer.objects.filter(
        answered_by=parent, notice_key__in=[key for _series, key in wanted]
    )
    found = {}
    for each in said.order_by("made_at", "pk"):
        notice = wanted.get((each.notice_series, each.notice_key))
        if notice is not None and each.version == version_of(notice):
            found[notice.pk, each.child_id] = each
    return found


def unanswered(
    parent: Person, child: Person, notices: Iterable[Notice], dates: Mapping[int, date]
) -> list[Notice]:
    """Those that still want an answer of this parent for this child. `dates`: at each school."""
    asked = [
        each
        for each in notices
        if each.needs_answer and (each.deadline is None or each.deadline >= dates[each.school_id])
    ]
    said = own(parent, asked)
    return [each for each in asked if (each.pk, child.pk) not in said]


class Standing(StrEnum):
    """What stands of one pupil's answer."""

    YES = "yes"
    NO = "no"
    DISAGREE = "disagree"
    NONE = "none"


@dataclass(frozen=True)
class ParentsOpening:
    """Whether a parent has opened what the notice says now, or answered it."""

    parent: Person
    opened: bool


@dataclass(frozen=True)
class PupilsAnswer:
    """`said`: all that was answered to what the notice says now, the latest first. `parents`: those
    who see it of this pupil today."""

    pupil: Person
    standing: Standing
    said: Sequence[NoticeAnswer]
    parents: Sequence[ParentsOpening] = ()

    @property
    def opened(self) -> bool:
        return any(each.opened for each in self.parents)


def notices(viewer: Viewer) -> list[Notice]:
    """Those that want an answer and are for pupils of the viewer, until a month after the last day;
    the next last day first."""
    asked = _shown(viewer).filter(
        Q(deadline=None) | Q(deadline__gte=moment().date() - KEPT_IN_VIEW), needs_answer=True
    )
    return list(asked.order_by("deadline", "-published_at", "pk")[: paging.PAGE])


def to_read(viewer: Viewer) -> list[Notice]:
    """The others of the last month, the newest first."""
    found = _shown(viewer).exclude(needs_answer=True)
    found = found.filter(published_at__gte=moment() - KEPT_IN_VIEW)
    return list(found.order_by("-published_at", "pk")[: paging.PAGE])


def _shown(viewer: Viewer) -> QuerySet[Notice]:
    """What parents may see now, for pupils of the viewer."""
    now = moment()
    found = within_reach(viewer).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=now))
    return found.select_related("school__organisation", "group")


def within_reach(viewer: Viewer) -> QuerySet[Notice]:
    """All that were ever published for pupils of the viewer."""
    found = Notice.objects.filter(_for_pupils_of(viewer), published_at__lte=moment())
    return found.select_related("group", "school")


def answers(viewer: Viewer, notice: Notice) -> list[PupilsAnswer]:
    """Of each pupil for whom the notice is and whom the viewer sees, by name; nobody of the own
    family, of whom a colleague takes care."""
    pupils = _pupils(viewer).filter(pk__in=_addressed(notice))
    said: Mapping[int, list[NoticeAnswer]] = _said(notice)
    version = version_of(notice)
    ordered = list(pupils.order_by("family_name", "given_name", "pk"))
    looks.shows(viewer, *ordered)
    parents = _parents(viewer, notice, ordered)
    return [
        PupilsAnswer(pupil, _standing(said[pupil.pk], version), said[pupil.pk], parents[pupil.pk])
        for pupil in ordered
    ]


def _parents(
    viewer: Viewer, notice: Notice, pupils: Sequence[Person]
) -> Mapping[int, list[ParentsOpening]]:
    """Pupil -> the parents who see the school day today, by name; without the other adults of an
    own child (K19)."""
    about = {"version": version_of(notice), "child": OuterRef("child")}
    opened = NoticeOpening.objects.filter(**about, notice=notice, opened_by=OuterRef("parent"))
    answered = NoticeAnswer.objects.filter(
        **about,
        notice_series=notice.series,
        notice_key=notice.key,
        answered_by=OuterRef("parent"),
    )
    connected = Relationship.objects.filter(
        lets_see(),
        scopes.shown(viewer, "parent_id"),
        child__in=[pupil.pk for pupil in pupils],
        parent__state=PersonState.ACTIVE,
    ).exclude(parent__in=viewer.family.adults)
    seeing = connected.select_related("parent").annotate(
        areas=areas_today("parent_id", "child_id"), opened=Exists(opened) | Exists(answered)
    )
    found: dict[int, list[ParentsOpening]] = defaultdict(list)
    for each in seeing.order_by("parent__family_name", "parent__given_name", "parent_id"):
        if Area.SCHOOL_DAY in each.areas:
            found[each.child_id].append(ParentsOpening(each.parent, each.opened))
    return found


def counted(found: Iterable[PupilsAnswer]) -> Mapping[Standing, int]:
    counts = Counter(each.standing for each in found)
    return {standing: counts[standing] for standing in Standing}


def _standing(said: Iterable[NoticeAnswer], version: str) -> Standing:
    try:
        return Standing(what_counts(said, version) or Standing.NONE)
    except Disagree:
        return Standing.DISAGREE


def _said(notice: Notice) -> Mapping[int, list[NoticeAnswer]]:
    """Of those who still see the child: who was disconnected says nothing any more."""
    found: dict[int, list[NoticeAnswer]] = defaultdict(list)
    still = Relationship.objects.filter(
        lets_see(), parent=OuterRef("answered_by"), child=OuterRef("child")
    )
    said = NoticeAnswer.objects.filter(
        Q(answered_by=None) | Exists(still),
        notice_series=notice.series,
        notice_key=notice.key,
        version=version_of(notice),
    )
    for each in said.select_related("answered_by").order_by("-made_at", "-pk"):
        found[each.child_id].append(each)
    return found


def _pupils(viewer: Viewer) -> QuerySet[Person]:
    pupils = scopes.people(viewer).filter(profile=Profile.PUPIL, state=PersonState.ACTIVE)
    return pupils.exclude(pk__in=viewer.family.children)


def _for_pupils_of(viewer: Viewer) -> Q:
    """Of the viewer's schools; for a teacher also of the groups of the own pupils alone."""
    if not may(viewer, Verb.NOTICES_FOLLOW):
        return Q(pk__in=[])
    if viewer.reach.whole_site:
        return Q()
    if viewer.is_administrator:
        return Q(school__organisation__in=viewer.reach.ids())
    mine = Enrolment.objects.filter(role="pupil", person__in=_pupils(viewer).values("pk"))
    of_school = Q(group=None, pupil=None, school__in=mine.values("school"))
    return of_school | Q(group__in=mine.values("group")) | Q(pupil__in=_pupils(viewer).values("pk"))


def _addressed(notice: Notice) -> QuerySet[Enrolment, int] | list[int]:
    """Internal IDs of the pupils for whom it is today."""
    if notice.pupil_id is not None:
        return [notice.pupil_id]
    today = moment().date()
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    going = Q(ends_on=None) | Q(ends_on__gte=today)
    enrolled = Enrolment.objects.filter(begun, going, role="pupil", school=notice.school_id)
    if notice.group_id is not None:
        enrolled = enrolled.filter(group=notice.group_id)
    return enrolled.values_list("person_id", flat=True)
