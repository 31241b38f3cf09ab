"""As which school a batch is written: as that of the organisation for whose people it was ordered,
else as the one to which whoever ordered it belongs."""

from collections.abc import Collection

from kinkeeper.families.contacts import of_people
from kinkeeper.letters.models import Batch, Ordered
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.own_settings import Contact, common
from kinkeeper.organisations.reach import WHOLE_SITE, Reach, below
from kinkeeper.people.reach import reach_now


def path_of(batch: Batch) -> str:
    """The path of the organisation that orders the batch; the whole site's is empty."""
    place = _place(batch)
    if place is not None:
        return place.path
    roots = Organisation.objects.filter(pk__in=reach_now(batch.made_by).roots)
    return common(roots.values_list("path", flat=True))


def of_batch(batch: Batch, people: Collection[int]) -> dict[int, Contact]:
    """By internal ID. A parent of two schools gets the letter of the one that ordered it."""
    return of_people(people, reach_of(batch), path_of(batch))


def reach_of(batch: Batch) -> Reach:
    """Of which schools a batch may speak."""
    if batch.about == Ordered.ONESELF:
        return WHOLE_SITE
    place = _place(batch)
    return reach_now(batch.made_by) if place is None else below([place])


def _place(batch: Batch) -> Organisation | None:
    """As it was typed; None for people who were chosen, and where it has gone since."""
    try:
        return tree.find(batch.name) if batch.about == Ordered.ORGANISATION else None
    except (tree.BadPath, tree.UnknownPath):
        return None
