"""Throws a received or planned import away; its files and its plan go, the import stays listed."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.intake import locks
from kinkeeper.intake.models import Import, State
from kinkeeper.intake.prepare import store_plan
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record


class NotOpen(Exception):
    """The import is applied, or ended already; the text says so."""


@transaction.atomic
def discard(actor: Actor, roster: Import) -> None:
    """Raises `NotOpen`, and `live.Busy` while a process is at it."""
    locks.claim(roster.pk)
    done = Import.objects.filter(pk=roster.pk, state__in=[State.RECEIVED, State.PLANNED]).update(
        state=State.DISCARDED, ended_at=Now()
    )
    roster.refresh_from_db()
    if not done:
        raise NotOpen(
            _("Import %(id)s is %(state)s; there is nothing to discard.")
            % {"id": roster.pk, "state": roster.get_state_display()}
        )
    store_plan.clear(roster)
    storage.forget(roster)
    record(
        actor,
        "import.discarded",
        import_id=roster.pk,
        organisation_id=roster.organisation_id,
    )
