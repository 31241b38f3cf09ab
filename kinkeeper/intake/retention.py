"""Lets go of old plans. Their lines repeat names and addresses, also of people who have left since,
and are a third of what an import leaves in the database; nobody takes it back after a year."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from kinkeeper.intake import locks
from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import FoundProblem, Import, ImportState
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.intake.upload.discard import NotOpen, discard
from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations import settings

OPEN = (ImportState.RECEIVED, ImportState.PLANNED)
BY_ITSELF = Actor(None, ITSELF, ON_SCHEDULE)


def undo_until(roster_import: Import) -> datetime | None:
    """Until when an applied import can be taken back; None where it cannot any more."""
    if roster_import.thinned_at is not None or roster_import.ended_at is None:
        return None
    return roster_import.ended_at + timedelta(days=settings.get("undo_days"))


def thin_old() -> int:
    """Thins what ended longer ago than the site's `undo_days`, and discards what nobody applied for
    as long; how many imports. The oldest first, and none before an older one that somebody is at:
    an undo reads the lines of later imports."""
    limit = timezone.now() - timedelta(days=settings.get("undo_days"))
    for roster_import in Import.objects.filter(state__in=OPEN, received_at__lt=limit, bundle=None):
        with suppress(NotOpen, locks.Busy):
            discard(BY_ITSELF, roster_import)
    thinned = 0
    for roster_import in _old(limit):
        try:
            _thin(roster_import)
        except locks.Busy:
            break
        thinned += 1
    return thinned


def how_many(limit: datetime) -> int:
    """How many imports ended before this and still have their lines."""
    return len(_old(limit))


def _old(limit: datetime) -> list[Import]:
    ended = Coalesce("ended_at", "planned_at", "received_at")
    # what was discarded has no lines already
    old = Import.objects.exclude(state__in=[*OPEN, ImportState.DISCARDED]).filter(thinned_at=None)
    return list(old.annotate(ended=ended).filter(ended__lt=limit).order_by("ended", "pk"))


@act()
def _thin(roster_import: Import) -> None:
    locks.claim(roster_import.pk)
    for section in sections_of(roster_import):
        section.thin(roster_import)
    named_people.forget(roster_import)
    FoundProblem.objects.filter(roster_import=roster_import).delete()
    Import.objects.filter(pk=roster_import.pk).update(thinned_at=Now())
    record(
        BY_ITSELF,
        "import.thinned",
        import_id=roster_import.pk,
        organisation_id=roster_import.organisation_id,
    )
