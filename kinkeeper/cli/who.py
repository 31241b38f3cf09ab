"""Who acts on the command line, and whom its references mean."""

import argparse

from django.db.models import QuerySet

from kinkeeper.access import scopes, viewer
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.answer import Exit, Refused
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.find import BadReference, by_reference
from kinkeeper.people.models import Person, State


def viewer_of(chosen: argparse.Namespace) -> Viewer:
    """A system administrator's reach, or that of the person named by `--as`."""
    if chosen.acting is None:
        return viewer.of_command_line()
    person = one(Person.objects.filter(state=State.ACTIVE), chosen.acting)
    return viewer.of_command_line(person)


def allowed(viewer: Viewer, verb: Verb) -> None:
    if not may(viewer, verb):
        raise Refused("not-allowed", "This person may not do that.")


def one(people: QuerySet[Person], reference: str) -> Person:
    """The one of `people` whom the reference means. Who is out of reach is not there."""
    try:
        condition = by_reference(reference)
    except BadReference as error:
        raise Refused("usage", str(error), Exit.USAGE) from error
    found = people.filter(condition).first()
    if found is None:
        raise Refused("unknown-person", f"There is nobody {reference}.")
    return found


def person(viewer: Viewer, reference: str) -> Person:
    return one(scopes.people(viewer), reference)


def editable(viewer: Viewer, reference: str) -> Person:
    return one(scopes.editable_people(viewer), reference)


def organisation(viewer: Viewer, path: str) -> Organisation:
    """The organisation with this path, within the viewer's reach."""
    try:
        node = tree.find(path)
    except (tree.UnknownPath, tree.BadPath) as error:
        raise Refused("organisation-unknown", str(error)) from error
    if not viewer.reach.covers(node.pk):
        raise Refused("organisation-unknown", f"There is no organisation {path}.")
    return node
