"""What is kept of tries to come in, and of sessions, goes when its time is over."""

from django.core.management import call_command
from procrastinate.contrib.django import app

from kinkeeper.credentials import throttle


@app.periodic(cron="23 * * * *")
@app.task(name="credentials.forget", queue="site")
def forget_old_tries(timestamp: int) -> None:
    throttle.forget_old()
    call_command("clearsessions")
