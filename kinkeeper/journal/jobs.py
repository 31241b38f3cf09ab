"""Lines of the journal are sealed soon after they were written."""

from procrastinate.contrib.django import app

from kinkeeper.journal.seal_lines import seal_all


@app.periodic(cron="* * * * *")
@app.task(name="journal.seal", queue="site")
def seal_journal(timestamp: int) -> None:
    seal_all()
