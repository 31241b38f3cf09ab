"""Asks people to confirm the addresses that were given for them: a batch of mails (K39)."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from procrastinate.contrib.django import app

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters.models import Batch, Form, Letter, Ordered
from kinkeeper.lib.asking import act

POST, QUEUE = "letters.post", "letters"


@act()
def ask(actor: Actor, people: Sequence[int], *, import_id: int | None = None) -> Batch:
    """A waiting batch for these people, whom a worker will ask. In the transaction that gives them
    the addresses, so that none is given without; it can be stopped like any batch.

    The job follows the commit: inside a worker a job stands at once, and would find no batch. A
    process that dies in between leaves a batch with *Go on*."""
    batch = Batch.objects.create(
        form=Form.ADDRESS,
        about=Ordered.CHOSEN if import_id is None else Ordered.IMPORT,
        name="" if import_id is None else str(import_id),
        made_by=actor.person_id,
        made_by_name=actor.name[:300],
        origin=actor.origin[:200],
    )
    letters = [Letter(batch=batch, person_id=person_id) for person_id in people]
    Letter.objects.bulk_create(letters, batch_size=2000)
    told = {"batch": batch.pk, "form": batch.form, "letters": len(letters), "left_out": 0}
    record(actor, "letters.ordered", data=told)
    transaction.on_commit(partial(_enqueue, batch, actor))
    return batch


def _enqueue(batch: Batch, actor: Actor) -> None:
    """By the job's name: an import would start all that letters need to ask for one."""
    job = app.configure_task(POST, queue=QUEUE)
    job.defer(batch_id=batch.pk, actor=actor.as_argument())
