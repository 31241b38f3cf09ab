"""Whose record it is by its own key: of kinds of which one pupil has one at a place or time, the
key of the file holds the pupil's, first or last."""

from kinkeeper.roster.records.asked_cells import BETWEEN
from kinkeeper.roster.records.kind import Kind


def names(kind: Kind, key: str, person: str) -> str | None:
    """SQL: whether the record's `key` names whoever bears the key `person`. None: no key of this
    kind names anyone."""
    if not kind.shared_with_hands:
        return None
    if kind.own_key[0] == kind.of_person:
        return f"starts_with({key}, {person} || '{BETWEEN}')"
    return f"right({key}, length({person}) + length('{BETWEEN}')) = '{BETWEEN}' || {person}"
