"""Who acts on the command line, and what they are allowed."""

import argparse
from functools import partial

from kinkeeper.access import scopes, viewer
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.output import BEFORE, Refused
from kinkeeper.cli.references import one
from kinkeeper.journal.record import deny, record
from kinkeeper.lib import works_for
from kinkeeper.people.models import PersonState
from kinkeeper.readings import looks


def viewer_of(chosen: argparse.Namespace) -> Viewer:
    """A system administrator's reach, or that of the person named by `--as`. Whom it is shown is
    written into the journal before the command answers (K23)."""
    acting = viewer.of_command_line()
    if chosen.acting is not None:
        people = scopes.people(acting).filter(state=PersonState.ACTIVE)
        acting = viewer.of_command_line(one(people, chosen.acting))
    works_for.say(acting.actor.person_id)
    BEFORE[:] = [partial(looks.write, acting, _command(chosen))]
    return acting


def hands_out(viewer: Viewer, chosen: argparse.Namespace, people: int) -> None:
    """A list of people leaves by a command, to a file as likely as not: in the journal with how
    many they are, as files of the pages are, and so an alarm when they are very many
    (`letters.alerts`)."""
    if people:
        told = {"command": _command(chosen), "people": people}
        record(viewer.actor, "command.exported", data=told)


def _command(chosen: argparse.Namespace) -> str:
    return str(chosen.alone.prog).removeprefix("kinkeeper ")


def allowed(viewer: Viewer, verb: Verb) -> None:
    if not may(viewer, verb):
        deny(viewer.actor, "command.refused", data={"verb": verb.replace("_", " ")})
        raise Refused("not-allowed", "This person is not allowed to do that.")
