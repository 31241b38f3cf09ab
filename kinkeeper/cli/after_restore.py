"""After a restore: closes what the backup opens again, and opens the site when all is entered."""

import argparse
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.actor import allowed, viewer_of
from kinkeeper.cli.output import Exit, Refused, put, put_json, say
from kinkeeper.cli.times import as_read, moment
from kinkeeper.organisations import restore_hold
from kinkeeper.restored.checklist import ASKED
from kinkeeper.restored.close_everything import Closed, InTheFuture, begin
from kinkeeper.restored.reopen import NoReason, NotClosed, finish


def after_restore(chosen: argparse.Namespace) -> int:
    """Exit 1 where `--done` comes before the command itself."""
    viewer = viewer_of(chosen)
    allowed(viewer, Verb.SETTINGS_CHANGE)
    say(f"Database: {_database()}")
    return _done(viewer, chosen) if chosen.done else _close(viewer, chosen)


def _database() -> str:
    """Which one the command acts on, without user and password: a machine can reach several."""
    if settings.EMBEDDED:
        return f"the embedded one in {settings.HOME}"
    its = connection.settings_dict
    return f"{its['HOST'] or 'this machine'}/{its['NAME']}"


def _close(viewer: Viewer, chosen: argparse.Namespace) -> int:
    try:
        closed = begin(viewer.actor, moment("--dump-made-at", chosen.dump_made_at))
    except InTheFuture as error:
        raise Refused("usage", "--dump-made-at is in the future.", Exit.USAGE) from error
    if chosen.json:
        put_json(_document(closed))
    else:
        _tell(closed)
    return Exit.DONE


def _done(viewer: Viewer, chosen: argparse.Namespace) -> int:
    try:
        with transaction.atomic():
            was_closed = finish(viewer.actor, chosen.reason)
    except NotClosed as error:
        message = f"What the backup opened again is still open. First run: {restore_hold.COMMAND}"
        raise Refused("restored", message) from error
    except NoReason as error:
        raise Refused(
            "usage", "--done needs --reason TEXT: say who was asked.", Exit.USAGE
        ) from error
    if chosen.json:
        put_json({"on_hold": False, "was_on_hold": was_closed})
    elif was_closed:
        put("Parents can sign in if the settings say so; e-mails, letters and sources continue.")
    else:
        put("The site was not on hold after a restore; nothing was changed.")
    return Exit.DONE


def _document(closed: Closed) -> dict[str, Any]:
    return {
        "on_hold": True,
        "dump_made_at": closed.hold.since.isoformat() if closed.hold.since else None,
        "last_seen_at": closed.hold.until.isoformat() if closed.hold.until else None,
        "voided": {
            "codes": closed.codes,
            "sessions": closed.sessions,
            "batches": closed.batches,
            "jobs": closed.jobs,
        },
        "asked": [{"question": str(q.question), "commands": list(q.commands)} for q in ASKED],
    }


def _tell(closed: Closed) -> None:
    put(
        f"Void now: {closed.codes} codes and links, {closed.sessions} sessions, and every link for "
        f"a new password. Stopped: {closed.batches} batches, {closed.jobs} jobs. "
        "Parents cannot sign in."
    )
    since = _shown(closed.hold.since) if closed.hold.since else "the backup was made"
    until = f" until {_shown(closed.hold.until)}" if closed.hold.until else ""
    put(f"\nAsk the schools what happened since {since}{until}, and enter it:\n")
    for asked in ASKED:
        put(f"- {asked.question}")
        for command in asked.commands:
            put(f"    {command}")
    put(f"\nThen: {restore_hold.COMMAND} --done --reason TEXT")


def _shown(when: datetime) -> str:
    return as_read(when.isoformat())
