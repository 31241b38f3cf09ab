"""Jobs whose worker died are done again by another."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

# A worker tells the database every ten seconds that it lives; three silences and its job is free.
SILENCE = 30


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
