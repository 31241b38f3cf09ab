"""Background steps of an import; shallow, the work is done by the verbs."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.tasks import Task

from kinkeeper.intake.apply.apply_plan import Guarded, NotPlanned, Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.retention import thin_old
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny
from kinkeeper.lib.retry import Patience
from kinkeeper.organisations.restore_hold import unhandled
from kinkeeper.people.preset_passwords import PARTS, hash_some, waiting
from kinkeeper.people.reach import reach_now

type Step = Task[Any, Any, Any]
AGAIN = Patience(tries=3, wait=5)
HASHES = 100
LAST = -10  # whoever waits for a page comes before passwords that work already
# A worker tells the database every ten seconds that it lives; three silences and its job is free.
SILENCE = 30


def lock_of(roster_import: Import) -> str:
    """Jobs with one lock run one after the other."""
    return f"import:{roster_import.pk}"


@app.task(name="imports.prepare", queue="imports", retry=AGAIN)
def prepare_import(roster_import_id: int, actor: list[object]) -> None:
    roster_import = _asked_for(roster_import_id, actor)
    if roster_import is not None:
        try:
            prepare(roster_import, Actor.from_argument(actor))
        except storage.Gone:
            return


@app.task(name="imports.apply", queue="imports", retry=AGAIN)
def apply_import(
    roster_import_id: int, actor: list[object], accept: str = "", *, new_schools: bool = False
) -> None:
    roster_import = _asked_for(roster_import_id, actor)
    if roster_import is None:
        return
    try:
        who = Actor.from_argument(actor)
        apply(roster_import, who, accept=accept, new_schools=new_schools)
    except Stale as stale:
        renew(roster_import, Actor.from_argument(actor), stale.reason)
    except (NotPlanned, Guarded):
        return
    hash_all()


def _asked_for(roster_import_id: int, argument: list[object]) -> Import | None:
    """The import, if whoever asked may still do this: an administrator who lost the right, or was
    put into the trash, since then applies nothing, and neither does the job of a backup."""
    actor = Actor.from_argument(argument)
    roster_import = Import.objects.filter(pk=roster_import_id).first()
    if roster_import is None or unhandled():
        return None
    reach = reach_now(actor.person_id)
    if reach.whole_site or (
        roster_import.reach is not None
        and all(reach.covers(root) for root in roster_import.reach)
        and roster_import.reach
    ):
        return roster_import
    deny(actor, "import.late", data={"id": roster_import.pk})
    return None


def hash_all() -> None:
    """Asks the workers to hash what is sealed: a job for each part, so that all can help. A part
    that waits for its turn already is not asked for twice."""
    if waiting():
        for part in range(PARTS):
            _hash(part)


def _hash(part: int) -> None:
    lock = f"passwords:{part}"
    job = hash_passwords.configure(lock=lock, queueing_lock=lock, priority=LAST)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(part=part)


@app.task(name="passwords.hash", queue="passwords", retry=AGAIN)
def hash_passwords(part: int) -> None:
    """A hundred at a time, so that other work comes between; goes on until none is left."""
    if hash_some(HASHES, part=part) == HASHES:
        _hash(part)


@app.periodic(cron="17 * * * *")
@app.task(name="imports.forget", queue="imports")
def forget_old_files(timestamp: int) -> None:
    storage.forget_old()


@app.periodic(cron="41 3 * * *")  # at night, for a million lines take seconds
@app.task(name="imports.thin", queue="imports")
def thin_old_plans(timestamp: int) -> None:
    thin_old()


@app.periodic(cron="* * * * * */10")  # every ten seconds
@app.task(name="jobs.revive", queue="jobs", pass_context=True)
async def revive_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died are done again by another; each is written so that this is safe. Where
    the same work waits a second time already, that does."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            await jobs.finish_job(job, status=Status.ABORTED, delete_job=True)
