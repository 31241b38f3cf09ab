"""What a source did before: its last files, a run that died, a plan that a newer file replaces."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now

from kinkeeper.intake import locks as at_import
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.upload.discard import NotOpen, discard
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import DECIDED, Entry
from kinkeeper.journal.models import Outcome as Done
from kinkeeper.sources.models import Outcome, Run, Source, SourceKind

KEPT = timedelta(days=30)
# Between the line of a decision in the journal and its commit.
LATE = timedelta(minutes=5)


def close_dead(source: Source) -> None:
    """Only for whoever holds the source: an open run is then one whose process died."""
    Run.objects.filter(source=source, ended_at=None).update(
        outcome=Outcome.FAILED, code="killed", ended_at=Now()
    )


def forget_unchanged(source: Source) -> None:
    """Runs that brought nothing are kept for a month."""
    old = Run.objects.filter(source=source, outcome=Outcome.UNCHANGED, started_at__lt=now() - KEPT)
    old.delete()


def last_taken(source: Source) -> Run | None:
    """The last run that brought files since the source was changed: other options make another
    plan of the same files."""
    taken = Run.objects.filter(
        source=source, roster_import__isnull=False, started_at__gte=source.changed_at
    )
    return taken.select_related("roster_import").order_by("-pk").first()


def mean_something_else(source: Source) -> bool:
    """Whether people have decided something since the last look at these files by which the same
    files may mean something else."""
    looked = Run.objects.filter(source=source).filter(
        Q(outcome=Outcome.APPLIED) | Q(outcome=Outcome.UNCHANGED, code="same")
    )
    since = looked.order_by("-pk").values_list("started_at", flat=True).first()
    done = Entry.objects.filter(action__in=DECIDED, outcome=Done.DONE)
    return since is None or done.filter(at__gte=since - LATE).exists()


def failing_since(source: Source) -> datetime | None:
    """When the first of the runs began that have failed, or been refused, one after the other; None
    where the last one went well. A server that answers with nothing fails, too."""
    ended = Run.objects.filter(source=source, ended_at__isnull=False)
    failed = Q(outcome__in=[Outcome.FAILED, Outcome.REFUSED])
    if source.kind == SourceKind.HTTPS:
        failed |= Q(code="nothing-there")
    good = ended.exclude(failed).order_by("-pk").values_list("pk", flat=True).first()
    bad = ended.filter(failed, pk__gt=good or 0).order_by("pk")
    return bad.values_list("started_at", flat=True).first()


def last_word(source: Source) -> Import | None:
    """The newest import of this source that was applied, or taken back since."""
    ended = Import.objects.filter(_of(source), state__in=[ImportState.APPLIED, ImportState.UNDONE])
    return ended.order_by("-pk").first()


def newest(roster_import: Import | None) -> Import | None:
    """The import, or what replaced it when its plan went stale."""
    while roster_import is not None and roster_import.replaced_by_id is not None:
        roster_import = Import.objects.filter(pk=roster_import.replaced_by_id).first()
    return roster_import


def put_away(source: Source, newer: Import, actor: Actor) -> None:
    """Discards what an older file of this source still has open. An import that somebody is at
    just now is left: it was looked at, and the newer plan is true or goes stale."""
    waiting = Import.objects.filter(
        _of(source), state__in=[ImportState.RECEIVED, ImportState.PLANNED]
    )
    for roster_import in waiting.exclude(pk=newer.pk).distinct():
        with suppress(NotOpen, at_import.Busy):
            discard(actor, roster_import)


def _of(source: Source) -> Q:
    """A run's own imports, and by their series those that took the place of a stale one."""
    return Q(runs__source=source) | Q(series=source.series, organisation=source.organisation_id)
