"""Whom the lines of the journal mention."""

from collections.abc import Collection

from kinkeeper.people.models import Person


def named(people: Collection[int]) -> dict[int, Person]:
    """By internal ID, within reach or not: a page says of those out of reach that they are so."""
    return Person.objects.in_bulk(list(people))
