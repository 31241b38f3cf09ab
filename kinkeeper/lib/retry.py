"""How often a job is tried again: a bug a few times; a broken machine, or work that another process
is at, for most of an hour."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from kinkeeper.lib.locks import Busy
from kinkeeper.lib.outage import Trouble, trouble

logger = logging.getLogger(__name__)

FIRST = 5  # seconds
LONGEST = 60
PATIENT = 50  # tries


class Patience(BaseRetryStrategy):
    """`tries` for what may be a bug. While the database is away or a disk is full each try waits
    twice as long as the one before, a minute at most: work goes on by itself soon after somebody
    has mended the machine. So it does while another process holds the work: that one may be dead
    without the database knowing it yet, and then nobody else would do it."""

    def __init__(self, *, tries: int, wait: int) -> None:
        self.tries = tries
        self.wait = wait

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        broken = isinstance(exception, Busy) or trouble(exception) is not None
        if job.attempts >= (PATIENT if broken else self.tries):
            return None
        growing = min(FIRST * 2 ** min(job.attempts, 8), LONGEST)
        return RetryDecision(retry_in={"seconds": growing if broken else self.wait})


class PatientJobs(JobManager):
    """Writes down how a job ended even where the first try fails: otherwise it would count as being
    done for as long as its worker lives, and nobody would do it again. While a disk is full that is
    until there is room; after a lost connection once, for a worker without a database ends."""

    async def finish_job(self, *words: Any, **more: Any) -> None:
        await _written(lambda: super(PatientJobs, self).finish_job(*words, **more))

    async def retry_job(self, *words: Any, **more: Any) -> None:
        await _written(lambda: super(PatientJobs, self).retry_job(*words, **more))


def be_patient(app: App) -> None:
    """Called by procrastinate when its app is ready."""
    app.job_manager = PatientJobs(app.connector)


async def _written(write: Callable[[], Awaitable[None]]) -> None:
    failed = False
    while True:
        try:
            return await write()
        except ConnectorException as error:
            broken = trouble(error)
            if broken is None or (failed and broken == Trouble.DATABASE):
                raise
            failed = True
            logger.warning("The end of a job could not be recorded yet", exc_info=error)
        await asyncio.sleep(FIRST)
