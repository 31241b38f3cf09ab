"""How often a job is tried again: a bug a few times; a broken machine, or work that another process
is at, for most of an hour."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from kinkeeper.lib.held import Busy
from kinkeeper.lib.trouble import trouble

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
