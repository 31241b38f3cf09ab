"""Whom an undone import had made of age by mistake, as far as this viewer may take it back."""

from dataclasses import dataclass
from datetime import date

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import Import
from kinkeeper.intake.undo.mistaken_age import made_of_age
from kinkeeper.people.models import Person
from kinkeeper.readings import looks


@dataclass(frozen=True)
class MadeOfAge:
    """`said` is the birth date that the import gave; `pupil.birth_date` that of today."""

    pupil: Person
    said: date


def count(viewer: Viewer, roster_import: Import) -> int:
    return len(_found(viewer, roster_import))


def pupils(viewer: Viewer, roster_import: Import) -> list[MadeOfAge]:
    """By name; nobody of the own family, about whom somebody else decides."""
    found = _found(viewer, roster_import)
    looks.shows(viewer, *(each.pupil for each in found))
    return found


def _found(viewer: Viewer, roster_import: Import) -> list[MadeOfAge]:
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return []
    said = made_of_age(roster_import)
    if not said:
        return []
    mine = scopes.editable_people(viewer).filter(pk__in=said)
    ordered = mine.order_by("family_name", "given_name", "pk")
    return [MadeOfAge(pupil, said[pupil.pk]) for pupil in ordered]
