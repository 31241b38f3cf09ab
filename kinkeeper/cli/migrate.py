"""The database is brought up to date before a command runs, or the command is refused."""

from contextlib import AbstractContextManager
from pathlib import Path

from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from kinkeeper.access.wall import install
from kinkeeper.cli.output import Refused, say
from kinkeeper.lib.locks import Lock, held
from kinkeeper.organisations import settings
from kinkeeper.readings import unscoped_checks

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
    if run.endswith((":migrate", ":check", "database:roles", "database:url")):
        return
    if not django_settings.EMBEDDED:
        _refuse_unmigrated()
    _refuse_real_with_demo()


def _refuse_unmigrated() -> None:
    if _behind():
        raise Refused("not-migrated", "The database is not up to date. Run: kinkeeper migrate")


def _refuse_real_with_demo() -> None:
    """The demo shows everybody's mails to everybody: never beside real people. Raises `Refused`."""
    if not django_settings.DEMO or settings.is_invented():
        return
    if not unscoped_checks.is_there():
        if django_settings.CLOCK:  # whoever comes now comes into a demo
            settings.mark_invented()
        return
    raise Refused(
        "not-a-demo",
        "KINKEEPER_DEMO is on, but the people here were not made by the demo; it would show their "
        "e-mails to everyone. Unset KINKEEPER_DEMO, or set KINKEEPER_HOME to an empty folder and "
        "run kinkeeper demo.",
    )


def _behind() -> bool:
    return not (_all_recorded() or _nothing_planned()) or not install.stands()


def _nothing_planned() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _all_recorded() -> bool:
    """Whether each migration on the disk is recorded as applied. Their names tell, and to load them
    all would be a seventh of a short command's time."""
    on_disk = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[!_]*.py")
    }
    return on_disk <= MigrationRecorder(connection).applied_migrations().keys()
