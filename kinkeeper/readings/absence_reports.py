"""What parents reported of absence: for who wrote it, for another parent, and for the school."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.from_home.models import AbsenceReport, ReportState
from kinkeeper.from_home.told_absence import to_asking_parent
from kinkeeper.people.local_date import local_date
from kinkeeper.people.models import Person
from kinkeeper.readings import looks, paging
from kinkeeper.roster.vocabulary import Area

# How long a parent finds an own report after its last day.
KEPT_IN_VIEW = timedelta(days=14)


def reportable(parent: Person) -> list[Person]:
    """The children whose absence this parent may report today, the oldest first."""
    rights = scopes.children_with_rights(parent)
    return [child for child in rights if Area.ABSENCE in rights[child].acts]


def own(parent: Person) -> list[AbsenceReport]:
    """What this parent reported of children whose absence the parent still sees (K17), until some
    days after; the next day first."""
    found = _of_seen(parent).filter(last_on__gte=local_date("child_id") - KEPT_IN_VIEW)
    return sorted(found, key=lambda each: (each.days[0], each.pk))


def of_oneself(pupil: Person) -> list[AbsenceReport]:
    """What a pupil of age reported, until some days after; the next day first."""
    found = AbsenceReport.objects.filter(child=pupil, reported_by=pupil)
    found = found.filter(last_on__gte=local_date("child_id") - KEPT_IN_VIEW)
    return list(found.select_related("child").order_by("days", "pk"))


def one_of(parent: Person, number: int) -> AbsenceReport | None:
    return _of_seen(parent).filter(pk=number).first()


def known() -> dict[tuple[int, str], list[date]]:
    """(child, who at the school noted it) -> the days from today on, of which the school knows that
    the child is away; asked as the signed-in parent."""
    found: dict[tuple[int, str], list[date]] = defaultdict(list)
    for each in to_asking_parent():
        days = found[each.child, each.entered_by]
        if each.ahead and each.told.day not in days:
            days.append(each.told.day)
    return {whose: days for whose, days in found.items() if days}


def _of_seen(parent: Person) -> QuerySet[AbsenceReport]:
    seen = [
        child.pk
        for child, rights in scopes.children_with_rights(parent).items()
        if Area.ABSENCE in rights.sees
    ]
    reports = AbsenceReport.objects.filter(reported_by=parent, child__in=seen)
    return reports.select_related("child")


@dataclass(frozen=True)
class OfSchool:
    """`waiting`: the next day first. `more_wait`: how many are not listed. `decided`: what was
    answered or withdrawn, the latest first."""

    waiting: Sequence[AbsenceReport]
    more_wait: int
    decided: Sequence[AbsenceReport]


def of_school(viewer: Viewer) -> OfSchool:
    """The reports whose last day is not long over."""
    waits = _waiting(viewer).order_by("days", "pk")
    found = list(waits[: paging.PAGE])
    more = waits.count() - len(found) if len(found) == paging.PAGE else 0
    others = _recent(viewer).exclude(state=ReportState.SENT).order_by("-made_at", "-pk")
    decided = list(others[: paging.PAGE])
    looks.shows(viewer, *(each.child for each in (*found, *decided)))
    return OfSchool(found, more, decided)


def waiting(viewer: Viewer) -> int:
    """How many wait, counted no further than a person cares."""
    return paging.few(_waiting(viewer))


def _waiting(viewer: Viewer) -> QuerySet[AbsenceReport]:
    return _recent(viewer).filter(state=ReportState.SENT)


def _recent(viewer: Viewer) -> QuerySet[AbsenceReport]:
    """None of the own children, nor what another parent of them wrote of any child: a colleague
    decides about those (K19)."""
    family = viewer.family
    mine = scopes.absence_reports(viewer).exclude(child_id__in=family.children)
    mine = mine.exclude(reported_by_id__in=family.adults)
    return mine.filter(last_on__gte=local_date("child_id") - KEPT_IN_VIEW)


def on_day(viewer: Viewer, pupils: Sequence[Person], day: date) -> dict[int, AbsenceReport]:
    """Pupil -> what was reported of this day and not declined; the latest of several."""
    found = scopes.absence_reports(viewer).exclude(reported_by_id__in=viewer.family.adults)
    told = found.filter(
        child__in=[pupil.pk for pupil in pupils],
        days__contains=[day],
        state__in=[ReportState.SENT, ReportState.CONFIRMED],
    )
    looks.shows(viewer, *(each.child for each in told))
    return {each.child_id: each for each in told.order_by("made_at", "pk")}


def to_export(viewer: Viewer) -> list[AbsenceReport]:
    """All but what was withdrawn, in the order of their days."""
    found = _recent(viewer).exclude(state=ReportState.WITHDRAWN).order_by("days", "pk")
    reports = list(found)
    looks.shows(viewer, *(each.child for each in reports))
    return reports
