"""What a page and a command tell of sources: how each stands, and what it did."""

from dataclasses import dataclass
from datetime import datetime

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.sources import earlier_runs, locks, outcomes
from kinkeeper.sources.due import next_time
from kinkeeper.sources.models import Run, Source


@dataclass(frozen=True)
class Told:
    """A run with its words in the reader's language."""

    run: Run
    outcome: str
    sentence: str
    running: bool
    import_id: int | None

    @property
    def colour(self) -> str:
        colours = {"applied": "success", "waiting": "info", "unchanged": "neutral"}
        return "info" if self.running else colours.get(self.run.outcome, "danger")


@dataclass(frozen=True)
class Standing:
    """`last` is None for a source that was never asked, `next_at` while it is paused. `waiting` is
    an import of it whose plan waits for a person, if the viewer may open it. `failing_since`: when
    the runs began to fail; what earlier ones brought stays."""

    source: Source
    last: Told | None
    next_at: datetime | None
    waiting: Import | None
    failing_since: datetime | None


def standings(viewer: Viewer) -> list[Standing]:
    busy = locks.running()
    return [_standing(viewer, source, busy) for source in scopes.sources(viewer)]


def standing(viewer: Viewer, source: Source) -> Standing:
    return _standing(viewer, source, locks.running())


def history(viewer: Viewer, source: Source, most: int) -> list[Told]:
    """The newest runs."""
    busy = locks.running()
    runs = Run.objects.filter(source=source).select_related("roster_import").order_by("-pk")[:most]
    return _told(viewer, list(runs), busy)


def _standing(viewer: Viewer, source: Source, busy: set[int]) -> Standing:
    newest = list(
        Run.objects.filter(source=source).select_related("roster_import").order_by("-pk")[:1]
    )
    told = _told(viewer, newest, busy)
    planned = scopes.imports(viewer).filter(
        series=source.series, organisation=source.organisation_id, state=ImportState.PLANNED
    )
    last = told[0] if told else None
    return Standing(
        source,
        last,
        next_time(source),
        planned.order_by("-pk").first(),
        earlier_runs.failing_since(source),
    )


def _told(viewer: Viewer, runs: list[Run], busy: set[int]) -> list[Told]:
    """An import is named only to who may open it."""
    ids = [run.roster_import_id for run in runs if run.roster_import_id is not None]
    visible = set(scopes.imports(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    told = []
    for run in runs:
        running = run.ended_at is None and run.source_id in busy
        opens = run.roster_import_id in visible
        told.append(
            Told(
                run,
                outcomes.outcome(run, running=running),
                outcomes.said(run, running=running, open_import=opens),
                running,
                run.roster_import_id if opens else None,
            )
        )
    return told
