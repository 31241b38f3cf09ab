"""The whole way of records through the core: files and the site in, a plan out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from kinkeeper.roster.plan import file_summary, guards
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.plan.section import Decided
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS
from kinkeeper.roster.read.files import Sheet
from kinkeeper.roster.records import oneroster, places
from kinkeeper.roster.records.calendars.calendar import Calendar, placed
from kinkeeper.roster.records.calendars.whose import whose
from kinkeeper.roster.records.decide import LINES, File, Outcome, decide
from kinkeeper.roster.records.kind import Directory, Kind, Known
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.records.kinds.attendance_codes import ATTENDANCE_CODES
from kinkeeper.roster.records.kinds.classes import CLASSES
from kinkeeper.roster.records.kinds.enrolments import ENROLMENTS
from kinkeeper.roster.records.kinds.events import EVENTS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS
from kinkeeper.roster.records.kinds.timetable import TIMETABLE
from kinkeeper.roster.records.recognise import kind_of
from kinkeeper.roster.records.scopes import Stated
from kinkeeper.roster.records.section import RECORDS
from kinkeeper.roster.records.site import Site
from kinkeeper.roster.records.standing import meant
from kinkeeper.roster.table import FileRefused, Table, numbered
from kinkeeper.roster.text.normalise import tidy_key
from kinkeeper.roster.text.organisation_paths import is_within
from kinkeeper.roster.text.row_numbers import Lines

# The kinds that others name.
NAMED = (SCHOOLS, TERMS, CLASSES, ENROLMENTS, ATTENDANCE_CODES, TIMETABLE, ASSIGNMENTS)


@dataclass(frozen=True)
class Draft:
    """The files, each with its kind. `lines` names the file of each row. `stated`: the scopes of
    each file, by its name. `calendars`: those of the files that are calendars, and `whose` they are
    said to be."""

    files: list[tuple[str, Kind, Table]]
    lines: Lines
    order: str | None = None
    stated: Mapping[str, Sequence[Stated]] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    whose: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: Kind) -> list[tuple[str, Table]]:
        return [(name, table) for name, its, table in self.files if its is kind]

    def spend(self, kind: Kind) -> None:
        """What the rows say is no longer needed; how many there were is."""
        for place, (name, its, table) in enumerate(self.files):
            if its is kind:
                spent = replace(table, cells=table.cells.clear(), data_rows=table.rows)
                self.files[place] = (name, its, spent)

    @property
    def kinds(self) -> list[Kind]:
        """In the order in which they rest on each other."""
        return [kind for kind in KINDS if any(its is kind for _name, its, _table in self.files)]

    def people(self) -> list[str]:
        """The keys of everybody whom the files name."""
        found: set[str] = set()
        for _name, kind, table in self.files:
            for column in kind.columns:
                place = table.place(column.heading) if column.heading else None
                if place is not None and column.directory in {Directory.PUPIL, Directory.PERSON}:
                    found |= {tidy_key(text) for text in table.cells[f"c{place}"].unique() if text}
        return sorted(found - {""})

    def days(self, kind: Kind) -> pl.Series:
        """What stands under the heading of the kind's day, unread."""
        heading = kind.column(kind.day or "").heading
        cells = [
            table.cells[f"c{place}"]
            for _name, table in self.of(kind)
            if (place := table.place(heading)) is not None
        ]
        return pl.concat(cells).unique() if cells else pl.Series([], dtype=pl.String)


def draft(
    sheets: Sequence[Sheet],
    order: str | None,
    stated: Mapping[str, Sequence[Stated]],
    calendars: Sequence[Calendar] = (),
    whose: Mapping[str, str] | None = None,
) -> Draft:
    """Raises `FileRefused` for a file of no kind that is known."""
    names = [*(sheet.name for sheet in sheets), *(calendar.name for calendar in calendars)]
    lines = Lines(tuple(names) if len(names) > 1 else ())
    packed = oneroster.translated(sheets, order)
    files = []
    for part, sheet in enumerate(sheets):
        if part in packed:
            kind, table = packed[part].kind, packed[part].table
        else:
            kind, table = kind_of(sheet), sheet.table
        if kind is not None:
            files.append((sheet.name, kind, _in_part(table, lines, part)))
    kept = {}
    for part, calendar in enumerate(calendars, start=len(sheets)):
        table = _in_part(calendar.table, lines, part)
        cancels = calendar.cancels.with_columns(row=numbered(lines, pl.col("row"), part))
        kept[calendar.name] = replace(calendar, table=table, cancels=cancels)
        files.append((calendar.name, EVENTS, table))
    if not files:
        raise FileRefused("records-unknown", file=", ".join(names)[:200])
    return Draft(files, lines, order, stated, kept, whose or {})


def _in_part(table: Table, lines: Lines, part: int) -> Table:
    return renumbered(table, lines, part) if lines.parts else table


def renumbered(table: Table, lines: Lines, part: int) -> Table:
    """The rows numbered through all files."""
    number = numbered(lines, pl.col("row"), part).alias("row")
    return replace(
        table,
        cells=table.cells.with_columns(number),
        ragged=table.ragged.with_columns(number),
        odd=None if table.odd is None else table.odd.with_columns(number),
        found=None if table.found is None else table.found.with_columns(number),
    )


def plan(drafted: Draft, site: Site, limits: guards.Limits) -> Plan:
    """A draft's plan. The draft is used up by that. Raises `FileRefused` where a scope names no
    school."""
    outcomes: dict[str, Outcome] = {}
    new_places: dict[str, places.Place] = {}
    for kind in KINDS:
        files = drafted.of(kind)
        if not files:
            continue
        known = known_now(site, outcomes, new_places)
        scoped = [_scoped(drafted, name, table, known) for name, table in files]
        outcomes[kind.name] = decide(
            kind,
            scoped,
            known,
            site.rows[kind.name],
            draw=site.draw,
            order=drafted.order,
            named=kind in NAMED,
        )
        del files, scoped
        drafted.spend(kind)
        if kind is SCHOOLS:
            new_places = _places(site, outcomes[SCHOOLS.name])
            outcomes[SCHOOLS.name] = _placed(outcomes[SCHOOLS.name], new_places)
    decided = _decided(drafted, site, outcomes, new_places, limits)
    problems = pl.concat([NO_PROBLEMS, *decided.problems])
    for _name, _kind, table in drafted.files:
        problems = pl.concat([problems, *file_summary.problems(table)])
    problems = problems.sort("row", "column", "code", nulls_last=False, maintain_order=True)
    return Plan({RECORDS.name: decided}, problems, _counts(drafted, decided, problems))


def _scoped(drafted: Draft, name: str, table: Table, known: Known) -> File:
    """A calendar is complete for its own events alone: another class has another."""
    scopes = [each.within(known) for each in drafted.stated.get(name, ())]
    calendar = drafted.calendars.get(name)
    if calendar is None:
        return File(name, table, scopes)
    school, group = whose(name, calendar.stem, drafted.whose.get(name, ""), known)
    ids = known.groups.filter(pl.col("key") == group)["id"].to_list()
    own = [replace(scope, group=ids[0] if ids else "") for scope in scopes]
    at = known.schools.filter(pl.col("key") == school)["id"][0], ids[0] if ids else ""
    return File(name, placed(calendar, school, group), own, replace(calendar, at=at))


def known_now(
    site: Site, outcomes: Mapping[str, Outcome], new_places: Mapping[str, places.Place]
) -> Known:
    """The site, with what the plan has decided so far."""

    def of(kind: Kind) -> pl.DataFrame:
        return standing(kind).select("id", "key", *kind.names)

    def standing(kind: Kind) -> pl.DataFrame:
        return outcomes[kind.name].after if kind.name in outcomes else site.rows[kind.name]

    def named(kind: Kind) -> pl.DataFrame:
        """Of each key the record that it means."""
        return meant(_near(site, kind, standing(kind))).select("id", "key", *kind.names)

    schools = named(SCHOOLS)
    zones = [
        site.zones.get(number) or zone or site.zone
        for number, zone in schools.select("id", "time_zone").iter_rows()
    ]
    paths = [
        site.paths.get(number) or (new_places[key].path if key in new_places else "")
        for number, key in schools.select("id", "key").iter_rows()
    ]
    schools = schools.with_columns(
        zone=pl.Series(zones, dtype=pl.String), path=pl.Series(paths, dtype=pl.String)
    )
    return Known(
        people=site.people,
        schools=schools,
        groups=named(CLASSES),
        codes=of(ATTENDANCE_CODES),
        lessons=named(TIMETABLE),
        terms=of(TERMS),
        enrolments=of(ENROLMENTS),
        assignments=named(ASSIGNMENTS),
        results_after=site.results_after,
        decided=site.decided,
    )


