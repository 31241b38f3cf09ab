"""What blocks rest on, for who may lift them; and which of them somebody has to look at again."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.db.models import DateField, DateTimeField, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families import block_grounds
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.organisations import local_date as local_dates
from kinkeeper.people.local_date import local_date
from kinkeeper.people.models import PersonState

DUE = "review_due"  # when it was due, as a moment: what waits is in order of it


def may_read(viewer: Viewer, relationship: Relationship) -> bool:
    """Nobody reads what a block of the own family rests on."""
    ends = (relationship.parent_id, relationship.child_id)
    return may(viewer, Verb.RELATIONSHIPS_CHANGE) and not viewer.family.has_relationship(*ends)


def of(viewer: Viewer, found: Iterable[Relationship]) -> dict[int, list[BlockGround]]:
    """Relationship -> its grounds; none of those that the viewer may not read."""
    found = list(found)
    read = block_grounds.of_all([each for each in found if may_read(viewer, each)])
    return {each.pk: read.get(each.pk, []) for each in found}


def with_review(found: QuerySet[Relationship]) -> QuerySet[Relationship]:
    """Each with `review_on`, the first of the review dates of its block."""
    return found.annotate(review_on=_first_review())


def to_review(viewer: Viewer) -> QuerySet[Relationship]:
    """Blocks whose review date has come where the child is. Whoever is in the trash rests."""
    latest = local_dates.moment().astimezone(UTC).date() + timedelta(days=1)  # on all of the earth
    found = scopes.relationships(viewer).filter(state=RelationshipState.BLOCKED)
    found = found.exclude(parent__in=viewer.family.adults)  # of the own family (K19)
    found = found.annotate(review_on=_first_review()).filter(review_on__lte=latest)
    found = found.filter(review_on__lte=local_date("child_id"))
    found = found.annotate(**{DUE: Cast(F("review_on"), DateTimeField())})
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return found.none()
    return found.exclude(parent__state=PersonState.TRASHED).exclude(
        child__state=PersonState.TRASHED
    )


def _first_review() -> Subquery:
    grounds = BlockGround.objects.filter(
        parent=OuterRef("parent"), child=OuterRef("child"), block_since=OuterRef("since")
    )
    first = grounds.order_by().values("block_since").annotate(day=Min("review_on")).values("day")
    return Subquery(first, output_field=DateField())
