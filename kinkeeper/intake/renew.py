"""A plan that is no longer true is replaced by a new one from the same upload, to be looked at."""

from django.db import transaction
from django.db.models.functions import Now

from kinkeeper.intake import live, transit
from kinkeeper.intake.models import FilePiece, Import, State
from kinkeeper.intake.prepare import prepare
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record


def renew(roster: Import, actor: Actor) -> Import | None:
    """Marks the import *stale* and plans its files anew; the new import, or None where the files
    are gone and must be uploaded again."""
    with transaction.atomic():
        live.claim(roster.pk)
        marked = Import.objects.filter(pk=roster.pk, state=State.PLANNED).update(
            state=State.STALE, ended_at=Now()
        )
        if not marked:
            roster.refresh_from_db()
            return roster.replaced_by
        replacement = None
        if FilePiece.objects.filter(roster=roster).exists():
            replacement = _twin(roster)
            transit.move(roster, replacement)
            Import.objects.filter(pk=roster.pk).update(replaced_by=replacement)
        record(
            actor,
            "import.stale",
            import_id=roster.pk,
            organisation_id=roster.organisation_id,
            data={"replaced_by": replacement.pk if replacement else None},
        )
    roster.refresh_from_db()
    return prepare(replacement, actor) if replacement else None


def _twin(roster: Import) -> Import:
    twin = Import.objects.create(
        profile=roster.profile,
        organisation=roster.organisation,
        place=roster.place,
        series=roster.series,
        options=roster.options,
        file_names=roster.file_names,
        made_by=roster.made_by,
        made_by_name=roster.made_by_name,
        origin=roster.origin,
        reach=roster.reach,
    )
    twin.refresh_from_db()
    return twin
