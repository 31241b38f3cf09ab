"""What parents sent as their new contact data: for who sent it, and for the office that decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.from_home.models import ContactChange, ContactChangeState
from kinkeeper.people.models import Person
from kinkeeper.readings import paging
from kinkeeper.registry import contact_changes
from kinkeeper.roster.fields import BY_NAME

# How long a decision stays in view.
KEPT_IN_VIEW = timedelta(days=30)


@dataclass(frozen=True)
class Field:
    """`now`: what is stored, blank for nothing; `wanted`: what the parent wishes."""

    label: str
    now: str
    wanted: str


@dataclass(frozen=True)
class Shown:
    """`mark`: what is looked at, for whoever accepts it."""

    change: ContactChange
    fields: Sequence[Field]
    mark: str = ""


@dataclass(frozen=True)
class OfOffice:
    """`waiting`: the oldest first. `more_wait`: how many are not listed. `decided`: the latest
    first, with what was there when it was sent."""

    waiting: Sequence[Shown]
    more_wait: int
    decided: Sequence[Shown]


def own(parent: Person) -> Sequence[Shown]:
    """What this parent sent: what waits, and what was decided lately; the latest first."""
    mine = ContactChange.objects.filter(person=parent, made_at__gte=Now() - KEPT_IN_VIEW)
    waits = ContactChange.objects.filter(person=parent, state=ContactChangeState.SENT)
    return [_shown(each) for each in (mine | waits).order_by("-made_at", "-pk")[: paging.PAGE]]


def of_office(viewer: Viewer) -> OfOffice:
    waits = _waiting(viewer).order_by("made_at", "pk")
    found = list(waits[: paging.PAGE])
    more = waits.count() - len(found) if len(found) == paging.PAGE else 0
    decided = of(viewer).exclude(state=ContactChangeState.SENT)
    decided = decided.filter(made_at__gte=Now() - KEPT_IN_VIEW).order_by("-made_at", "-pk")
    latest = [_shown(each) for each in decided[: paging.PAGE]]
    return OfOffice([_shown(each, now=True) for each in found], more, latest)


def within_reach(viewer: Viewer) -> QuerySet[ContactChange]:
    """Those of people whom the viewer sees at work, the own family among them."""
    return ContactChange.objects.select_related("person").filter(person__in=scopes.people(viewer))


def of(viewer: Viewer) -> QuerySet[ContactChange]:
    """Those of parents whose account the viewer may change; none of the own family."""
    return within_reach(viewer).filter(person__in=scopes.editable_people(viewer))


def waiting(viewer: Viewer) -> int:
    """How many wait, counted no further than a person cares."""
    return paging.few(_waiting(viewer))


def _waiting(viewer: Viewer) -> QuerySet[ContactChange]:
    return of(viewer).filter(state=ContactChangeState.SENT)


def _shown(change: ContactChange, *, now: bool = False) -> Shown:
    old = contact_changes.now(change.person) if now else change.before
    fields = [
        Field(_(BY_NAME[name].label), old[name], change.values[name])
        for name in contact_changes.FIELDS
        if name in change.values
    ]
    return Shown(change, fields, contact_changes.mark(change, change.person) if now else "")
