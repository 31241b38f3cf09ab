"""Background steps of a batch of letters; shallow, the work is done by the verbs."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.credentials.sign_in_notices import JOB
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import (
    activation_again,
    administrator_notices,
    age_notices,
    alerts,
    locks,
    mail_batch,
    password_reset_mail,
    pdf_batch,
    protected_looks,
    second_step_mail,
    sign_in_notices,
)
from kinkeeper.letters.address_batch import POST, QUEUE
from kinkeeper.letters.models import Batch, BatchState, Form
from kinkeeper.lib.asking import act
from kinkeeper.lib.retry import Patience
from kinkeeper.lib.works_for import works_for
from kinkeeper.organisations.restore_hold import OnHold, unhandled
from kinkeeper.people.models import Person

OPEN = {BatchState.WAITING, BatchState.WORKING}
AGAIN = Patience(tries=5, wait=10)


@app.task(name="letters.produce", queue="letters", retry=AGAIN)
def produce_batch(batch_id: int, actor: list[object]) -> None:
    who = Actor.from_argument(actor)
    with works_for(who.person_id), suppress(OnHold):  # it waits, and is asked for again
        pdf_batch.produce(batch_id, who)


@app.task(name=POST, queue=QUEUE, retry=AGAIN)
def post_batch(batch_id: int, actor: list[object]) -> None:
    who = Actor.from_argument(actor)
    with works_for(who.person_id), suppress(OnHold):  # as above
        mail_batch.post(batch_id, who)


FORMS: Mapping[str, Any] = {
    Form.PAGES: produce_batch,
    Form.LIST: produce_batch,
    Form.EMAIL: post_batch,
    Form.ADDRESS: post_batch,
}


@dataclass(frozen=True)
class UnderWay:
    """`put_off` when a try failed and the next one waits for its time."""

    put_off: bool


def ask(batch: Batch, actor: Actor) -> None:
    """A worker makes or sends what still waits."""
    FORMS[batch.form].defer(batch_id=batch.pk, actor=actor.as_argument())


@act()
def ask_for_links(name: str, actor: Actor) -> None:
    """A worker looks up whom somebody means who has forgotten a password. Only workers and this act
    see such a job: it holds what was typed."""
    post_resets.defer(name=name, actor=actor.as_argument())


def go_on(batch: Batch, actor: Actor) -> None:
    """Where every try failed and nobody is at it; a second time changes nothing."""
    with act():
        waits = Batch.objects.select_for_update().filter(pk=batch.pk, state__in=OPEN).exists()
        if waits and under_way(batch) is None:
            ask(batch, actor)


def is_open(batch: Batch) -> bool:
    """Whether it is not done, as the database has it now."""
    return Batch.objects.filter(pk=batch.pk, state__in=OPEN).exists()


def under_way(batch: Batch) -> UnderWay | None:
    """None when nobody is at the batch, or will be by itself."""
    job = ProcrastinateJob.objects.filter(
        task_name__in=[produce_batch.name, post_batch.name],
        args__batch_id=batch.pk,
        status__in=["todo", "doing"],
    ).first()
    if job is not None:
        return UnderWay(job.status == "todo" and job.attempts > 0)
    return UnderWay(put_off=False) if locks.at_work(batch.pk) else None


@app.task(name="letters.reset", queue="letters", retry=AGAIN)
def post_resets(name: str, actor: list[object]) -> None:
    if unhandled():  # a backup's job: it was sent then
        return
    somebody = Actor.from_argument(actor)
    password_reset_mail.post_reset_mails(somebody, name)
    with act():  # no batch without the job that sends it
        for batch in activation_again.order_again(somebody, name):
            ask(batch, somebody)


@act()
def ask_for_second_step_link(person: Person) -> None:
    """A worker sends it to the address on file."""
    post_second_step_link.defer(number=person.pk)


@app.task(name="letters.second-step-link", queue="letters", retry=AGAIN)
def post_second_step_link(number: int) -> None:
    if not unhandled():  # a backup's: asked for again where it is still wanted
        second_step_mail.post(number)


@app.periodic(cron="*/10 * * * *")
@app.task(name=JOB, queue="letters", lock=JOB, retry=AGAIN)
def post_sign_in_notices(timestamp: int = 0) -> None:
    """At once after each change, and again for what was left."""
    if not unhandled():  # a backup's are of then
        sign_in_notices.post()


@app.periodic(cron="*/5 * * * *")
@app.task(name="letters.new-administrators", queue="letters", lock="letters.new-administrators")
def tell_of_new_administrators(timestamp: int) -> None:
    with suppress(OnHold, administrator_notices.NotNow):  # the next time tries again
        administrator_notices.post()


@app.periodic(cron="*/5 * * * *")
@app.task(name="letters.alerts", queue="letters", lock="letters.alerts")
def post_alerts(timestamp: int) -> None:
    for post in (alerts.post, protected_looks.post):
        with suppress(OnHold, alerts.NotNow):  # the next time tries again
            post()


@app.periodic(cron="47 * * * *")
@app.task(name="letters.of-age", queue="letters")
def tell_of_age(timestamp: int) -> None:
    with suppress(OnHold):
        age_notices.post()


@app.periodic(cron="23 * * * *")
@app.task(name="letters.forget", queue="letters")
def forget_old_letters(timestamp: int) -> None:
    pdf_batch.forget_old()
    sign_in_notices.forget_old()
