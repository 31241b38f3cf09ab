"""Rosters on the command line: the work is done in this process, no worker need run."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import progress
from kinkeeper.cli.actor import hands_out, viewer_of
from kinkeeper.cli.hash_passwords import hash_here
from kinkeeper.cli.import_summary import told
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table, say
from kinkeeper.cli.times import as_read, day
from kinkeeper.intake import locks
from kinkeeper.intake.apply import second_person
from kinkeeper.intake.apply.apply_plan import Guarded, NotPlanned, Stale, apply
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare import replan
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.stored_plan import all_skipped, is_empty, refusal, rows, sections, summary
from kinkeeper.intake.upload import discard, storage
from kinkeeper.intake.upload.receive import TooLarge, receive
from kinkeeper.intake.upload.unpack import whole_school_files
from kinkeeper.journal.record import deny
from kinkeeper.organisations.tree import BadPath, parts
from kinkeeper.readings import looks
from kinkeeper.readings.imports import NotAllowed, place_for, roster_for
from kinkeeper.roster.fields import BY_NAME
from kinkeeper.roster.options import Options
from kinkeeper.roster.read.encodings import known_as
from kinkeeper.roster.records.whole_school import (
    CALENDAR,
    CALENDARS,
    is_known,
    reads_calendars,
)
from kinkeeper.roster.text.normalise import tidy_key
from kinkeeper.roster.vocabulary import About, Profile


def plan(chosen: argparse.Namespace) -> int:
    return _print(_planned(chosen, viewer_of(chosen)), chosen)


def run(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    roster_import = _planned(chosen, viewer)
    if roster_import.state != ImportState.PLANNED:
        return _print(roster_import, chosen)
    return _apply(roster_import, viewer, chosen)


def apply_plan(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    roster_import = found(viewer, chosen.id)
    if roster_import.state == ImportState.RECEIVED:
        roster_import = _prepared(roster_import, viewer)
    return _apply(roster_import, viewer, chosen)


def discard_plan(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    roster_import = found(viewer, chosen.id)
    try:
        discard.discard(viewer.actor, roster_import)
    except discard.NotOpen as error:
        raise Refused("not-open", str(error)) from error
    except locks.Busy as error:
        raise Refused("busy", "Another process is working on this import.") from error
    return _print(roster_import, chosen)


def show(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    roster_import = found(viewer, chosen.id)
    document = summary(roster_import)
    if chosen.rows:
        lines = rows(roster_import)
        document |= lines
        looks.shows_planned(viewer, roster_import)
        looks.shows_planned_records(viewer, roster_import)
        hands_out(viewer, chosen, max(map(len, lines.values()), default=0))
    if chosen.json:
        put_json(document)
        return Exit.DONE
    put(_in_words(roster_import, document))
    if chosen.problems:
        put_table(
            ["Row", "Column", "Problem", "What to do"],
            [(p["row"], p["column"], p["code"], p["message"]) for p in document["problems"]],
        )
    if chosen.rows and "record_rows" in document:
        put_table(
            ["Row", "What happens", "Kind", "Key"],
            [(r["row"], r["act"], r["kind"], r["key"]) for r in document["record_rows"]],
        )
    elif chosen.rows:
        put_table(
            ["Row", "What happens", "Key", "Username", "Name"],
            [
                (r["row"], r["act"], r["sync_key"], r["username"], r["name"])
                for r in document.get("people_rows", [])
            ],
        )
    return Exit.DONE


def list_imports(chosen: argparse.Namespace) -> int:
    found: list[dict[str, Any]] = [
        {
            "import": roster_import.pk,
            "state": locks.state_of(roster_import),
            "files": roster_import.file_names,
            "profile": roster_import.profile,
            "organisation": roster_import.place,
            "received_at": roster_import.received_at.isoformat(),
            "by": roster_import.made_by_name,
        }
        for roster_import in scopes.imports(viewer_of(chosen)).filter(bundle=None)
    ]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Import", "State", "Files", "Profile", "Received"],
            [
                (
                    r["import"],
                    r["state"],
                    ", ".join(r["files"]),
                    r["profile"],
                    as_read(r["received_at"]),
                )
                for r in found
            ],
        )
    return Exit.DONE


def _planned(chosen: argparse.Namespace, viewer: Viewer) -> Import:
    """A received import with a plan, or refused."""
    options = options_of(chosen)
    try:
        roster_for(viewer, options.profile)
        with transaction.atomic():
            place = place_for(viewer, chosen.organisation)
            roster_import = receive(
                viewer.actor,
                reach=viewer.reach,
                person=viewer.person,
                files=_files(chosen),
                place=place,
                options=options,
            )
    except NotAllowed as error:
        deny(viewer.actor, "command.refused", data={"verb": "imports run"})
        raise Refused("not-allowed", str(error)) from error
    except BadPath as error:
        raise Refused("organisation-unknown", str(error)) from error
    except TooLarge as error:
        raise Refused("too-large", str(error)) from error
    return _prepared(roster_import, viewer)


def _prepared(roster_import: Import, viewer: Viewer) -> Import:
    try:
        with progress.shown(progress.of_import(roster_import)):
            return prepare(roster_import, viewer.actor)
    except locks.Busy as error:
        raise Refused("busy", "Another process is reading this import.") from error
    except storage.Gone as error:
        raise Refused("gone", "The files have been deleted; import them again.") from error


def _apply(roster_import: Import, viewer: Viewer, chosen: argparse.Namespace) -> int:
    _with_a_second(roster_import, viewer, getattr(chosen, "accept_guard", ""))
    try:
        with progress.shown(progress.of_import(roster_import)):
            apply(
                roster_import,
                viewer.actor,
                accept=getattr(chosen, "accept_guard", ""),
                new_schools=chosen.new_schools,
                waiting=lambda: say(
                    "Another import is being applied; this one waits until it is done."
                ),
            )
    except Guarded:
        _print(roster_import, chosen)
        return Exit.GUARD
    except Stale as stale:
        return _stale(roster_import, viewer, chosen, stale.reason)
    except NotPlanned as error:
        if roster_import.state == ImportState.STALE:
            _print(roster_import, chosen)
            return Exit.STALE
        state = roster_import.get_state_display().lower()
        words = f"Import {roster_import.pk} is {state}; it has no plan."
        raise Refused("not-planned", words) from error
    except locks.Busy as error:
        raise Refused("busy", "Another process is applying this import.") from error
    hash_here()
    return _print(roster_import, chosen)


def _with_a_second(roster_import: Import, viewer: Viewer, reason: str) -> None:
    """Where two people must agree, whoever comes first only asks."""
    if not reason.strip() or not second_person.needed(roster_import):
        return
    words = "Someone else must confirm it now, with the same command. Nothing has changed."
    try:
        if second_person.agreed(viewer.actor, roster_import, reason):
            return
    except second_person.NoOne:
        words = "Two people must agree to apply this plan. Use --as to say who you are."
    raise Refused("second-needed", words, Exit.GUARD)


def _stale(roster_import: Import, viewer: Viewer, chosen: argparse.Namespace, reason: str) -> int:
    replacement = replan.renew(roster_import, viewer.actor, reason)
    roster_import.refresh_from_db()
    if roster_import.state == ImportState.REFUSED:
        raise Refused("cannot-be-applied", refusal(roster_import))
    if chosen.json:
        put_json(summary(roster_import))
    elif replacement is None:
        say("The site has changed since. Nothing was imported; import the files again.")
    else:
        say(
            "The site has changed since the plan was made, so it is out of date. Nothing was "
            f"changed. Look at the new plan: kinkeeper import show {replacement.pk}"
        )
    return Exit.STALE


def found(viewer: Viewer, number: int) -> Import:
    roster_import = scopes.imports(viewer).filter(pk=number).first() if number < 2**63 else None
    if roster_import is None:
        raise Refused("unknown-import", f"There is no import {number}.")
    return roster_import


def _print(roster_import: Import, chosen: argparse.Namespace) -> int:
    document = summary(roster_import)
    if chosen.json:
        put_json(document)
    else:
        put(_in_words(roster_import, document))
        if roster_import.refusal is not None:
            say(refusal(roster_import))
    return Exit.REFUSED if roster_import.state == ImportState.REFUSED else Exit.DONE


def _in_words(roster_import: Import, document: dict[str, Any]) -> str:
    empty, skipped = is_empty(roster_import), all_skipped(roster_import)
    return told(document, sections(roster_import), empty=empty, all_skipped=skipped)


def options_of(chosen: argparse.Namespace) -> Options:
    """How the command line says the files are to be read."""
    about = getattr(chosen, "about", About.PEOPLE)
    if about == About.EVERYTHING:
        return replace(_of_records(chosen), about=About.EVERYTHING)
    if about == About.RECORDS:
        return _of_records(chosen)
    if chosen.profile is None:
        raise Refused("usage", "Say whom the files are about: --profile PROFILE.", Exit.USAGE)
    if getattr(chosen, "scope", []):
        raise Refused("usage", "--scope goes with --about records.", Exit.USAGE)
    if getattr(chosen, "calendar_of", ""):
        raise Refused("usage", "--calendar-of goes with --about records.", Exit.USAGE)
    mapping = {}
    for relationship in chosen.map:
        heading, equals, field = relationship.rpartition("=")
        if not equals or (field != "ignore" and field not in BY_NAME):
            fields = " ".join([*BY_NAME, "ignore"])
            raise Refused("usage", f"--map {relationship}: the fields are {fields}.", Exit.USAGE)
        mapping[heading] = field
    if chosen.child_separator is not None and len(chosen.child_separator) != 1:
        raise Refused("usage", "--child-separator takes a single character.", Exit.USAGE)
    return Options(
        profile=chosen.profile,
        mapping=mapping,
        match_on=chosen.match_on,
        child_column=chosen.child_column,
        child_match=chosen.child_match,
        child_separator=chosen.child_separator,
        overwrite=chosen.overwrite,
        links=chosen.links,
        series=chosen.series.strip()[:100],
        key_prefix=tidy_key(chosen.key_prefix),
        reset_passwords=chosen.reset_passwords,
        date_order=chosen.date_order,
        encoding=chosen.encoding and known_as(chosen.encoding),
        delimiter=chosen.delimiter,
        format=chosen.format,
    )


def _of_records(chosen: argparse.Namespace) -> Options:
    """School records are about pupils. Their days belong to a scope."""
    first, last = day(chosen.first_day), day(chosen.until)
    if (first or last) and not chosen.scope:
        raise Refused("usage", "--from and --until belong to a --scope.", Exit.USAGE)
    return Options(
        profile=Profile.PUPIL,
        about=About.RECORDS,
        scope=["/".join(parts(path)) if path.strip("/ ") else "" for path in chosen.scope],
        scope_from=first.isoformat() if first else "",
        scope_until=last.isoformat() if last else "",
        calendar_of=chosen.calendar_of.strip("/ "),
        series=chosen.series.strip()[:100],
        date_order=chosen.date_order,
        encoding=chosen.encoding and known_as(chosen.encoding),
        delimiter=chosen.delimiter,
    )


def _files(chosen: argparse.Namespace) -> list[tuple[str, bytes]]:
    """The files by name; of a whole school those of a folder or a ZIP file that are its own."""
    about = getattr(chosen, "about", About.PEOPLE)
    if about != About.EVERYTHING:
        names = [each for name in chosen.files for each in _named(Path(name), about)]
        return [(name.name, _content(str(name))) for name in names]
    found: list[tuple[str, bytes]] = []
    for name in chosen.files:
        folder = Path(name)
        if folder.is_dir():
            inside = sorted(each for each in folder.iterdir() if each.is_file())
            inside = [each for each in inside if is_known(each.name)]
            if reads_calendars(each.name for each in inside):
                inside += sorted((folder / CALENDARS).glob(f"*{CALENDAR}"))
            found += [(each.name, _content(str(each))) for each in inside]
        else:
            found += whole_school_files(folder.name, _content(name))
    if not found:
        raise Refused("no-file", "There is no file of a whole school there.", Exit.USAGE)
    return found


def _named(path: Path, about: str) -> list[Path]:
    """Records may come as a folder, as OneRoster's do."""
    if about == About.RECORDS and path.is_dir():
        return sorted(each for each in path.iterdir() if each.is_file())
    return [path]


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Refused("no-file", f"{name}: {error.strerror}.", Exit.USAGE) from error
