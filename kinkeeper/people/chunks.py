"""Many people, a bounded number of them in memory at a time."""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.db.models import QuerySet

from kinkeeper.people.models import Person

PIECE = 1000


def in_pieces(people: Iterable[Person]) -> Iterator[list[Person]]:
    """The same people in the same order. Of a queryset the IDs are asked for first; who is no
    longer among them when their piece comes is not there."""
    if not isinstance(people, QuerySet):
        yield from map(list, batched(people, PIECE))
        return
    for ids in batched(list(people.values_list("pk", flat=True)), PIECE):
        found = people.in_bulk(ids)
        yield [found[each] for each in ids if each in found]
