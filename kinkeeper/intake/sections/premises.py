"""Premises of a plan: what it rests on, checked by joins in the transaction that applies it (K10).

Each query counts lines of the plan that are no longer true. Only what the plan rests on counts: a
sign-in, a new phone number of somebody the plan leaves as they are, or a stranger's arrival
makes no plan stale.
"""

from collections.abc import Mapping
from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.intake.series import series_of
from kinkeeper.lib import db
from kinkeeper.organisations.reach import of_roots

# Of the keys `unknown`: those that somebody in reach would have with zeros in front.
PADDED = """
SELECT count(*) FROM unknown JOIN people_person person
    ON ltrim(person.sync_key, '0') = unknown.value AND person.sync_key LIKE '0%%'
WHERE NOT EXISTS (SELECT FROM people_person known WHERE known.sync_key = unknown.value) {inside}
"""
INSIDE = """
  AND EXISTS (SELECT FROM people_membership member WHERE member.person_id = person.id
              AND member.organisation_id = ANY(%(within)s))
"""


def first_false(
    roster_import: Import, checks: Mapping[str, str], more: Mapping[str, Any] | None = None
) -> str | None:
    """The name of the first check that counts anything; None where all hold. `more` are parameters
    beside those of every import."""
    params: dict[str, Any] = {
        "roster_import": roster_import.pk,
        "within": of_roots(roster_import.reach).ids(),
        **series_of(roster_import).params,
        "kept": roster_import.reach,
        **(more or {}),
    }
    return next((name for name, query in checks.items() if db.value(query, params)), None)
