"""Signing people out on the command line."""

import argparse

from kinkeeper.access.rules import Verb
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused, put, put_json
from kinkeeper.registry.end_sessions import end_everybody, end_sessions
from kinkeeper.registry.refusals import Refusal


def end(chosen: argparse.Namespace) -> int:
    """One person's sessions, or everybody's."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.CREDENTIALS_ISSUE)
    if bool(chosen.ref) == chosen.everyone:
        raise Refused("usage", "Name one person, or write --everyone.", Exit.USAGE)
    if not chosen.everyone:
        return _told(chosen, end_sessions(viewer.actor, references.editable(viewer, chosen.ref)))
    if not viewer.is_system_administrator:
        raise Refused("not-allowed", "Only a system administrator can sign everyone out.")
    try:
        return _told(chosen, end_everybody(viewer.actor, chosen.reason))
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal


def _told(chosen: argparse.Namespace, ended: int) -> int:
    if chosen.json:
        put_json({"ended": ended})
    else:
        put(f"Sessions ended: {ended}.")
    return Exit.DONE
