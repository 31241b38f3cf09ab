"""Passwords of files are hashed in the background, after they work already (K12)."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kinkeeper.lib.asking import act
from kinkeeper.lib.retry import Patience
from kinkeeper.people.preset_passwords import PARTS, hash_some, waiting

AGAIN = Patience(tries=3, wait=5)
HASHES = 100
LAST = -10  # whoever waits for a page comes before passwords that work already


def hash_all() -> None:
    """Asks the workers to hash what is sealed: a job for each part, so that all can help. A part
    that waits for its turn already is not asked for twice."""
    if waiting():
        for part in range(PARTS):
            _hash(part)


def _hash(part: int) -> None:
    lock = f"passwords:{part}"
    job = hash_passwords.configure(lock=lock, queueing_lock=lock, priority=LAST)
    with suppress(AlreadyEnqueued), act():
        job.defer(part=part)


@app.task(name="passwords.hash", queue="passwords", retry=AGAIN)
def hash_passwords(part: int) -> None:
    """A hundred at a time, so that other work comes between; goes on until none is left."""
    if hash_some(HASHES, part=part) == HASHES:
        _hash(part)
