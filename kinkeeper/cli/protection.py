"""Protected identity on the command line (K28)."""

import argparse

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli import actor, references
from kinkeeper.cli.output import Exit, Refused
from kinkeeper.cli.times import day
from kinkeeper.people.models import Person
from kinkeeper.readings import unscoped_checks
from kinkeeper.registry import protect as acts
from kinkeeper.registry.refusals import Refusal


def protect(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    person = _meant(viewer, chosen.ref)
    staff = [references.one(scopes.people(viewer), each) for each in chosen.staff]
    try:
        acts.protect(
            viewer.actor,
            person,
            reason=chosen.reason,
            reach=viewer.reach,
            staff=staff,
            review_on=acts.AS_IT_IS if chosen.review is None else day(chosen.review),
        )
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return Exit.DONE


def unprotect(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    person = _meant(viewer, chosen.ref)
    try:
        acts.unprotect(viewer.actor, person, reason=chosen.reason, reach=viewer.reach)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return Exit.DONE


def _meant(viewer: Viewer, reference: str) -> Person:
    """A system administrator may name themselves for whoever is protected already, so looks people
    up on the whole site; the act is in the journal. Nobody decides about the own family."""
    actor.allowed(viewer, Verb.PEOPLE_EDIT)
    person = unscoped_checks.meant(reference) if viewer.is_system_administrator else None
    if person is None:
        return references.editable(viewer, reference)
    references.not_own_account(viewer, person)
    return person
