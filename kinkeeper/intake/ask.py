"""Asks a worker for the next step of an import, and tells whether one was asked for."""

from dataclasses import dataclass

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.intake import jobs, live
from kinkeeper.intake.models import Import, State
from kinkeeper.journal.actor import Actor

READING = {"imports.prepare": live.READING, "imports.apply": live.APPLYING}


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
    """The step somebody asked for that has not ended well yet; None when nothing is under way."""
    if roster.state not in {State.RECEIVED, State.PLANNED}:
        return None
    job = _jobs(roster).exclude(status__in=["succeeded", "cancelled"]).order_by("-id").first()
    if job is None:
        return None
    failed = job.status in {"failed", "aborted"}
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


def _jobs(roster: Import):  # type: ignore[no-untyped-def]  # procrastinate's manager is untyped
    return ProcrastinateJob.objects.filter(lock=jobs.lock_of(roster), task_name__in=list(READING))