def _near(site: Site, kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    """Without what other files brought for a school beside the place of these: the only class of a
    key may be another school's (K14)."""
    if "school_id" not in kind.names:
        return rows
    beside = [
        number
        for number, path in site.paths.items()
        if not is_within(path, site.place) and not is_within(site.place, path)
    ]
    return rows.filter(pl.col("own") | ~pl.col("school_id").is_in(beside))


def _places(site: Site, schools: Outcome) -> dict[str, places.Place]:
    there = meant(schools.after)
    known = {
        key: site.paths[number]
        for number, key in there.select("id", "key").iter_rows()
        if number in site.paths
    }
    new = there.filter(~pl.col("key").is_in(list(known)))
    return places.places(
        new.select("key", "name", "above", "sort"), known, site.organisations, site.place
    )


def _placed(schools: Outcome, found: Mapping[str, places.Place]) -> Outcome:
    """The lines of new schools say which organisation each of them is."""

    def with_place(line: dict[str, Any]) -> str | None:
        place = found.get(line["key"])
        if place is None or line["values"] is None:
            text: str | None = line["values"]
            return text
        return json.dumps(json.loads(line["values"]) | {"path": place.path, "leaf": place.kind})

    values = [with_place(line) for line in schools.lines.iter_rows(named=True)]
    lines = schools.lines.with_columns(values=pl.Series(values, dtype=pl.String))
    return replace(schools, lines=lines)


def _decided(
    drafted: Draft,
    site: Site,
    outcomes: Mapping[str, Outcome],
    new_places: Mapping[str, places.Place],
    limits: guards.Limits,
) -> Decided:
    removals = [
        (kind, outcomes[kind.name].removed, site.totals(kind))
        for kind in drafted.kinds
        if outcomes[kind.name].removed
    ]
    new = [
        {"path": each.path, "kind": each.kind, "people": 0, "meant": None, "sure": False}
        for each in sorted(new_places.values(), key=lambda place: place.path)
        if each.new
    ]
    empty = pl.DataFrame(schema=LINES)
    named = [
        pl.DataFrame({"kind": [name], "ids": [each.named]}, schema=NAMED_LINES)
        for name, each in outcomes.items()
        if each.named.len()
    ]
    return Decided(
        lines=pl.concat([empty, *(each.lines for each in outcomes.values())]),
        noted={"named": pl.concat([pl.DataFrame(schema=NAMED_LINES), *named])},
        problems=[each.problems for each in outcomes.values()],
        counts={name: each.counts for name, each in outcomes.items()},
        reasons=[
            reason
            for kind, gone, total in removals
            for reason in guards.records_removed(kind.name, gone, total, limits)
        ],
        beside={"new_places": new, "new_organisations": [each["path"] for each in new]},
    )


NAMED_LINES: dict[str, Any] = {"kind": pl.String, "ids": pl.List(pl.Int64)}


def _counts(drafted: Draft, decided: Decided, problems: pl.DataFrame) -> dict[str, Any]:
    tables = [table for _name, _kind, table in drafted.files]
    wrong = problems.filter((pl.col("severity") == ERROR) & pl.col("row").is_not_null())
    return {
        "rows": sum(table.rows for table in tables),
        "blank_rows": sum(table.blank_rows for table in tables),
        "rows_with_errors": wrong["row"].n_unique(),
        RECORDS.name: {name: dict(counts) for name, counts in decided.counts.items()},
        "ignored_columns": [
            heading
            for _name, kind, table in drafted.files
            for heading in table.headings
            if not _is_read(kind, table, heading)
        ],
        "standard_columns": 0,
        "problem_counts": dict(problems["code"].value_counts(sort=True).iter_rows()),
        "unread": [],
        **decided.beside,
        "guard": guards.as_json(decided.reasons),
    }


def _is_read(kind: Kind, table: Table, heading: str) -> bool:
    read = {kind.key, *(column.heading for column in kind.columns)} - {""}
    places_read = {table.place(each) for each in read}
    return table.headings.index(heading) in places_read
