"""A plan that is no longer true is replaced by a new one from the same upload, to be looked at."""

from django.db import transaction
from django.db.models.functions import Now

from kinkeeper.intake import locks
from kinkeeper.intake.apply import premises
from kinkeeper.intake.models import FilePiece, Import, State
from kinkeeper.intake.prepare.make_plan import prepare, refuse
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.roster.table import FileRefused

UNIQUE = "unique"


def renew(roster: Import, actor: Actor, reason: str) -> Import | None:
    """Marks the import *stale* and plans its files anew; the new import, or None where the files
    are gone and must be uploaded again. `reason`: which of `premises` is false, or `unique`.

    A new plan that is false at once for the same reason would be renewed for ever: it is refused.
    """
    before = Import.objects.filter(replaced_by=roster, counts__stale=UNIQUE)
    if reason == UNIQUE and before.exists():
        return _refuse(roster, actor, reason)
    with transaction.atomic():
        locks.claim(roster.pk)
        marked = Import.objects.filter(pk=roster.pk, state=State.PLANNED).update(
            state=State.STALE, ended_at=Now(), counts=roster.counts | {"stale": reason}
        )
        if not marked:
            roster.refresh_from_db()
            return roster.replaced_by
        replacement = None
        if FilePiece.objects.filter(roster=roster).exists():
            replacement = _twin(roster)
            storage.move(roster, replacement)
            Import.objects.filter(pk=roster.pk).update(replaced_by=replacement)
        record(
            actor,
            "import.stale",
            import_id=roster.pk,
            organisation_id=roster.organisation_id,
            data={"replaced_by": replacement.pk if replacement else None},
        )
    roster.refresh_from_db()
    if replacement is None:
        return None
    planned = prepare(replacement, actor)
    if planned.state == State.PLANNED and premises.broken(planned) == reason:
        return _refuse(planned, actor, reason)
    return planned


def _refuse(roster: Import, actor: Actor, reason: str) -> Import:
    with transaction.atomic():
        locks.claim(roster.pk)
        roster.refresh_from_db()
        if roster.state == State.PLANNED:
            refuse(roster, FileRefused("cannot-be-applied", premise=reason))
            record(
                actor,
                "import.refused",
                import_id=roster.pk,
                organisation_id=roster.organisation_id,
                data={"reason": reason},
            )
    return roster


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
