"""What a plan of school records must know of the site, copied out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from django.conf import settings

from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.intake.directory import named_people
from kinkeeper.intake.directory.records_series import params_of, within
from kinkeeper.intake.models import Import
from kinkeeper.intake.series import HAS_ASKED
from kinkeeper.lib import db
from kinkeeper.organisations import settings as settings_of_site
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.records.entries import BY_HAND
from kinkeeper.roster.records.cells import Unread, Where, day
from kinkeeper.roster.records.kind import Decided, Kind, Type
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.records.kinds.attendance_codes import ATTENDANCE_CODES
from kinkeeper.roster.records.kinds.classes import CLASSES
from kinkeeper.roster.records.kinds.enrolments import ENROLMENTS
from kinkeeper.roster.records.kinds.results import RESULTS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS
from kinkeeper.roster.records.kinds.timetable import TIMETABLE
from kinkeeper.roster.records.plan import Draft
from kinkeeper.roster.records.site import Site
from kinkeeper.roster.records.standing import STANDING

# What records of any series name; of other kinds only the series' own is compared.
NAMED = (SCHOOLS, TERMS, CLASSES, ATTENDANCE_CODES, TIMETABLE)
NAMED_BY_RESULTS = (ASSIGNMENTS, ENROLMENTS)
ORGANISATIONS = """
SELECT path, name FROM organisations_organisation
WHERE path <> '' AND kind IN ('district', 'school', 'unclassified')
  AND (%(everywhere)s OR id = ANY(%(within)s))
"""
PATHS = """
SELECT school.id::text, place.path FROM records_school school
JOIN organisations_organisation place ON place.id = school.organisation_id
"""
DECIDED = f"""
SELECT detail ->> 'kind', detail ->> 'name', detail ->> 'heading', detail ->> 'text',
    detail ->> 'said'
FROM families_question question
WHERE kind = 'unclear-cell' AND answer = 'read' AND reach IS NOT DISTINCT FROM %(reach)s::bigint[]
  AND {HAS_ASKED.format(mine="%(roster_import)s")}
ORDER BY answered_at, id
"""  # noqa: S608  # no data
BY_HANDS = f"(said.series = '{BY_HAND}' AND said.withdrawn_at IS NULL)"


def fetch(roster_import: Import, drafted: Draft) -> Site:
    """In the transaction that plans."""
    params = params_of(roster_import)
    named = (*NAMED, *(NAMED_BY_RESULTS if RESULTS in drafted.kinds else ()))
    asked = {kind.name: kind for kind in (*named, *drafted.kinds)}
    empty = {kind.name: _schema(kind) for kind in KINDS if kind.name not in asked}
    decided = _decided(roster_import)
    rows = {name: _rows(kind, drafted, params, decided) for name, kind in asked.items()}
    rows |= {name: pl.DataFrame(schema=schema) for name, schema in empty.items()}
    said = contacts()
    paths = dict(db.rows(PATHS))
    site_zone = said.one("", "time_zone") or settings.TIME_ZONE
    return Site(
        rows=rows,
        people=named_people.fetch(roster_import, drafted.people()),
        organisations=copy_out(ORGANISATIONS, {"path": pl.String, "name": pl.String}, params),
        paths=paths,
        zones={
            number: zone for number, path in paths.items() if (zone := said.one(path, "time_zone"))
        },
        zone=site_zone,
        place=roster_import.place,
        draw=draw,
        totals=lambda kind: _total(kind, params),
        results_after=settings_of_site.get("results_after_days"),
        decided=decided,
    )


def _schema(kind: Kind) -> dict[str, Any]:
    return STANDING | dict.fromkeys(kind.names, pl.String)


def _decided(roster_import: Import) -> list[Decided]:
    """How people answered what files of the series had left unclear, for the same reach."""
    return [
        Decided(*each)
        for each in db.rows(
            DECIDED, {"roster_import": roster_import.pk, "reach": roster_import.reach}
        )
    ]


def _rows(
    kind: Kind, drafted: Draft, params: dict[str, Any], decided: Sequence[Decided]
) -> pl.DataFrame:
    columns = ", ".join(written(kind, name) for name in kind.names)
    asked = dict(params)
    condition = within(kind, "said")
    if kind is TERMS:  # those of the site are no office's
        asked["mine"] = [params["only"]]
    if kind not in {*NAMED, *NAMED_BY_RESULTS}:
        hands = BY_HANDS if kind.shared_with_hands else "false"
        condition += f" AND (said.series = ANY(%(mine)s) OR {hands})"
    days = _days(kind, drafted, decided)
    if days is not None:
        condition += f" AND said.{kind.day} BETWEEN %(first)s::date AND %(last)s::date"
        asked |= {"first": days[0], "last": days[1]}
    query = f"""SELECT said.id::text, said.key, said.source, said.series,
            said.series = ANY(%(mine)s), said.series = ANY(%(below)s), {columns}
        FROM {kind.table} said WHERE {condition} ORDER BY said.id"""  # noqa: S608  # names of columns
    return copy_out(query, _schema(kind), asked)


def written(kind: Kind, name: str) -> str:
    """The column as a plan writes it."""
    column = f"said.{name}"
    match kind.column(name).type:
        case Type.TEXT:
            return column
        case Type.MOMENT:
            return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
        case Type.DECIMAL:
            return f"trim_scale({column})::text"
        case Type.DAY:
            return f"to_char({column}, 'YYYY-MM-DD')"
        case _:
            return f"{column}::text"


def _days(kind: Kind, drafted: Draft, decided: Sequence[Decided]) -> tuple[str, str] | None:
    """The first and the last day of which the files or their scopes speak, where a record of
    another day is another record."""
    if kind.day is None or kind.day not in kind.own_key:
        return None
    texts = [text.strip() for text in drafted.days(kind) if text]
    heading = kind.column(kind.day).heading
    texts += [each.said for each in decided if (each.kind, each.heading) == (kind.name, heading)]
    read = [day(text, Where("UTC", drafted.order)) for text in texts]
    found = {each for each in read if not isinstance(each, Unread) and each}
    for name, _table in drafted.of(kind):
        for scope in drafted.stated.get(name, ()):
            if not (scope.first and scope.last):
                return None
            found |= {scope.first, scope.last}
    if not found:
        today = date.today().isoformat()  # noqa: DTZ011  # of no day at all
        return today, today
    return min(found), max(found)


def draw(kind: Kind, count: int) -> list[int]:
    """Internal IDs for records to come. A plan that is discarded leaves a gap."""
    if not count:
        return []
    query = """
        WITH drawn AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)
        SELECT nextval(sequence) FROM drawn, generate_series(1, %s)
    """
    return db.column(query, [kind.table, count])


def _total(kind: Kind, params: dict[str, Any]) -> int:
    query = f"""SELECT count(*) FROM {kind.table} said
        WHERE said.series = ANY(%(mine)s) AND {within(kind, "said")}"""  # noqa: S608  # as above
    return int(db.value(query, params))
