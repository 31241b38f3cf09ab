"""The organisations that a plan makes, for a page."""

from typing import Any

from kinkeeper.intake import new_schools
from kinkeeper.intake.models import Import
from kinkeeper.organisations.models import OrganisationKind
from kinkeeper.roster.plan.new_organisations import COMPARED

PLACES = 20


def shown(roster_import: Import) -> dict[str, Any]:
    """`new_places`: the first of them with the kind's `label`, schools first; `more_places`: how
    many others. `new_schools`: the paths of those that a person has to confirm; `near_schools`:
    whether one of them is called nearly like one that is here."""
    places = roster_import.counts.get("new_places", [])
    schools = new_schools.new_schools(roster_import)
    ordered = sorted(places, key=lambda each: each["kind"] not in COMPARED)
    return {
        "new_places": [
            each | {"label": OrganisationKind(each["kind"]).label} for each in ordered[:PLACES]
        ],
        "more_places": max(0, len(ordered) - PLACES),
        "new_schools": [each["path"] for each in schools],
        "near_schools": any(each["meant"] for each in schools),
    }
