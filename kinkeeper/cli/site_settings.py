"""Settings on the command line: of the site, and of an organisation."""

import argparse

from django.db import transaction

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.actor import allowed, viewer_of
from kinkeeper.cli.output import Exit, Refused, put, put_json
from kinkeeper.cli.references import organisation
from kinkeeper.organisations import own_settings, settings, tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.readings import organisations


def show_settings(chosen: argparse.Namespace) -> int:
    if chosen.organisation:
        return _show_own(organisation(viewer_of(chosen), chosen.organisation), chosen)
    values = settings.everything()
    if chosen.json:
        put_json(values)
    else:
        for name, value in values.items():
            put(f"{name}={_written(value)}")
    return Exit.DONE


def _show_own(node: Organisation, chosen: argparse.Namespace) -> int:
    """What parents of this organisation are told, and which of it is its own."""
    own, shown = own_settings.of(node), own_settings.contacts().everything(node.path)
    if chosen.json:
        put_json({"organisation": node.path, "own": own, "shown": shown})
        return Exit.DONE
    for name, value in shown.items():
        put(f"{name}={value}" + ("" if own[name] else "    (as above it)"))
    return Exit.DONE


def set_settings(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    node = _whose(viewer, chosen)
    with transaction.atomic():
        for relationship in chosen.values:
            name, equals, value = relationship.partition("=")
            if not equals:
                raise Refused("usage", f"{relationship}: write NAME=VALUE.", Exit.USAGE)
            try:
                own_settings.change(viewer.actor, node, name, value)
            except (settings.UnknownSetting, settings.BadValue) as error:
                raise Refused("bad-setting", str(error)) from error
    return Exit.DONE


def _whose(viewer: Viewer, chosen: argparse.Namespace) -> Organisation:
    """The organisation whose settings are meant, if the viewer may change them; else the site."""
    if not chosen.organisation or organisations.means_whole_site(chosen.organisation):
        allowed(viewer, Verb.SETTINGS_CHANGE)
        return tree.site()
    allowed(viewer, Verb.ORGANISATIONS_EDIT)
    return organisation(viewer, chosen.organisation)


def _written(value: object) -> str:
    return (
        {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )
