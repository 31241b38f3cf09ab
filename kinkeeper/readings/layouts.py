"""What organisations chose for their parents: a list for staff, pictures for who sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.organisations.models import Below, Organisation, OrganisationKind
from kinkeeper.parent_features import in_force
from kinkeeper.parent_features.layout import Information
from kinkeeper.parent_features.models import LayoutVersion, Picture
from kinkeeper.readings import children, organisation_tree
from kinkeeper.records.models import School

LATEST = 20


@dataclass(frozen=True)
class Shown:
    """A picture as a page needs it: its number, its size in pixels, and what it shows."""

    id: int
    width: int
    height: int
    said: str


@dataclass(frozen=True)
class Line:
    """One organisation of the list. `by` made the last change at `changed_at`; both are empty where
    nobody has changed anything. `own`: it has a layout of its own."""

    organisation: Organisation
    parents: int
    own: bool
    changed_at: datetime | None
    by: str | None
    by_number: int | None


def listed(viewer: Viewer) -> list[Line]:
    """The organisations within reach that may have a layout: all but classes; by path."""
    places = list(
        scopes.organisations(viewer).exclude(kind=OrganisationKind.CLASS).order_by("path")
    )
    newest = LayoutVersion.objects.filter(organisation__in=places)
    newest = newest.order_by("organisation_id", "-pk").distinct("organisation_id")
    versions = {each.organisation_id: each for each in newest}
    figures = organisation_tree.figures(viewer)
    return [_line(place, figures[place.pk].parents, versions.get(place.pk)) for place in places]


def history(viewer: Viewer, organisation: Organisation) -> list[LayoutVersion]:
    """The last versions of an organisation within reach, the newest first."""
    return list(versions(viewer).filter(organisation=organisation).order_by("-pk")[:LATEST])


def versions(viewer: Viewer) -> QuerySet[LayoutVersion]:
    return LayoutVersion.objects.filter(organisation__in=scopes.organisations(viewer))


def pictures_in(information: Iterable[Information]) -> Mapping[int, Shown]:
    """By number, without what they show: whose page it is has been decided."""
    wanted = [number for each in information for number in each.pictures]
    if not wanted:
        return {}
    found = Picture.objects.filter(pk__in=wanted).defer("content")
    return {each.pk: Shown(each.pk, each.width, each.height, each.said) for each in found}


def picture(viewer: Viewer, number: int) -> Picture | None:
    """For an office one that a layout at or above one of its organisations may have; for a parent
    one that stands on a child's page now: what was removed from there may have had a reason."""
    found = Picture.objects.filter(pk=number)
    if viewer.is_administrator:
        own = scopes.organisations(viewer).values("pk")
        return found.filter(_at_or_above(organisation__in=own)).first()
    if viewer.person is None:
        return None
    shown = {
        each
        for child in children.all_of(viewer.person)
        if child.school_day
        for _standing, information in in_force.of_places(child.arranged_by).information
        for each in information.pictures
    }
    return found.first() if number in shown else None


def hides_behaviour(organisation: Organisation) -> bool:
    """No parent of this school sees behaviour, whatever its layout."""
    return School.objects.filter(organisation=organisation, behaviour_shown=False).exists()


def _at_or_above(**where: object) -> Exists:
    return Exists(Below.objects.filter(root=OuterRef("organisation"), **where))


def _line(place: Organisation, parents: int, newest: LayoutVersion | None) -> Line:
    if newest is None:
        return Line(place, parents, own=False, changed_at=None, by=None, by_number=None)
    return Line(place, parents, newest.own, newest.made_at, newest.made_by_name, newest.made_by)
