"""Reads a received import and stores its plan, or refuses the file."""

from dataclasses import replace
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models.functions import Now

from kinkeeper.credentials.passwords import LONGEST, SHORTEST, guessable
from kinkeeper.intake import locks
from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.intake.directory import derived_keys, described_pupils
from kinkeeper.intake.directory.fetch import fetch, keys
from kinkeeper.intake.directory.staged_tables import staged_tables
from kinkeeper.intake.directory.suggest_child import suggest
from kinkeeper.intake.file_description import written
from kinkeeper.intake.models import About, Import, ImportState
from kinkeeper.intake.prepare import plan_everything, plan_pairs, plan_records, store_plan
from kinkeeper.intake.prepare.hint_children import Hints
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.intake.series import series_of
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations import settings as settings_of_site
from kinkeeper.organisations.large_imports import MOST_ENDED, needs_two
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.usernames import taken
from kinkeeper.roster.columns import children_in_cells
from kinkeeper.roster.formats import Format, choose
from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.formats.rows_to_mend import refuse_as_whole
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.draft import draft
from kinkeeper.roster.plan.guards import PERCENTAGES, Limits
from kinkeeper.roster.plan.make_plan import Plan, plan
from kinkeeper.roster.plan.meet_described import KEPT, met
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.table import Bounds, FileRefused, Table

STEPS = 4


def prepare(roster_import: Import, actor: Actor) -> Import:
    """The import as *planned* or *refused*. Raises `locks.Busy` when another process reads it, and
    `storage.Gone` when its files are no longer kept.

    One transaction: a killed process leaves the import *received*, and it can be prepared again.
    """
    with locks.reporting(roster_import, locks.READING) as reporter, act():
        locks.claim(roster_import.pk)
        roster_import.refresh_from_db()
        if roster_import.state != ImportState.RECEIVED:
            return roster_import
        try:
            _plan(roster_import, actor, reporter)
        except FileRefused as refused:
            refuse(roster_import, refused)
        record(
            actor,
            f"import.{roster_import.state}",
            import_id=roster_import.pk,
            organisation_id=roster_import.organisation_id,
            data={"counts": {**roster_import.counts, "ignored_columns": None, KEPT: None}},
        )
    return roster_import


