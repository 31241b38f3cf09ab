"""What the schedule lets go of goes at night."""

from contextlib import suppress

from procrastinate.contrib.django import app

from kinkeeper.lib.locks import Busy
from kinkeeper.lib.works_for import works_for
from kinkeeper.retention.let_go import let_go


@app.periodic(cron="51 3 * * *")  # after plans and journal, which are jobs of their own
@app.task(name="retention.go", queue="site", queueing_lock="retention.go")
def go(timestamp: int) -> None:
    with works_for(None), suppress(Busy):  # the next night goes on
        let_go()
