"""Undoes an import, or foresees what an undo would do: the same act, rolled back."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families import arrival_lock
from kinkeeper.intake import locks
from kinkeeper.intake.models import About, Import, ImportState
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.intake.sections.take_back import UndoContext
from kinkeeper.intake.undo import questions
from kinkeeper.intake.undo.empty_organisations import remove_empty_organisations
from kinkeeper.intake.undo.summary import Undone, together, told
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.reach import Reach


class NotApplied(Exception):
    """The import was never applied, or is taken back already."""


class TooOld(Exception):
    """The lines of its plan are no longer kept (`retention`); the text says so."""


class Differs(Exception):
    """The site changed since the undo was shown, and it would do something else now."""


class _RolledBack(Exception):
    def __init__(self, undone: Undone) -> None:
        super().__init__()
        self.undone = undone


@whole_site()
def foresee(roster_import: Import, actor: Actor, reach: Reach) -> Undone:
    """What `undo` would do now; nothing is changed. Raises `NotApplied`, `TooOld`, `locks.Busy`."""
    try:
        with act():
            raise _RolledBack(_undo(UndoContext(roster_import, actor, reach), lambda: None))
    except _RolledBack as shown:
        return shown.undone
    finally:
        roster_import.refresh_from_db()


@whole_site()
def undo(
    roster_import: Import,
    actor: Actor,
    reach: Reach,
    *,
    shown: str | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Undone:
    """Takes the import back, in one transaction. `shown` is the `mark` of what a person was shown.

    Raises `NotApplied`, `TooOld`, `Differs` when it would no longer do what was shown, and
    `locks.Busy`.
    """
    with act():
        undone = _undo(UndoContext(roster_import, actor, reach), waiting)
        if shown is not None and shown != undone.mark:
            raise Differs
    return undone


def _undo(job: UndoContext, waiting: Callable[[], None]) -> Undone:
    locks.claim(job.roster_import.pk)
    if not locks.claim_site():
        waiting()
        locks.wait_for_site()
    arrival_lock.applying()
    job.roster_import.refresh_from_db()
    if job.roster_import.state != ImportState.APPLIED or job.roster_import.bundle_id is not None:
        raise NotApplied  # a part of a whole school's import goes with the whole
    if job.roster_import.thinned_at is not None:
        raise TooOld(
            _(
                "Import %(id)s can no longer be undone: its rows were deleted on %(day)s. "
                "Correct what is wrong by hand, or with another file."
            )
            % {
                "id": job.roster_import.pk,
                "day": date_format(localtime(job.roster_import.thinned_at)),
            }
        )
    if job.roster_import.about == About.EVERYTHING:
        steps = list(job.roster_import.steps.order_by("-pk"))
        parts = [_take_back(replace(job, roster_import=step)) for step in steps]
        return _undone(job, together(parts[::-1]))
    return _take_back(job)


def _take_back(job: UndoContext) -> Undone:
    sections = sections_of(job.roster_import)
    # the last first: what a section writes rests on what earlier ones have written
    for section in reversed(sections):
        section.judge(job)
    for section in sections:
        section.settle(job)
    for statement in questions.STATEMENTS:
        job.run(statement)
    parts = [section.take_back(job) for section in reversed(sections)]
    organisations = remove_empty_organisations(job.roster_import, job.actor)
    return _undone(job, told(parts[::-1], organisations))


def _undone(job: UndoContext, undone: Undone) -> Undone:
    job.roster_import.state = ImportState.UNDONE
    job.roster_import.counts = job.roster_import.counts | {"undo": undone.as_json()}
    Import.objects.filter(pk=job.roster_import.pk).update(
        state=ImportState.UNDONE, counts=job.roster_import.counts
    )
    record(
        job.actor,
        "import.undone",
        import_id=job.roster_import.pk,
        organisation_id=job.roster_import.organisation_id,
        data=undone.taken_back | {"kept": undone.kept_count, "failed": len(undone.failed)},
    )
    return undone
