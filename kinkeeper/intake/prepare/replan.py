"""A plan that is no longer true is replaced by a new one from the same upload, to be looked at."""

from django.db.models.functions import Now

from kinkeeper.intake import locks
from kinkeeper.intake.apply import premises
from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import FilePiece, Import, ImportState
from kinkeeper.intake.prepare import store_plan
from kinkeeper.intake.prepare.make_plan import prepare, refuse
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.roster.table import FileRefused

UNIQUE = "unique"


def renew(roster_import: Import, actor: Actor, reason: str) -> Import | None:
    """Marks the import *stale* and plans its files anew; the new import, or None where the files
    are gone and must be uploaded again. `reason`: which of `premises` is false, or `unique`.

    A new plan that is false at once for the same reason would be renewed for ever: it is refused.
    """
    before = Import.objects.filter(replaced_by=roster_import, counts__stale=UNIQUE)
    if reason == UNIQUE and before.exists():
        return _refuse(roster_import, actor, reason)
    with act():
        locks.claim(roster_import.pk)
        marked = Import.objects.filter(pk=roster_import.pk, state=ImportState.PLANNED).update(
            state=ImportState.STALE, ended_at=Now(), counts=roster_import.counts | {"stale": reason}
        )
        if not marked:
            roster_import.refresh_from_db()
            return roster_import.replaced_by
        store_plan.clear_parts(roster_import)  # they are planned again
        named_people.forget(roster_import)
        replacement = None
        if FilePiece.objects.filter(roster_import=roster_import).exists():
            replacement = _twin(roster_import)
            storage.move(roster_import, replacement)
            Import.objects.filter(pk=roster_import.pk).update(replaced_by=replacement)
        record(
            actor,
            "import.stale",
            import_id=roster_import.pk,
            organisation_id=roster_import.organisation_id,
            data={"replaced_by": replacement.pk if replacement else None},
        )
    roster_import.refresh_from_db()
    if replacement is None:
        return None
    planned = prepare(replacement, actor)
    if planned.state == ImportState.PLANNED and premises.broken(planned) == reason:
        return _refuse(planned, actor, reason)
    return planned


def _refuse(roster_import: Import, actor: Actor, reason: str) -> Import:
    with act():
        locks.claim(roster_import.pk)
        roster_import.refresh_from_db()
        if roster_import.state == ImportState.PLANNED:
            refuse(roster_import, FileRefused("cannot-be-applied", premise=reason))
            record(
                actor,
                "import.refused",
                import_id=roster_import.pk,
                organisation_id=roster_import.organisation_id,
                data={"reason": reason},
            )
    return roster_import


def _twin(roster_import: Import) -> Import:
    twin = Import.objects.create(
        about=roster_import.about,
        profile=roster_import.profile,
        organisation=roster_import.organisation,
        place=roster_import.place,
        series=roster_import.series,
        options=roster_import.options,
        file_names=roster_import.file_names,
        made_by=roster_import.made_by,
        made_by_name=roster_import.made_by_name,
        origin=roster_import.origin,
        reach=roster_import.reach,
    )
    twin.refresh_from_db()
    return twin
