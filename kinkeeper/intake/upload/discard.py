"""Throws a received or planned import away; its files and its plan go, the import stays listed."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.intake import locks
from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare import store_plan
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act


class NotOpen(Exception):
    """The import is applied, or ended already; the text says so."""


@act()
def discard(actor: Actor, roster_import: Import) -> None:
    """Raises `NotOpen`, and `locks.Busy` while a process is at it."""
    locks.claim(roster_import.pk)
    done = Import.objects.filter(
        pk=roster_import.pk,
        bundle=None,
        state__in=[ImportState.RECEIVED, ImportState.PLANNED],
    ).update(state=ImportState.DISCARDED, ended_at=Now())
    roster_import.refresh_from_db()
    if not done:
        raise NotOpen(
            _("Import %(id)s is %(state)s; there is nothing to discard.")
            % {"id": roster_import.pk, "state": roster_import.get_state_display()}
        )
    store_plan.clear(roster_import)
    store_plan.clear_parts(roster_import)
    named_people.forget(roster_import)
    storage.forget(roster_import)
    record(
        actor,
        "import.discarded",
        import_id=roster_import.pk,
        organisation_id=roster_import.organisation_id,
    )
