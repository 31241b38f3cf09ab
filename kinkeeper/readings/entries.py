"""What was entered by hand: for an office of its schools, for a teacher the own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kinkeeper.access import entering
from kinkeeper.access.viewer import Viewer
from kinkeeper.organisations.local_date import moment
from kinkeeper.readings import paging
from kinkeeper.records.by_hand import audience
from kinkeeper.records.by_hand.write import table_of
from kinkeeper.records.entries import BY_HAND
from kinkeeper.records.models import Group, HandEntry, School
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.records.kinds import BY_NAME


class Sight(StrEnum):
    """Whether parents see it now."""

    SHOWN = "shown"
    LATER = "later"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Shown:
    """`title` of the first of its records, or empty; `groups`: what the classes are called, none:
    the whole school. `since`: from when parents see it, None where it has no such moment."""

    entry: HandEntry
    title: str
    groups: Sequence[str]
    sight: Sight
    since: datetime | None


@dataclass(frozen=True)
class Place:
    """A school for which something may be entered, with the classes of the viewer."""

    school: School
    groups: Sequence[Group]
    whole: bool


def listed(viewer: Viewer) -> list[Shown]:
    """The latest first."""
    found = entering.entries(viewer).order_by("-made_at", "-pk")[: paging.PAGE]
    return _shown(list(found))


def one(entry: HandEntry) -> Shown:
    return _shown([entry])[0]


def records(entry: HandEntry) -> list[Sourced]:
    """What stands of it, in the order in which it was entered."""
    model = table_of(BY_NAME[entry.kind])
    found = model._default_manager.filter(series=BY_HAND, source=entry.source)
    return list(found.order_by("pk"))


def schools(viewer: Viewer) -> list[School]:
    return list(entering.schools(viewer).order_by("organisation__path", "pk"))


def place(viewer: Viewer, school: School) -> Place:
    groups = list(entering.groups(viewer, school))
    return Place(school, groups, entering.may_address_school(viewer))


def count(school: School, groups: Iterable[Group], on: date | datetime) -> int:
    """For how many pupils it is: who is there on this day, or at this moment."""
    if isinstance(on, datetime):
        on = on.astimezone(audience.zone_of(school)).date()
    return audience.pupils(school, [group.pk for group in groups], on)


def groups_of(entry: HandEntry) -> list[Group]:
    return list(Group.objects.filter(pk__in=entry.groups).order_by("title", "pk"))


def _shown(found: Sequence[HandEntry]) -> list[Shown]:
    first = _first_records(found)
    numbers = {number for each in found for number in each.groups}
    titles = dict(Group.objects.filter(pk__in=numbers).values_list("pk", "title"))
    now = moment()
    return [
        Shown(
            each,
            getattr(first.get(each.source), "title", ""),
            [titles[number] for number in each.groups if number in titles],
            _sight(each, first.get(each.source), now),
            getattr(first.get(each.source), "published_at", None),
        )
        for each in found
    ]


def _first_records(found: Sequence[HandEntry]) -> dict[str, Sourced]:
    """By source."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for entry in found:
        by_kind[entry.kind].append(entry.source)
    first: dict[str, Sourced] = {}
    for kind, sources in by_kind.items():
        model = table_of(BY_NAME[kind])
        for each in model._default_manager.filter(series=BY_HAND, source__in=sources).order_by(
            "pk"
        ):
            first.setdefault(each.source, each)
    return first


def _sight(entry: HandEntry, first: Sourced | None, now: datetime) -> Sight:
    if entry.withdrawn_at is not None or first is None:
        return Sight.WITHDRAWN
    published = getattr(first, "published_at", None)
    if published is not None and published > now:
        return Sight.LATER
    expires = getattr(first, "expires_at", None)
    return Sight.OVER if expires is not None and expires <= now else Sight.SHOWN
