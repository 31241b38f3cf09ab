"""Which files the records of an import go on from: those of its organisation and series, or, for an
office, those of the same series that were imported for more than its own schools.

An office goes on from such files with the records of its own schools alone (K14). A new record
whose key is that of another school's in them is kept under the office's own organisation, as if no
one had it.
"""

from typing import Any

from django.db.models.functions import Length

from kinkeeper.intake.models import Import, ImportState
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import Reach, of_roots
from kinkeeper.records import series
from kinkeeper.roster.options import Options
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS

WITHIN = """(%(everywhere)s OR {school} IN (
    SELECT at.id FROM records_school at WHERE at.organisation_id = ANY(%(within)s)))"""
LOOKED_THROUGH = 500  # imports
# Of schools: all but the terms, which are the whole site's.
OF_SCHOOLS = tuple(kind for kind in KINDS if kind is not TERMS)


def school_of(kind: Kind, name: str) -> str:
    """SQL: the school of the record `name`."""
    return f"{name}.id" if kind is SCHOOLS else f"{name}.school_id"


def within(kind: Kind, name: str) -> str:
    """SQL: whether the record is of a school within reach; of what is no school's, that it is."""
    return "true" if kind is TERMS else WITHIN.format(school=school_of(kind, name))


def own_series(roster_import: Import) -> str:
    options = Options.from_json(roster_import.options)
    return series.named(roster_import.organisation_id, options.series_of_records)


def series_of(roster_import: Import) -> str:
    """What the records of these files are kept under."""
    options = Options.from_json(roster_import.options)
    home = options.records_home or roster_import.organisation_id
    return series.named(home, options.series_of_records)


def params_of(roster_import: Import) -> dict[str, Any]:
    """`mine`: all series from which the import goes on, `only`: that of its organisation."""
    reach = of_roots(roster_import.reach)
    here, only = series_of(roster_import), own_series(roster_import)
    return {
        "series": here,
        "only": only,
        "mine": list(dict.fromkeys((here, only))),
        **_reaching(reach),
    }


def _reaching(reach: Reach) -> dict[str, Any]:
    return {
        "everywhere": reach.whole_site,
        "within": [] if reach.whole_site else reach.ids(),
    }


def home_of(roster_import: Import) -> int | None:
    """The organisation above from whose files an office goes on, the nearest one; None where that
    is the office's own: it has records of its own files, or no file for more brought any."""
    reach = of_roots(roster_import.reach)
    if reach.whole_site:
        return None
    options = Options.from_json(roster_import.options)
    went_on = _last_home(roster_import, options)
    if went_on is not None:
        return went_on
    only = own_series(roster_import)
    for home in _above(roster_import.place):
        params = {"only": only, "series": series.named(home, options.series_of_records)}
        params |= _reaching(reach)
        if db.value(f"SELECT {BROUGHT}", params):
            return None if db.value(f"SELECT {ITS_OWN}", params) else home
    return None


def _last_home(roster_import: Import, options: Options) -> int | None:
    """From whose files the latest of the office's own went on. That another school's records were
    removed since does not change it: all that stands there would stand twice (K9)."""
    before = Import.objects.filter(
        organisation=roster_import.organisation_id,
        state=ImportState.APPLIED,
        options__has_key="records_home",
    )
    for said in before.order_by("-pk").values_list("options", flat=True)[:LOOKED_THROUGH]:
        each = Options.from_json(said)
        if each.series_of_records == options.series_of_records:
            return each.records_home
    return None


def _above(path: str) -> list[int]:
    parts = path.split("/")
    paths = ["/".join(parts[:count]) for count in range(len(parts))]
    found = Organisation.objects.filter(path__in=paths).order_by(Length("path").desc())
    return list(found.values_list("pk", flat=True)) if path else []


BROUGHT = " OR ".join(
    f"EXISTS (SELECT FROM {kind.table} said WHERE said.series = %(series)s AND "
    f"{within(kind, 'said')})"
    for kind in OF_SCHOOLS
)
ITS_OWN = " OR ".join(
    f"""EXISTS (SELECT FROM {kind.table} own WHERE own.series = %(only)s AND NOT EXISTS (
        SELECT FROM {kind.table} said WHERE said.series = %(series)s AND said.key = own.key
            AND NOT {within(kind, "said")}))"""  # noqa: S608  # names of tables
    for kind in OF_SCHOOLS
)
