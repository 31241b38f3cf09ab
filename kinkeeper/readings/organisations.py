"""Organisations as somebody names them by hand: those within reach, and what a slip may mean."""

from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation

# How somebody names the whole site by hand.
WHOLE_SITE = "/"


def means_whole_site(path: str) -> bool:
    return path.strip() == WHOLE_SITE


def named(viewer: Viewer, path: str) -> Organisation:
    """The organisation with this path within reach; `/` is the whole site. Raises `tree.BadPath`,
    and `tree.UnknownPath` with a sentence that names the one within reach that is written nearly
    so; what lies out of reach is not there (K14)."""
    whole = means_whole_site(path)
    try:
        node = tree.find("" if whole else path)
        if viewer.reach.covers(node.pk):
            return node
    except tree.UnknownPath:
        pass
    if whole:
        raise tree.UnknownPath(_("The whole site is not one of your organisations."))
    wanted = "/".join(tree.parts(path))
    meant = [node.path for node in tree.nearly(path) if viewer.reach.covers(node.pk)]
    said = _("There is no organisation %s.") % wanted
    hint = " " + _("Did you mean %s?") % meant[0] if meant else ""
    raise tree.UnknownPath(said + hint)
