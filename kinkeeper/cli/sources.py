"""Sources of rosters on the command line; a run is done in this process."""

import argparse
import sys
from datetime import time
from typing import Any

from django.db import transaction

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.actor import allowed, viewer_of
from kinkeeper.cli.hash_passwords import hash_here
from kinkeeper.cli.imports import options_of
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.cli.references import organisation
from kinkeeper.cli.times import as_read
from kinkeeper.journal.record import deny, record
from kinkeeper.organisations.tree import BadPath
from kinkeeper.readings import sources as told
from kinkeeper.readings.imports import NotAllowed, home_for, roster_for
from kinkeeper.readings.sources import Standing
from kinkeeper.roster.options import Options
from kinkeeper.sources import locks, manage
from kinkeeper.sources.models import Outcome, Source
from kinkeeper.sources.refusals import Refusal
from kinkeeper.sources.run import Paused, run
from kinkeeper.sources.source_values import Wanted


def list_sources(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    found = [described(each) for each in told.standings(viewer)]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Source", "Kind", "Organisation", "Profile", "State", "Last run", "Next"],
            [
                (
                    *(f["name"], f["kind"], f["organisation"], f["profile"], f["state"]),
                    f["last_run"]["outcome"] if f["last_run"] else "–",
                    as_read(f["next_at"]),
                )
                for f in found
            ],
        )
    return Exit.DONE


def add_source(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    try:
        options = options_of(chosen)
        roster_for(viewer, options.profile)
        with transaction.atomic():
            wanted = _wanted(chosen, viewer, options)
            source = manage.add(viewer.actor, wanted, owner=viewer.person, reach=viewer.reach)
    except NotAllowed as error:
        deny(viewer.actor, "command.refused", data={"verb": "sources keep"})
        raise Refused("not-allowed", str(error)) from error
    except BadPath as error:
        raise Refused("organisation-unknown", str(error)) from error
    except Refusal as refusal:
        raise Refused("not-set-up", f"{refusal.field}: {refusal}") from refusal
    return _answer(viewer, source, chosen)


def run_source(chosen: argparse.Namespace) -> int:
    """Exit 1 when the file was refused or could not be fetched; a plan that waits is no failure."""
    viewer = _viewer(chosen)
    source = _one(viewer, chosen)
    record(
        viewer.actor,
        "source.asked",
        organisation_id=source.organisation_id,
        data={"name": source.name},
    )
    try:
        made = run(source, by_hand=True)
    except Paused as error:
        raise Refused("paused", f"{source.name} is paused; resume it first.") from error
    except locks.Busy as error:
        raise Refused("busy", f"{source.name} is being asked just now.") from error
    if made.outcome == Outcome.APPLIED:
        hash_here()
    _answer(viewer, source, chosen)
    failed = made.outcome in {Outcome.FAILED, Outcome.REFUSED}
    return Exit.REFUSED if failed else Exit.DONE


def pause_source(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    source = _one(viewer, chosen)
    manage.pause(viewer.actor, source)
    return _answer(viewer, source, chosen)


def resume_source(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    source = _one(viewer, chosen)
    manage.resume(viewer.actor, source)
    return _answer(viewer, source, chosen)


def remove_source(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    source = _one(viewer, chosen)
    try:
        manage.remove(viewer.actor, source)
    except locks.Busy as error:
        raise Refused("busy", f"{source.name} is being asked just now.") from error
    if chosen.json:
        put_json({"removed": source.name})
    return Exit.DONE


def described(standing: Standing) -> dict[str, Any]:
    """The shape that `list` and the others print; the secret is in none of it."""
    source, last = standing.source, standing.last
    return {
        "name": source.name,
        "kind": source.kind,
        "address": source.address,
        "organisation": source.organisation.path,
        "profile": source.profile,
        "every_minutes": source.every_minutes,
        "daily_at": source.daily_at.strftime("%H:%M") if source.daily_at else None,
        "trusted": source.trusted,
        "owner": source.owner_name,
        "about": source.about,
        "state": "paused" if source.paused_at else "active",
        "failing_since": standing.failing_since and standing.failing_since.isoformat(),
        "next_at": standing.next_at.isoformat() if standing.next_at else None,
        "last_run": None
        if last is None
        else {
            "outcome": last.run.outcome or ("running" if last.running else Outcome.FAILED.value),
            "message": last.sentence,
            "import": last.import_id,
            "started_at": last.run.started_at.isoformat(),
            "ended_at": last.run.ended_at.isoformat() if last.run.ended_at else None,
        },
    }


def _viewer(chosen: argparse.Namespace) -> Viewer:
    viewer = viewer_of(chosen)
    allowed(viewer, Verb.SOURCES_KEEP)
    return viewer


def _one(viewer: Viewer, chosen: argparse.Namespace) -> Source:
    """The source of this name within reach; `--organisation` tells two apart."""
    found = scopes.sources(viewer).filter(name=chosen.name)
    if chosen.organisation:
        found = found.filter(organisation=organisation(viewer, chosen.organisation))
    first = list(found[:2])
    if not first:
        raise Refused("unknown-source", f"There is no source {chosen.name}.")
    if len(first) > 1:
        raise Refused(
            "usage", "Several sources have this name: add --organisation PATH.", Exit.USAGE
        )
    return first[0]


def _wanted(chosen: argparse.Namespace, viewer: Viewer, options: Options) -> Wanted:
    return Wanted(
        name=chosen.name,
        kind=chosen.kind,
        address=chosen.address,
        organisation=home_for(viewer, chosen.organisation),
        options=options,
        every_minutes=chosen.every,
        daily_at=_time(chosen.daily) if chosen.daily else None,
        take=chosen.take,
        trusted=tuple(chosen.trust),
        username=chosen.username,
        host_key=chosen.host_key,
        secret=sys.stdin.read() if chosen.secret_stdin else None,
    )


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise Refused("usage", f"--daily {text}: write HH:MM.", Exit.USAGE) from error


def _answer(viewer: Viewer, source: Source, chosen: argparse.Namespace) -> int:
    source.refresh_from_db()
    standing = told.standing(viewer, source)
    document = described(standing)
    if chosen.json:
        put_json(document)
    elif standing.last is None:
        put(f"{source.name}: {document['state']}, never fetched yet")
    else:
        put(f"{source.name}: {document['state']}, {standing.last.outcome}")
        put(standing.last.sentence)
        if standing.last.import_id:
            put(f"Look at it: kinkeeper import show {standing.last.import_id}")
    return Exit.DONE
