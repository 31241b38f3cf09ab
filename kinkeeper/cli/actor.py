"""Who acts on the command line, and what they are allowed."""

import argparse

from kinkeeper.access import scopes, viewer
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.output import Refused
from kinkeeper.cli.references import one
from kinkeeper.journal.record import deny
from kinkeeper.people.models import PersonState


def viewer_of(chosen: argparse.Namespace) -> Viewer:
    """A system administrator's reach, or that of the person named by `--as`."""
    if chosen.acting is None:
        return viewer.of_command_line()
    whole_site = viewer.of_command_line()
    person = one(scopes.people(whole_site).filter(state=PersonState.ACTIVE), chosen.acting)
    return viewer.of_command_line(person)


def allowed(viewer: Viewer, verb: Verb) -> None:
    if not may(viewer, verb):
        deny(viewer.actor, "command.refused", data={"verb": verb.replace("_", " ")})
        raise Refused("not-allowed", "This person is not allowed to do that.")
