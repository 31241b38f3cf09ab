"""A teacher's own pupils, and how far the parents of each are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum, auto

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person, PersonState
from kinkeeper.readings import looks

PAGE = 50


class WayIn(StrEnum):
    """How far a parent is. A code that is too old is none."""

    SIGNED_IN = auto()
    HAS_CODE = auto()
    NO_CODE = auto()


@dataclass(frozen=True)
class Parent:
    id: int
    name: str
    way_in: WayIn


@dataclass(frozen=True)
class Pupil:
    person: Person
    parents: list[Parent]


@dataclass(frozen=True)
class Found:
    pupils: list[Pupil]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        return max(1, -(-self.total // PAGE))


def classes(viewer: Viewer) -> list[Organisation]:
    """The viewer's own, and mentor groups, by path."""
    return list(scopes.organisations(viewer).order_by("path"))


def find(
    viewer: Viewer, *, not_reached: bool, page: int, of_class: Organisation | None = None
) -> Found:
    """One page of the pupils of the viewer's classes, or of this one, by name; with `not_reached`
    those of whom no parent has signed in yet."""
    people = scopes.active_pupils(viewer)
    if of_class is not None:
        people = people.filter(memberships__organisation=of_class)
    if not_reached:
        people = people.filter(~Q(Exists(_connected().filter(inside(), child=OuterRef("pk")))))
    total = people.count()
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    ordered = scopes.with_places(viewer, people).order_by("family_name", "given_name", "pk")
    shown = list(ordered[(page - 1) * PAGE : page * PAGE])
    looks.shows(viewer, *shown)
    parents = _parents(viewer, [pupil.pk for pupil in shown])
    return Found([Pupil(pupil, parents[pupil.pk]) for pupil in shown], total, page)


def inside() -> Q:
    """Relationships whose parent has signed in."""
    return Q(parent__last_login__isnull=False)


def _connected() -> QuerySet[Relationship]:
    return Relationship.objects.filter(goes_on(), parent__state=PersonState.ACTIVE)


def _parents(viewer: Viewer, pupils: Collection[int]) -> dict[int, list[Parent]]:
    """Without the other adults of an own child (K19)."""
    usable = Credential.objects.filter(
        person=OuterRef("parent"), state=CredentialState.ISSUED, expires_at__gt=Now()
    )
    relationships = (
        _connected()
        .filter(~Q(parent__in=viewer.family.adults), child__in=list(pupils))
        .select_related("parent")
        .annotate(has_code=Exists(usable))
        .order_by("parent__family_name", "parent__given_name", "parent_id")
    )
    found: dict[int, list[Parent]] = defaultdict(list)
    for each in relationships:
        way_in = WayIn.HAS_CODE if each.has_code else WayIn.NO_CODE
        if each.parent.last_login is not None:
            way_in = WayIn.SIGNED_IN
        found[each.child_id].append(Parent(each.parent_id, each.parent.full_name, way_in))
    return found
