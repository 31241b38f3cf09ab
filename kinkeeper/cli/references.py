"""Whom and what the references of the command line mean, within the viewer's reach."""

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.own_family import CODE, sentence
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.output import Exit, Refused
from kinkeeper.journal.record import deny
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.people.references import BadReference, NoReference, by_reference
from kinkeeper.readings import looks, organisations, unscoped_checks

UNKNOWN = "unknown-person"


def one(people: QuerySet[Person], reference: str) -> Person:
    """The one of `people` whom the reference means. Who is out of reach is not there."""
    try:
        condition = by_reference(reference)
    except BadReference as error:
        raise Refused("usage", str(error), Exit.USAGE) from error
    except NoReference as error:
        raise Refused("placeholder", str(error)) from error
    found = people.filter(condition).first()
    if found is None:
        raise Refused(UNKNOWN, f"No one was found for {reference}.")
    return found


def person(viewer: Viewer, reference: str) -> Person:
    return _within(viewer, scopes.people(viewer), reference)


def editable(viewer: Viewer, reference: str) -> Person:
    """Somebody the viewer may change; nobody of the own family."""
    meant = _within(viewer, scopes.people(viewer), reference)
    not_own_account(viewer, meant)
    return _within(viewer, scopes.editable_people(viewer), reference)


def not_own_account(viewer: Viewer, *people: Person) -> None:
    if viewer.family.has_account(*(each.pk for each in people)):
        raise own_family(viewer, people[0].pk, None)


def not_own_relationship(viewer: Viewer, parent: int | None, child: int | None) -> None:
    if viewer.family.has_relationship(parent, child):
        raise own_family(viewer, parent, child)


def own_family(viewer: Viewer, person: int | None, child: int | None) -> Refused:
    """What to raise for it, after a line in the journal."""
    deny(viewer.actor, "family.refused", person_id=person, child_id=child)
    return Refused(CODE, sentence())


def _within(viewer: Viewer, people: QuerySet[Person], reference: str) -> Person:
    """As `one`; a try at somebody who exists out of reach gets a line in the journal."""
    try:
        found = one(people, reference)
    except Refused as refused:
        if refused.code == UNKNOWN:
            beyond = unscoped_checks.meant(reference)
            if beyond is not None:
                if beyond.pk in viewer.hidden:
                    deny(viewer.actor, "protection.tried", person_id=beyond.pk)
                else:
                    deny(viewer.actor, "person.view", person_id=beyond.pk)
        raise
    looks.shows(viewer, found)
    return found


def organisation(viewer: Viewer, path: str) -> Organisation:
    """The organisation with this path, within the viewer's reach."""
    try:
        return organisations.named(viewer, path)
    except (tree.UnknownPath, tree.BadPath) as error:
        raise Refused("organisation-unknown", str(error)) from error
