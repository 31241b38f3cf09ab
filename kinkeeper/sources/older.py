"""What a source did before: its last files, a run that died, a plan that a newer file replaces."""

from contextlib import suppress

from django.db.models import Q
from django.db.models.functions import Now

from kinkeeper.intake import live as at_import
from kinkeeper.intake.discard import NotOpen, discard
from kinkeeper.intake.models import Import, State
from kinkeeper.journal.actor import Actor
from kinkeeper.sources.models import Outcome, Run, Source


def close_dead(source: Source) -> None:
    """Only for whoever holds the source: an open run is then one whose process died."""
    Run.objects.filter(source=source, ended_at=None).update(
        outcome=Outcome.FAILED, code="killed", ended_at=Now()
    )


def last_taken(source: Source, *, ever: bool = False) -> Run | None:
    """The last run that brought files; without `ever` only since the source was last changed,
    because other options make another plan of the same files."""
    taken = Run.objects.filter(source=source, roster__isnull=False).select_related("roster")
    if not ever:
        taken = taken.filter(started_at__gte=source.changed_at)
    return taken.order_by("-pk").first()


def newest(roster: Import | None) -> Import | None:
    """The import, or what replaced it when its plan went stale."""
    while roster is not None and roster.replaced_by_id is not None:
        roster = Import.objects.filter(pk=roster.replaced_by_id).first()
    return roster


def put_away(source: Source, newer: Import, actor: Actor) -> None:
    """Discards what an older file of this source still has open. An import that somebody is at
    just now is left: it was looked at, and the newer plan is true or goes stale."""
    mine = Q(runs__source=source) | Q(
        series=newer.series, organisation=newer.organisation, profile=newer.profile
    )
    waiting = Import.objects.filter(mine, state__in=[State.RECEIVED, State.PLANNED])
    for roster in waiting.exclude(pk=newer.pk).distinct():
        with suppress(NotOpen, at_import.Busy):
            discard(actor, roster)
