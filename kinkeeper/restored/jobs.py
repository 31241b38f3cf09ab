"""The mark by which a restore is noticed, renewed while a worker runs."""

from procrastinate.contrib.django import app

from kinkeeper.organisations import restore_hold


@app.periodic(cron="* * * * *")
@app.task(name="site.pulse", queue="site")
def pulse(timestamp: int) -> None:
    restore_hold.pulse()
