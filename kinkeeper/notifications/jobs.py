"""Background work of the e-mails about news; shallow, the work is done by the verbs."""

from contextlib import suppress

from procrastinate.contrib.django import app

from kinkeeper.lib.locks import Busy
from kinkeeper.notifications import post
from kinkeeper.organisations.restore_hold import OnHold

JOB = "notifications.post"


# No retry: whose turn it is stays so, and the next minute asks again.
@app.periodic(cron="* * * * *")
@app.task(name=JOB, queue="notifications", queueing_lock=JOB)
def post_notifications(timestamp: int) -> None:
    with suppress(Busy, OnHold, post.NotNow):
        post.post()


@app.periodic(cron="37 3 * * *")
@app.task(name="notifications.forget", queue="notifications")
def forget_old_notifications(timestamp: int) -> None:
    post.forget_old()
