"""Background steps of a batch of letters; shallow, the work is done by the verbs."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kinkeeper.credentials import throttle
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail, pdf, reset

AGAIN = RetryStrategy(max_attempts=5, wait=10)


@app.task(name="letters.produce", queue="letters", retry=AGAIN)
def produce_batch(batch_id: int, actor: list[object]) -> None:
    pdf.produce(batch_id, Actor.from_argument(actor))


@app.task(name="letters.post", queue="letters", retry=AGAIN)
def post_batch(batch_id: int, actor: list[object]) -> None:
    mail.post(batch_id, Actor.from_argument(actor))


@app.task(name="letters.reset", queue="letters", retry=AGAIN)
def post_resets(name: str, actor: list[object]) -> None:
    reset.post_reset_mails(Actor.from_argument(actor), name)


@app.periodic(cron="23 * * * *")
@app.task(name="letters.forget", queue="letters")
def forget_old_letters(timestamp: int) -> None:
    pdf.forget_old()
    throttle.forget_old()
