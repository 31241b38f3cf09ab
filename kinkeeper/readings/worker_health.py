"""How the machine is: whether a worker lives, how many jobs there are and how long they wait.

For whoever runs the site; nothing in it speaks of anybody.
"""

from dataclasses import dataclass

from kinkeeper.intake.locks import QUIET
from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import restore_hold

# A job that was put off (a retry) waits from the moment it was put off to.
QUEUES = """
SELECT queue, count(*) FILTER (WHERE status = 'todo' AND since <= now()),
    count(*) FILTER (WHERE status = 'todo' AND since > now()),
    count(*) FILTER (WHERE status = 'doing'), count(*) FILTER (WHERE status = 'failed'),
    coalesce(extract(epoch FROM now() - min(since) FILTER (WHERE status = 'todo'
        AND since <= now())), 0)
FROM (SELECT job.queue_name AS queue, job.status::text AS status,
        coalesce(job.scheduled_at, (SELECT min(event.at) FROM procrastinate_events event
            WHERE event.job_id = job.id AND event.type = 'deferred'), now()) AS since
    FROM procrastinate_jobs job WHERE job.status IN ('todo', 'doing', 'failed')) jobs
GROUP BY queue ORDER BY queue
"""
SIGN_OF_LIFE = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"


@dataclass(frozen=True)
class Queue:
    """Jobs of one kind: `waiting` for a worker now, of which the oldest has for `oldest` seconds;
    `put_off` after a try that failed; being done; given up."""

    name: str
    waiting: int
    put_off: int
    doing: int
    failed: int
    oldest: float


@dataclass(frozen=True)
class Machine:
    """`silence`: seconds since a worker's last sign of life; None where there has been none."""

    silence: float | None
    queues: tuple[Queue, ...]
    on_hold: bool

    @property
    def worker_alive(self) -> bool:
        return self.silence is not None and self.silence < QUIET.total_seconds()


@whole_site()
def machine() -> Machine:
    """As it is now. Raises Django's `OperationalError` where the database does not answer."""
    silence = db.value(SIGN_OF_LIFE)
    queues = tuple(
        Queue(name, waiting, put_off, doing, failed, max(0.0, float(oldest)))
        for name, waiting, put_off, doing, failed, oldest in db.rows(QUEUES)
    )
    return Machine(
        None if silence is None else max(0.0, float(silence)),
        queues,
        restore_hold.state() is not None,
    )
