"""What a mail server gives back, one notice at a time: for its own configuration to call."""

import argparse
import sys

from kinkeeper.access.rules import Verb
from kinkeeper.cli import actor
from kinkeeper.cli.output import Exit, put, put_json
from kinkeeper.letters import returned_mail


def returned(chosen: argparse.Namespace) -> int:
    """Always done: what a mail server cannot hand over it would send on."""
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.SETTINGS_CHANGE)
    noted = returned_mail.note(viewer.actor, sys.stdin.buffer.read(returned_mail.LARGEST + 1))
    if chosen.json:
        person, why = noted if noted else (None, None)
        put_json({"id": person.pk if person else None, "why": why})
    elif noted is None:
        put("This is no notice of an e-mail to an address that someone has now. Nothing changed.")
    else:
        person, why = noted
        put(f"Noted for person {person.pk}: {why.label}.")
    return Exit.DONE
