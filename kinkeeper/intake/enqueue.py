"""Asks a worker for the next step of an import, and tells whether one was asked for."""

from dataclasses import dataclass

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from kinkeeper.intake import jobs, locks
from kinkeeper.intake.models import Import, State
from kinkeeper.journal.actor import Actor

READING = {"imports.prepare": locks.READING, "imports.apply": locks.APPLYING}
STEPS = {State.RECEIVED: "imports.prepare", State.PLANNED: "imports.apply"}


class NotOpen(Exception):
    """The import is no longer in the state that this step starts from."""


@dataclass(frozen=True)
class Asked:
    """`step` as in `live`; `failed` when every attempt ended in an unexpected error; `put_off` when
    one did and the next one waits for its time."""

    step: str
    failed: bool
    put_off: bool


def prepare(roster: Import, actor: Actor) -> None:
    """The job comes into being with the transaction that holds the file, or not at all."""
    _ask(jobs.prepare_import, State.RECEIVED, roster, actor)


def apply(roster: Import, actor: Actor, *, accept: str = "") -> None:
    """`accept` is the reason for which a guard is passed."""
    _ask(jobs.apply_import, State.PLANNED, roster, actor, accept=accept)


def asked(roster: Import) -> Asked | None:
    """The step somebody asked for that has not ended well yet; None when nothing is under way. A
    step that failed is history once the file was read again, whatever became of it before."""
    step = STEPS.get(State(roster.state))
    if step is None:
        return None
    jobs_of_it = _jobs(roster).filter(task_name=step)
    job = jobs_of_it.exclude(status__in=["succeeded", "cancelled"]).order_by("-id").first()
    if job is None:
        return None
    failed = job.status in {"failed", "aborted"}
    if failed and roster.state == State.PLANNED and not _since(job, roster):
        return None
    return Asked(READING[job.task_name], failed, job.status == "todo" and job.attempts > 0)


@transaction.atomic
def _ask(task: jobs.Step, state: State, roster: Import, actor: Actor, **more: str) -> None:
    locked = Import.objects.select_for_update().filter(pk=roster.pk, state=state).first()
    if locked is None:
        raise NotOpen
    if _jobs(roster).filter(task_name=task.name, status__in=["todo", "doing"]).exists():
        return  # a second click changes nothing
    task.configure(lock=jobs.lock_of(roster)).defer(
        roster_id=roster.pk, actor=actor.as_argument(), **more
    )


def _since(job: ProcrastinateJob, roster: Import) -> bool:
    """Whether the job was at the plan that there is now."""
    return ProcrastinateEvent.objects.filter(job=job, at__gte=roster.planned_at).exists()


def _jobs(roster: Import):  # type: ignore[no-untyped-def]  # procrastinate's manager is untyped
    return ProcrastinateJob.objects.filter(lock=jobs.lock_of(roster), task_name__in=list(READING))
