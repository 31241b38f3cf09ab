"""Whether a plan makes schools, which a person confirms, and what guards object to besides."""

from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.roster.plan.guards import Objection
from kinkeeper.roster.plan.new_organisations import COMPARED


def new_schools(roster_import: Import) -> list[dict[str, Any]]:
    """The schools, and districts, that the plan makes and a person has to confirm, as
    `new_organisations.told` tells them."""
    places = roster_import.counts.get("new_places", [])
    return [each for each in places if each["kind"] in COMPARED and not each["sure"]]


def other_reasons(roster_import: Import) -> list[dict[str, Any]]:
    """Why guards object, but for the one that asks whether a school is new: that is a question of
    its own, answered by a tick."""
    reasons = (roster_import.counts.get("guard") or {}).get("reasons", [])
    return [each for each in reasons if each["code"] != Objection.NEAR_SCHOOL]
