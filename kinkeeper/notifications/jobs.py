"""Background work of the e-mails about news; shallow, the work is done by the verbs."""

from contextlib import suppress

from procrastinate.contrib.django import app

from kinkeeper.lib.locks import Busy
from kinkeeper.lib.retry import Patience
from kinkeeper.notifications import post
from kinkeeper.notifications.push import devices
from kinkeeper.organisations.restore_hold import OnHold, unhandled

JOB = "notifications.post"
SECONDS = 45  # then other work has its turn, and the next minute goes on


# No retry: whose turn it is stays so, and the next minute asks again.
@app.periodic(cron="* * * * *")
@app.task(name=JOB, queue="notifications", queueing_lock=JOB)
def post_notifications(timestamp: int) -> None:
    with suppress(Busy, OnHold, post.NotNow):
        post.post(seconds=SECONDS)


# A push service that is away is asked again for a while; the e-mail has said it, too.
@app.task(name=post.PUSH, queue="notifications", retry=Patience(tries=5, wait=60))
def push(device_id: int, mail_id: int) -> None:
    if not unhandled():  # a backup's job: it was told then
        devices.tell(device_id, mail_id)


@app.periodic(cron="37 3 * * *")
@app.task(name="notifications.forget", queue="notifications")
def forget_old_notifications(timestamp: int) -> None:
    post.forget_old()
