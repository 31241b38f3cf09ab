"""Plans the files of a whole school: part by part, each as if those before it were applied.

A part (teachers, pupils, their parents, …) names what earlier ones bring. So each is planned and
then written, in a savepoint that is rolled back at the end; what was planned is copied out
beforehand, and copied in again. Internal IDs are drawn from sequences, which go on: the parts name
the same people when they are applied in earnest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kinkeeper.intake import locks
from kinkeeper.intake.apply.apply_plan import write
from kinkeeper.intake.copy_frames import packed_in, packed_out
from kinkeeper.intake.models import FoundProblem, Import
from kinkeeper.intake.prepare import store_plan
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.lib.asking import act
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.section import nothing
from kinkeeper.roster.records import whole_school
from kinkeeper.roster.records.whole_school import Part
from kinkeeper.roster.table import FileRefused
from kinkeeper.roster.vocabulary import About

# What a planned import consists of, and the column that names it.
TABLES = {
    "intake_import": "id",
    "intake_foundproblem": "roster_import_id",
    "intake_plannedperson": "roster_import_id",
    "intake_tolerated": "roster_import_id",
    "intake_plannedrelationship": "roster_import_id",
    "intake_plannedrights": "roster_import_id",
    "intake_plannedconsent": "roster_import_id",
    "intake_plannedrecord": "roster_import_id",
    "intake_namedrecords": "roster_import_id",
    "intake_namedperson": "roster_import_id",
}
type Prepare = Callable[[Import, Actor], Import]


class _RolledBack(Exception):
    """What was written to see it is not."""


@dataclass(frozen=True)
class Kept:
    """The rows of one table, as the database copies them, packed."""

    table: str
    rows: bytes


def plan(
    roster_import: Import,
    options: Options,
    actor: Actor,
    reporter: locks.Reporter,
    prepare: Prepare,
) -> dict[str, Any]:
    """The parts, planned; and the counts of all. Raises `FileRefused`, `storage.Gone`."""
    names = [name.rsplit("/", 1)[-1] for name in roster_import.file_names]
    files = dict(zip(names, storage.take(roster_import), strict=True))
    found = whole_school.parts(files)
    if not found:
        raise FileRefused("records-unknown", file=", ".join(sorted(files))[:200])
    locks.wait_for_site()  # nobody else applies anything meanwhile
    store_plan.clear_parts(roster_import)
    kept: list[Kept] = []
    counts: list[Mapping[str, Any]] = []
    try:
        with act():  # taken back as a whole
            for number, part in enumerate(found):
                made = _planned(
                    roster_import, part, files, options, lambda one: prepare(one, actor)
                )
                kept += _copied_out(made)
                counts.append(made.counts)
                if number < len(found) - 1:
                    write(made, actor, reporter)
            raise _RolledBack
    except _RolledBack:
        pass
    for each in kept:
        packed_in(each.table, each.rows)
    nothing_yet = nothing([section.core for section in sections_of(roster_import)])
    return merged([nothing_yet, *counts])


def _planned(
    bundle: Import,
    part: Part,
    files: dict[str, bytes],
    options: Options,
    prepare: Callable[[Import], Import],
) -> Import:
    """Its files are taken out: they are in the import, and need not be in memory twice."""
    contents = {name: files.pop(name) for name in part.files}
    unknown: list[tuple[int, str, str]] = []
    mapping: dict[str, str] = {}
    if part.about == About.PEOPLE:
        schools, classes = _places(bundle)
        for name, data in contents.items():
            mapping |= whole_school.fields(data)
            contents[name], more = whole_school.with_places(data, schools, classes)
            unknown += more
    made = Import.objects.create(
        about=part.about,
        profile=part.profile,
        organisation=bundle.organisation,
        place=bundle.place,
        series=bundle.series,
        options=_options(part, options, mapping).as_json(),
        file_names=list(contents),
        made_by=bundle.made_by,
        made_by_name=bundle.made_by_name,
        origin=bundle.origin,
        reach=bundle.reach,
        bundle=bundle,
    )
    made.refresh_from_db()
    storage.put(made, list(contents.values()))
    contents.clear()
    made = prepare(made)
    if made.refusal is not None:
        raise FileRefused(made.refusal["code"], **made.refusal["detail"])
    if unknown:
        _tell(made, unknown)
    return made


def _options(part: Part, options: Options, mapping: Mapping[str, str]) -> Options:
    people = part.about == About.PEOPLE
    return Options(
        profile=part.profile,
        about=part.about,
        mapping=mapping,
        child_separator=";" if people else None,
        series=options.series,
        records_series=options.records_series,
        date_order=options.date_order,
        encoding=options.encoding,
        delimiter=None if people else options.delimiter,
        whole_school=True,
    )


def _places(bundle: Import) -> tuple[dict[str, str], dict[str, str]]:
    """The paths of schools and the titles of classes by their keys, below the import's place."""
    schools = db.rows(
        "SELECT school.key, place.path FROM records_school school "
        "JOIN organisations_organisation place ON place.id = school.organisation_id "
        "ORDER BY school.id"
    )
    classes = db.rows("SELECT key, title FROM records_group ORDER BY id")
    below = f"{bundle.place}/" if bundle.place else ""
    return (
        {key: path.removeprefix(below) for key, path in schools if path.startswith(below)},
        {key: title.replace("/", "-") for key, title in classes},
    )


def _tell(made: Import, unknown: list[tuple[int, str, str]]) -> None:
    """Somebody whose school or class nobody knows belongs to none."""
    last = FoundProblem.objects.filter(roster_import=made).count()
    codes = {"School": "record-school-unknown", "Class": "record-group-unknown"}
    FoundProblem.objects.bulk_create(
        FoundProblem(
            roster_import=made,
            number=last + place,
            row=row,
            column=heading,
            code=codes[heading],
            severity="warning",
            value=key[:200],
        )
        for place, (row, heading, key) in enumerate(unknown, start=1)
    )
    told = dict(made.counts["problem_counts"])
    for _row, heading, _key in unknown:
        told[codes[heading]] = told.get(codes[heading], 0) + 1
    made.counts = made.counts | {"problem_counts": told}
    Import.objects.filter(pk=made.pk).update(counts=made.counts)


def _copied_out(made: Import) -> list[Kept]:
    return [
        Kept(table, packed_out(f"SELECT * FROM {table} WHERE {column} = {int(made.pk)}"))  # noqa: S608  # names of ours
        for table, column in TABLES.items()
    ]


def merged(parts: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The counts of all parts as those of one plan: numbers are added, lists joined."""
    counts: dict[str, Any] = {}
    for part in parts:
        _add(counts, part)
    guard = [each["guard"]["reasons"] for each in parts if each.get("guard")]
    reasons = [reason for some in guard for reason in some]
    return counts | {"guard": {"reasons": reasons} if reasons else None}


def _add(to: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if name == "guard" or value is None:
            continue
        if isinstance(value, Mapping):
            to[name] = dict(to.get(name) or {})
            _add(to[name], value)
        elif isinstance(value, list):
            to[name] = [
                *to.get(name, []),
                *(each for each in value if each not in to.get(name, [])),
            ]
        elif isinstance(value, int) and not isinstance(value, bool):
            to[name] = to.get(name, 0) + value
        else:
            to[name] = value
