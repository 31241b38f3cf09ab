"""Settings, organisations, and the embedded database's own migration."""

import argparse
from contextlib import AbstractContextManager
from dataclasses import asdict

from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.actor import allowed, organisation, viewer_of
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table, say
from kinkeeper.journal.record import record
from kinkeeper.lib.locks import Lock, held
from kinkeeper.organisations import own_settings, settings, tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.readings import organisations, unscoped_checks

WAITING = "Another process is updating the database; this one waits until it is done."


def alone_migrating() -> AbstractContextManager[None]:
    """Of several processes that bring one database up to date, on however many machines, one works
    and the others wait, and then find nothing to do. It ends with the process that holds it."""
    return held(Lock.MIGRATING, 0, wait=lambda: say(WAITING))


def migrate_embedded() -> None:
    """Brings the embedded database up to date; a server of one's own is migrated by hand."""
    if not django_settings.EMBEDDED or not _behind():
        return
    with alone_migrating():  # several may start at once on an empty home
        if _behind():
            call_command("migrate", verbosity=0, interactive=False)


def refuse_unready(run: str) -> None:
    """A server of one's own must be migrated, and a demo be one; raises `Refused` in words."""
    if run.endswith((":migrate", ":check")):
        return
    if not django_settings.EMBEDDED:
        _refuse_unmigrated()
    _refuse_real_with_demo()


def _refuse_unmigrated() -> None:
    if _behind():
        raise Refused("not-migrated", "The database is not up to date. Run: kinkeeper migrate")


def _refuse_real_with_demo() -> None:
    """The demo shows everybody's mails to everybody: never beside real people. Raises `Refused`."""
    if not django_settings.DEMO or settings.is_invented() or not unscoped_checks.is_there():
        return
    raise Refused(
        "not-a-demo",
        "KINKEEPER_DEMO is on, but the people here were not made by the demo; it would show their "
        "e-mails to everyone. Unset KINKEEPER_DEMO, or set KINKEEPER_HOME to an empty folder and "
        "run kinkeeper demo.",
    )


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


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
    own, shown = own_settings.of(node), asdict(own_settings.contacts().at(node.path))
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


def add_organisation(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    allowed(viewer, Verb.SETTINGS_CHANGE)
    with transaction.atomic():
        node, made = ensured(chosen.path)
        if made:
            record(
                viewer.actor,
                "organisation.added",
                organisation_id=node.pk,
                data={"path": node.path},
            )
    put(node.path)
    return Exit.DONE


def list_organisations(chosen: argparse.Namespace) -> int:
    nodes = scopes.organisations(viewer_of(chosen)).order_by("path")
    found = [{"id": node.pk, "path": node.path, "kind": node.kind} for node in nodes]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Organisation", "Kind"], [(node["path"] or "(site)", node["kind"]) for node in found]
        )
    return Exit.DONE


def ensured(path: str) -> tuple[Organisation, list[str]]:
    """The organisation, made where it lacks; raises `Refused` where it cannot be."""
    try:
        return tree.ensure(path)
    except tree.BadPath as error:
        raise Refused("organisation-unknown", str(error)) from error


def _written(value: object) -> str:
    return (
        {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )
