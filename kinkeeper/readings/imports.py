"""What somebody may import, and into which organisation; which imports can be opened."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may, may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.readings.organisations import means_whole_site
from kinkeeper.roster.text.organisation_paths import is_within


def visible(viewer: Viewer, numbers: Iterable[int | None]) -> set[int]:
    """Those of the imports that the viewer may open."""
    asked = [number for number in numbers if number is not None]
    return set(scopes.imports(viewer).filter(pk__in=asked).values_list("pk", flat=True))


class NotAllowed(Exception):
    """The text says what to do instead."""


def roster_for(viewer: Viewer, profile: str) -> None:
    """Raises `NotAllowed` for people who import nothing, and for profiles that reach further."""
    if not may(viewer, Verb.IMPORTS_RUN):
        raise NotAllowed(_("You may not import people."))
    if not may_handle_profile(viewer, profile):
        raise NotAllowed(_("Only a system administrator can import administrators."))


def place_for(viewer: Viewer, path: str) -> tree.Place:
    """Where an import puts people; what lacks is made when the plan is applied. A school
    administrator of one school who names none means that school; `/` is the whole site. Raises
    `NotAllowed`, `BadPath`.
    """
    whole = means_whole_site(path)
    if viewer.reach.whole_site:
        return tree.place("" if whole else path)
    if whole:
        raise NotAllowed(_("The whole site is not one of your organisations."))
    roots = Organisation.objects.filter(pk__in=viewer.reach.roots)
    if not tree.parts(path):
        only = list(roots[:2])
        if len(only) != 1:
            raise NotAllowed(_("Choose which of your organisations the people belong to."))
        return tree.Place(only[0].path, only[0])
    wanted = "/".join(tree.parts(path))
    if not any(is_within(wanted, root.path) for root in roots):
        raise NotAllowed(_("%s is not one of your organisations.") % wanted)
    return tree.place(wanted)


def home_for(viewer: Viewer, path: str) -> Organisation:
    """As `place_for`, made at once: where something of the school's own is to stand."""
    return tree.ensure(place_for(viewer, path).path)[0]
