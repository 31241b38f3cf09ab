"""Which records the files of an import speak of: within its reach those of its organisation's own
series, and of the series of the same name of organisations above and below.

A record is of the series in which it was first brought (`roster.records.standing`). A new record is
kept under the import's own organisation, whatever key another school has in other files (K14).
"""

from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import of_roots
from kinkeeper.records import series
from kinkeeper.roster.options import Options
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS

WITHIN = """(%(everywhere)s OR {school} IN (
    SELECT at.id FROM records_school at WHERE at.organisation_id = ANY(%(within)s)))"""
# Organisations below from which files of this name came.
BELOW = """
SELECT DISTINCT brought.organisation_id FROM intake_import brought
JOIN organisations_below below ON below.organisation_id = brought.organisation_id
WHERE below.root_id = %(organisation)s AND brought.organisation_id <> %(organisation)s
  AND coalesce(brought.options ->> 'records_series', brought.series) = %(name)s
ORDER BY 1
"""


def school_of(kind: Kind, name: str) -> str:
    """SQL: the school of the record `name`."""
    return f"{name}.id" if kind is SCHOOLS else f"{name}.school_id"


def within(kind: Kind, name: str) -> str:
    """SQL: whether the record is of a school within reach; of what is no school's, that it is."""
    return "true" if kind is TERMS else WITHIN.format(school=school_of(kind, name))


def params_of(roster_import: Import) -> dict[str, Any]:
    """`only`: the series of the import's organisation, `below`: those of organisations below it,
    `mine`: all of which its files speak. Reach is `everywhere`, or `within` these."""
    name = Options.from_json(roster_import.options).series_of_records
    only = series.named(roster_import.organisation_id, name)
    wanted = {"organisation": roster_import.organisation_id, "name": name}
    below = [series.named(each, name) for each in db.column(BELOW, wanted)]
    above = [series.named(each, name) for each in _above(roster_import.place)]
    reach = of_roots(roster_import.reach)
    return {
        "only": only,
        "below": below,
        "mine": [only, *above, *below],
        "everywhere": reach.whole_site,
        "within": [] if reach.whole_site else reach.ids(),
    }


def _above(path: str) -> list[int]:
    parts = path.split("/")
    paths = ["/".join(parts[:count]) for count in range(len(parts))]
    found = Organisation.objects.filter(path__in=paths).order_by("path")
    return list(found.values_list("pk", flat=True)) if path else []
