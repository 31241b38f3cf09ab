"""Old lines of the journal are let go on schedule."""

import logging
from contextlib import suppress

from procrastinate.contrib.django import app

from kinkeeper.lib.locks import Busy
from kinkeeper.organisations.forget_journal import NotWhole, forget_old

log = logging.getLogger(__name__)


@app.periodic(cron="11 3 * * *")
@app.task(name="journal.forget", queue="site")
def forget_old_lines(timestamp: int) -> None:
    """Where lines are not as they were sealed, none goes, and the log says so every night."""
    with suppress(Busy):
        try:
            forget_old()
        except NotWhole:
            log.exception("the journal is not as it was sealed: run kinkeeper journal verify")
