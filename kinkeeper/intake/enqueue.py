"""Asks a worker for the next step of an import, and tells whether one was asked for."""

from dataclasses import dataclass

from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from kinkeeper.intake import jobs, locks
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act

READING = {"imports.prepare": locks.READING, "imports.apply": locks.APPLYING}
STEPS = {ImportState.RECEIVED: "imports.prepare", ImportState.PLANNED: "imports.apply"}


class NotOpen(Exception):
    """The import is no longer in the state that this step starts from."""


@dataclass(frozen=True)
class Asked:
    """`step` as in `locks`; `failed` when every attempt ended in an unexpected error; `put_off`
    when one did and the next one waits for its time."""

    step: str
    failed: bool
    put_off: bool


def prepare(roster_import: Import, actor: Actor) -> None:
    """The job comes into being with the transaction that holds the file, or not at all."""
    _ask(jobs.prepare_import, ImportState.RECEIVED, roster_import, actor)


def apply(
    roster_import: Import, actor: Actor, *, accept: str = "", new_schools: bool = False
) -> None:
    """As `apply_plan.apply`, by a worker."""
    more: dict[str, str | bool] = {"accept": accept}
    if new_schools:
        more["new_schools"] = True
    _ask(jobs.apply_import, ImportState.PLANNED, roster_import, actor, **more)


def asked(roster_import: Import) -> Asked | None:
    """The step somebody asked for that has not ended well yet; None when nothing is under way. A
    step that failed is history once the file was read again, whatever became of it before."""
    step = STEPS.get(ImportState(roster_import.state))
    if step is None:
        return None
    jobs_of_it = _jobs(roster_import).filter(task_name=step)
    job = jobs_of_it.exclude(status__in=["succeeded", "cancelled"]).order_by("-id").first()
    if job is None:
        return None
    failed = job.status in {"failed", "aborted"}
    if failed and roster_import.state == ImportState.PLANNED and not _since(job, roster_import):
        return None
    return Asked(READING[job.task_name], failed, job.status == "todo" and job.attempts > 0)


@act()
def _ask(
    task: jobs.Step, state: ImportState, roster_import: Import, actor: Actor, **more: str | bool
) -> None:
    locked = Import.objects.select_for_update().filter(pk=roster_import.pk, state=state).first()
    if locked is None:
        raise NotOpen
    if _jobs(roster_import).filter(task_name=task.name, status__in=["todo", "doing"]).exists():
        return  # a second click changes nothing
    task.configure(lock=jobs.lock_of(roster_import)).defer(
        roster_import_id=roster_import.pk, actor=actor.as_argument(), **more
    )


def _since(job: ProcrastinateJob, roster_import: Import) -> bool:
    """Whether the job was at the plan that there is now."""
    return ProcrastinateEvent.objects.filter(job=job, at__gte=roster_import.planned_at).exists()


def _jobs(roster_import: Import):  # type: ignore[no-untyped-def]  # procrastinate's manager is untyped
    return ProcrastinateJob.objects.filter(
        lock=jobs.lock_of(roster_import), task_name__in=list(READING)
    )