def _plan(roster_import: Import, actor: Actor, reporter: locks.Reporter) -> None:
    options = replace(Options.from_json(roster_import.options), home=roster_import.place)
    reporter.tell(0, 0)
    if roster_import.about == About.RECORDS:
        _plan_records(roster_import, options, reporter)
        return
    if roster_import.about == About.RIGHTS:
        made, lines = plan_pairs.planned(roster_import, options, bounds(), limits(roster_import))
        _keep(roster_import, made, list(lines.parts))
        return
    if roster_import.about == About.EVERYTHING:
        roster_import.counts = plan_everything.plan(
            roster_import, options, actor, reporter, prepare
        )
        roster_import.state = ImportState.PLANNED
        roster_import.format = "records"
        _save(roster_import)
        return
    table, kind = read_all(roster_import, options)
    rows = table.rows
    reporter.tell(rows // STEPS, rows)
    reach = of_roots(roster_import.reach)
    table = derived_keys.settled(table, reach, options.key_prefix)
    hints = Hints(children_in_cells.candidates(table, options), options, reach)
    drafted = draft(table, options, weak=is_weak, today=today_at(roster_import.place))
    table = drafted.table
    drafted = met(drafted, described_pupils.of(roster_import))
    with staged_tables(keys(drafted), reach, series_of(roster_import)) as tables:
        site = fetch(drafted, tables)
        reporter.tell(2 * rows // STEPS, rows)
        made = plan(
            drafted,
            site,
            [section.core for section in sections_of(roster_import)],
            organisation=roster_import.place,
            taken=taken,
            new_ids=new_ids,
            limits=limits(roster_import),
            suggest=lambda unknown: suggest(unknown, options, reach),
            unread_before=unread_before(roster_import),
            hint=hints,
        )
    reporter.tell(3 * rows // STEPS, rows)
    roster_import.state = ImportState.PLANNED
    roster_import.counts = store_plan.plan(roster_import, made)
    roster_import.headings = list(table.headings)
    roster_import.parts = list(table.lines.parts)
    roster_import.format = kind.name
    roster_import.written = written(table)
    _save(roster_import)
    reporter.tell(rows, rows)


def _plan_records(roster_import: Import, options: Options, reporter: locks.Reporter) -> None:
    drafted = plan_records.drafted(roster_import, options, bounds())
    rows = sum(table.rows for _name, _kind, table in drafted.files)
    reporter.tell(rows // STEPS, rows)
    made = plan_records.planned(roster_import, drafted, limits(roster_import))
    reporter.tell(3 * rows // STEPS, rows)
    _keep(roster_import, made, list(drafted.lines.parts))
    reporter.tell(rows, rows)


def _keep(roster_import: Import, made: Plan, parts: list[str]) -> None:
    """The plan of files that are no roster of people."""
    roster_import.state = ImportState.PLANNED
    roster_import.counts = store_plan.plan(roster_import, made)
    roster_import.parts = parts
    roster_import.format = "records"
    _save(roster_import)


def unread_before(roster_import: Import) -> list[dict[str, Any]]:
    """What the last applied file of the series remembers of its unread columns."""
    applied = series_of(roster_import).imports().filter(state=ImportState.APPLIED)
    last = applied.order_by("-ended_at", "-pk").first()
    found: list[dict[str, Any]] = last.counts.get("unread", []) if last is not None else []
    return found


def limits(roster_import: Import) -> Limits:
    """The guards' limits as the site has set them."""
    chosen = settings_of_site.everything()
    percent = {each: chosen[f"guard_{each}"] for each in PERCENTAGES}
    return Limits(**percent, ended=MOST_ENDED if needs_two(roster_import.place) else None)


def read_all(roster_import: Import, options: Options) -> tuple[Table, Format]:
    """The files as one table, and the format they are in. Raises `FileRefused`, `storage.Gone`."""
    files = list(zip(roster_import.file_names, storage.take(roster_import), strict=True))
    sheets = sheets_of(
        files, encoding=options.encoding, delimiter=options.delimiter, bounds=bounds()
    )
    package = Package(sheets, today_at(roster_import.place))
    options = replace(options, home=roster_import.place)
    refuse_as_whole(package, options)
    kind = choose(package, options)
    return kind.read(package, options), kind


def bounds() -> Bounds:
    return Bounds(
        rows=settings.ROSTER_MAX_ROWS,
        entries=settings.ROSTER_MAX_ENTRIES,
        unpacked=settings.ROSTER_MAX_UNPACKED,
        ratio=settings.ROSTER_MAX_RATIO,
    )


def refuse(roster_import: Import, refused: FileRefused) -> None:
    """The import is *refused*, with the problem that says why, and its files are let go."""
    detail = {
        name: str(value).replace("\0", "\ufffd")[:1000] for name, value in refused.detail.items()
    }
    roster_import.state = ImportState.REFUSED
    roster_import.refusal = {"code": refused.code, "detail": detail}
    roster_import.counts = store_plan.refusal(roster_import, refused.code, detail)
    _save(roster_import)
    storage.forget(roster_import)


def _save(roster_import: Import) -> None:
    Import.objects.filter(pk=roster_import.pk).update(
        state=roster_import.state,
        counts=roster_import.counts,
        headings=roster_import.headings,
        parts=roster_import.parts,
        format=roster_import.format,
        written=roster_import.written,
        refusal=roster_import.refusal,
        planned_at=Now(),
    )


def is_weak(password: str) -> bool:
    """What a file may not set; the same bounds as for a password that somebody chooses."""
    return not SHORTEST <= len(password) <= LONGEST or guessable(password)


def new_ids(count: int) -> pl.Series:
    """Internal IDs for people to come. A plan that is discarded leaves a gap; none comes twice."""
    # the sequence is looked up once; for each row it takes longer than to draw
    query = f"""
        WITH drawn AS MATERIALIZED (
            SELECT pg_get_serial_sequence('people_person', 'id')::regclass AS sequence)
        SELECT nextval(sequence) FROM drawn, generate_series(1, {int(count)})
    """  # noqa: S608  # a number
    return copy_out(query, {"id": pl.Int64})["id"]
