"""The mark of a protected person, for the staff who are named for it (K28)."""

from dataclasses import dataclass
from datetime import date

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import STAFF, Person, PersonState
from kinkeeper.people.protection_models import Protection

MOST = 200  # staff who are offered


@dataclass(frozen=True)
class ShownMark:
    """`named` are those of the staff whom the viewer reaches; `others` counts the rest."""

    reason: str
    review_on: date | None
    since: date
    by: str
    named: list[Person]
    others: int


def mark_of(viewer: Viewer, person: Person) -> ShownMark | None:
    """None where the person has none; whom the viewer sees, the viewer is named for."""
    mark = Protection.objects.filter(person=person).first()
    if mark is None:
        return None
    numbers = set(mark.named.values_list("staff_id", flat=True))
    named = list(scopes.people(viewer).filter(pk__in=numbers).order_by("family_name", "pk"))
    return ShownMark(
        mark.reason,
        mark.review_on,
        mark.made_at.date(),
        viewer.by_name(mark.made_by, mark.made_by_name),
        named,
        len(numbers) - len(named),
    )


def is_protected(person: Person) -> bool:
    """For who has named them exactly; a page asks of nobody else."""
    with whole_site():
        return Protection.objects.filter(person=person).exists()


def staff(viewer: Viewer, person: Person) -> list[Person]:
    """Who could be named: staff in the viewer's reach, of the person's own places first."""
    found = scopes.people(viewer).filter(profile__in=STAFF, state=PersonState.ACTIVE)
    places = person.memberships.values("organisation")
    here = found.filter(memberships__organisation__in=places).distinct()
    rest = found.exclude(pk__in=here.values("pk"))
    order = ("family_name", "given_name", "pk")
    return [*here.order_by(*order), *rest.order_by(*order)[:MOST]][:MOST]
