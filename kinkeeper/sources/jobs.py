"""Asking in the background; shallow, the work is done by the verbs."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from kinkeeper.lib.asking import act
from kinkeeper.organisations.restore_hold import OnHold, state
from kinkeeper.people.jobs import hash_all
from kinkeeper.sources import locks
from kinkeeper.sources.due import due
from kinkeeper.sources.models import Outcome, Source
from kinkeeper.sources.run import Paused, run


def lock_of(source: Source) -> str:
    """Jobs with one lock run one after the other, and one alone waits for its turn."""
    return f"source:{source.pk}"


def asked(source: Source) -> bool:
    """Whether a run waits for a worker or is at one."""
    jobs = ProcrastinateJob.objects.filter(
        lock=lock_of(source), task_name=run_source.name, status__in=["todo", "doing"]
    )
    return bool(jobs.exists())


def ask(source: Source, *, by_hand: bool = False) -> bool:
    """Whether a worker was asked; False when it was asked already."""
    if asked(source):
        return False
    lock = lock_of(source)
    try:
        with act():
            run_source.configure(lock=lock, queueing_lock=lock).defer(
                source_id=source.pk, by_hand=by_hand
            )
    except AlreadyEnqueued:
        return False
    return True


# No retry: a run that failed says so, and the source is due again by its schedule.
@app.task(name="sources.run", queue="sources")
def run_source(source_id: int, *, by_hand: bool = False) -> None:
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        return
    try:
        made = run(source, by_hand=by_hand)
    except (locks.Busy, Paused, OnHold):
        return
    if made.outcome == Outcome.APPLIED:
        hash_all()


@app.periodic(cron="* * * * *")
@app.task(name="sources.due", queue="sources")
def ask_due(timestamp: int) -> None:
    for source in due() if state() is None else ():
        ask(source)
